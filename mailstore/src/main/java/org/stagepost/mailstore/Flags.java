package org.stagepost.mailstore;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/** The flags and keywords of one message. Immutable; keywords compare as they are spelt first in their mailbox. */
public record Flags(Set<Flag> system, Set<String> keywords) {
    public static final Flags NONE = new Flags(Set.of(), Set.of());

    public Flags {
        system = system.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(system));
        keywords = Set.copyOf(keywords);
    }

    public static Flags of(Flag... flags) {
        return new Flags(Set.of(flags), Set.of());
    }

    public boolean has(Flag flag) {
        return system.contains(flag);
    }

    public Flags and(Flags more) {
        return new Flags(union(system, more.system), union(keywords, more.keywords));
    }

    public Flags without(Flags less) {
        return new Flags(minus(system, less.system), minus(keywords, less.keywords));
    }

    private static <T extends Comparable<T>> Set<T> union(Collection<T> one, Collection<T> other) {
        Set<T> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }

    private static <T extends Comparable<T>> Set<T> minus(Collection<T> one, Collection<T> other) {
        Set<T> rest = new TreeSet<>(one);
        rest.removeAll(other);
        return rest;
    }
}

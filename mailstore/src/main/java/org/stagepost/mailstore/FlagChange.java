package org.stagepost.mailstore;

/** What STORE does to flags (RFC 9051 6.4.6). */
public record FlagChange(Kind kind, Flags flags) {
    /** Replace, add or remove. */
    public enum Kind {
        REPLACE,
        ADD,
        REMOVE
    }

    public Flags applyTo(Flags old) {
        return switch (kind) {
            case REPLACE -> flags;
            case ADD -> old.and(flags);
            case REMOVE -> old.without(flags);
        };
    }
}

package org.stagepost.mta.route;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;

/**
 * What the settings say of domains: of one by its name, {@code example.net}; of all below one, {@code .example.net}, the
 * longest that fits; and of all the rest, {@code *}.
 */
public final class ByDomain<T> {
    private static final String ALL = "*";

    private final Map<String, T> patterns;

    private ByDomain(Map<String, T> patterns) {
        this.patterns = Map.copyOf(patterns);
    }

    /** @throws SyntaxException when a key is none of the three forms */
    public static <T> ByDomain<T> of(Map<String, T> patterns) throws SyntaxException {
        Map<String, T> checked = new HashMap<>();
        for (Map.Entry<String, T> entry : patterns.entrySet()) {
            String key = entry.getKey();
            if (key.equals(ALL)) checked.put(ALL, entry.getValue());
            else if (key.startsWith(".")) checked.put("." + name(key.substring(1)), entry.getValue());
            else checked.put(name(key), entry.getValue());
        }
        return new ByDomain<>(checked);
    }

    private static String name(String text) throws SyntaxException {
        try {
            return Domain.of(text).name();
        } catch (SyntaxException e) {
            throw new SyntaxException(text + " is no domain");
        }
    }

    public static <T> ByDomain<T> none() {
        return new ByDomain<>(Map.of());
    }

    /** By its own name, else by the longest domain above it. */
    public Optional<T> of(Domain domain) {
        String name = domain.name();
        T found = patterns.get(name);
        for (int dot = name.indexOf('.'); found == null && dot >= 0; dot = name.indexOf('.', dot + 1))
            found = patterns.get(name.substring(dot));
        return Optional.ofNullable(found);
    }

    /** What is said of all the rest. */
    public Optional<T> rest() {
        return Optional.ofNullable(patterns.get(ALL));
    }

    public Iterable<T> values() {
        return patterns.values();
    }

    public boolean isEmpty() {
        return patterns.isEmpty();
    }

    @Override
    public String toString() {
        return patterns.toString();
    }
}

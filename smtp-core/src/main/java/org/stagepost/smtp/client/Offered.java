package org.stagepost.smtp.client;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Reply;
import org.stagepost.mail.SyntaxException;
import org.stagepost.smtp.Extension;

/** What a server offered in its reply to the hello (RFC 5321 4.1.1.1). */
public final class Offered {
    static final Offered NOTHING = new Offered(Map.of());

    private final Map<Extension, String> parameters;

    private Offered(Map<Extension, String> parameters) {
        this.parameters = parameters;
    }

    /** Words that nobody here knows are passed over. */
    static Offered in(Reply hello) {
        Map<Extension, String> parameters = new EnumMap<>(Extension.class);
        for (String line : hello.lines().subList(1, hello.lines().size())) {
            String[] parts = line.strip().split(" ", 2);
            Optional<Extension> extension = Extension.of(parts[0]);
            extension.ifPresent(known -> parameters.put(known, parts.length > 1 ? parts[1] : ""));
        }
        return new Offered(parameters);
    }

    public boolean has(Extension extension) {
        return parameters.containsKey(extension);
    }

    /** Octets that a message may have; no limit told is the largest number. */
    long maxSize() {
        try {
            long size = Ascii.number(parameters.getOrDefault(Extension.SIZE, "0"), Long.MAX_VALUE);
            return size == 0 ? Long.MAX_VALUE : size;
        } catch (SyntaxException e) {
            return Long.MAX_VALUE;
        }
    }

    boolean hasMechanism(String name) {
        String mechanisms = Ascii.upper(parameters.getOrDefault(Extension.AUTH, ""));
        return List.of(mechanisms.split(" ", -1)).contains(name);
    }
}

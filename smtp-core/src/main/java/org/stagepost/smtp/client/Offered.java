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

    /** Seconds that BY= with R has to leave at least (RFC 2852 section 3); what makes no sense is none. */
    long leastTime() {
        String parameter = parameters.getOrDefault(Extension.DELIVER_BY, "");
        int comma = parameter.indexOf(',');
        try {
            return Ascii.number(comma < 0 ? parameter : parameter.substring(0, comma), Integer.MAX_VALUE);
        } catch (SyntaxException e) {
            return 0;
        }
    }

    /** RCPT commands in one transaction (RFC 9422 section 4.2). */
    int recipientsAtOnce() {
        return limit("RCPTMAX");
    }

    /** Domains of the recipients in one transaction (RFC 9422 section 4.3). */
    int domainsAtOnce() {
        return limit("RCPTDOMAINMAX");
    }

    /** Transactions in one session (RFC 9422 section 4.1). */
    int transactions() {
        return limit("MAILMAX");
    }

    /** A limit that is not told, or makes no sense, is none. */
    private int limit(String name) {
        for (String word : parameters.getOrDefault(Extension.LIMITS, "").split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals < 0 || !Ascii.equalsIgnoreCase(word.substring(0, equals), name)) continue;
            try {
                int limit = (int) Ascii.number(word.substring(equals + 1), 999_999);
                if (limit > 0) return limit;
            } catch (SyntaxException e) {
                return Integer.MAX_VALUE;
            }
        }
        return Integer.MAX_VALUE;
    }

    boolean hasMechanism(String name) {
        String mechanisms = Ascii.upper(parameters.getOrDefault(Extension.AUTH, ""));
        return List.of(mechanisms.split(" ", -1)).contains(name);
    }
}

package org.stagepost.message;

import java.util.Optional;
import org.stagepost.mail.Ascii;

/**
 * A field in which a host says what it has found out about a message: Authentication-Results (RFC 8601) or Received-SPF
 * (RFC 7208 section 9.1). Anybody can write one, so each host takes out those that came in under its own name.
 */
public final class Verdict {
    private static final String RECEIVER = "receiver=";

    private Verdict() {}

    /** Whether a field is a verdict that claims to be this host's (RFC 8601 section 5). */
    public static boolean claims(HeaderField field, String host) {
        if (field.is("Authentication-Results")) return isNamed(server(field.value()), host);
        return field.is("Received-SPF") && isNamed(receiver(field.value()), host);
    }

    private static boolean isNamed(String name, String host) {
        String dotless = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return Ascii.equalsIgnoreCase(dotless, host);
    }

    /** {@code [CFWS] authserv-id} (RFC 8601 section 2.2). */
    private static String server(String value) {
        Lexer in = new Lexer(value);
        in.skipSpace();
        return word(in);
    }

    private static String word(Lexer in) {
        return in.peek() == '"' ? in.quoted() : in.run(";\"");
    }

    /** The host behind {@code receiver=}, else the one that the first comment begins with: {@code (mx.example.org: ...)}. */
    private static String receiver(String value) {
        Lexer in = new Lexer(value);
        Optional<String> commented = Optional.empty();
        while (!in.atEnd()) {
            in.skipSpace();
            if (commented.isEmpty() && in.hasComment()) commented = Optional.of(host(in.comment()));
            String word = in.run(";\"");
            if (word.length() >= RECEIVER.length()
                    && Ascii.equalsIgnoreCase(word.substring(0, RECEIVER.length()), RECEIVER))
                return word.length() > RECEIVER.length() ? word.substring(RECEIVER.length()) : word(in);
            if (word.isEmpty()) in.next();
        }
        return commented.orElse("");
    }

    private static String host(String comment) {
        return comment.substring(0, Math.max(0, comment.indexOf(':')));
    }
}

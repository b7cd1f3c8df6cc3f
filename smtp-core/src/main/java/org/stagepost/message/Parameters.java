package org.stagepost.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.Ascii;

/**
 * The parameters behind a media type or disposition (RFC 2045 5.1), as they stand: names and unquoted values in their
 * order. {@link #joined} and {@link #text} read them as RFC 2231 means them.
 */
public record Parameters(List<Parameter> all) {
    public static final Parameters NONE = new Parameters(List.of());

    public Parameters {
        all = List.copyOf(all);
    }

    /** One parameter; both parts are octet strings. */
    public record Parameter(String name, String value) {}

    /** The rest of a field behind its first value, from the first semicolon on; stops at {@link Bounds#PARAMETERS}. */
    static Parameters parse(Lexer in) {
        List<Parameter> found = new ArrayList<>();
        while (!in.atEnd() && found.size() < Bounds.PARAMETERS) {
            in.skipSpace();
            if (in.take(';')) continue;
            String name = in.run("=;");
            in.skipSpace();
            if (in.take('=')) {
                String value = value(in);
                if (!name.isEmpty()) found.add(new Parameter(name, value));
            } else if (name.isEmpty()) {
                in.next();
            }
        }
        return new Parameters(found);
    }

    /** A token or quoted string; careless programs leave file names with spaces unquoted, so those end at a semicolon. */
    private static String value(Lexer in) {
        in.skipSpace();
        if (in.peek() == '"') return in.quoted();
        StringBuilder value = new StringBuilder(in.run(";"));
        while (in.skipSpace() && !in.atEnd() && in.peek() != ';') {
            value.append(' ').append(in.run(";"));
        }
        return value.toString();
    }

    /** The value of the first parameter of exactly this name, ASCII case aside, undecoded. */
    public Optional<String> value(String name) {
        for (Parameter parameter : all) {
            if (Ascii.equalsIgnoreCase(parameter.name(), name)) return Optional.of(parameter.value());
        }
        return Optional.empty();
    }

    /** The parameters as BODYSTRUCTURE shows them: RFC 2231 continuations joined (section 6 there), nothing decoded. */
    public List<Parameter> joined() {
        return Continuations.join(all);
    }

    /** The parameter as text: RFC 2231 continuations joined and decoded, else encoded words as many programs send them. */
    public Optional<String> text(String name) {
        return new ExtendedParameter(name).in(all).or(() -> value(name).map(EncodedWords::decode));
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }
}

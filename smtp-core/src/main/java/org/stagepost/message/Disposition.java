package org.stagepost.message;

import java.util.Optional;

/**
 * A Content-Disposition (RFC 2183).
 *
 * @param kind as in {@code attachment}
 */
public record Disposition(String kind, Parameters parameters) {
    static Optional<Disposition> parse(String value) {
        Lexer in = new Lexer(value);
        in.skipSpace();
        String kind = in.run(";=\"");
        return kind.isEmpty() ? Optional.empty() : Optional.of(new Disposition(kind, Parameters.parse(in)));
    }
}

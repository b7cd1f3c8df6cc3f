package org.stagepost.message;

import java.util.Optional;
import org.stagepost.mail.Ascii;

/**
 * A media type (RFC 2045 5), as the message spells it.
 *
 * @param type as in {@code text}
 * @param subtype as in {@code plain}
 */
public record MediaType(String type, String subtype, Parameters parameters) {
    static final MediaType TEXT_PLAIN = new MediaType(
            "text", "plain", new Parameters(java.util.List.of(new Parameters.Parameter("charset", "us-ascii"))));
    static final MediaType MESSAGE = new MediaType("message", "rfc822", Parameters.NONE);
    static final MediaType OCTET_STREAM = new MediaType("application", "octet-stream", Parameters.NONE);

    /** The media type in a Content-Type value; empty if it is none, and then RFC 2045 5.2 has the default. */
    static Optional<MediaType> parse(String value) {
        Lexer in = new Lexer(value);
        in.skipSpace();
        String type = in.run("/;=\"");
        in.skipSpace();
        if (type.isEmpty() || !in.take('/')) return Optional.empty();
        in.skipSpace();
        String subtype = in.run("/;=\"");
        if (subtype.isEmpty()) return Optional.empty();
        return Optional.of(new MediaType(type, subtype, Parameters.parse(in)));
    }

    /** Whether this is {@code type/subtype}, ASCII case aside. */
    public boolean is(String type, String subtype) {
        return Ascii.equalsIgnoreCase(this.type, type) && Ascii.equalsIgnoreCase(this.subtype, subtype);
    }

    public boolean isText() {
        return Ascii.equalsIgnoreCase(type, "text");
    }

    public boolean isMultipart() {
        return Ascii.equalsIgnoreCase(type, "multipart");
    }

    /** A whole message: RFC 2046 5.2.1, and RFC 6532 3.7 for one with UTF-8 in its header. */
    public boolean isMessage() {
        return is("message", "rfc822") || is("message", "global");
    }
}

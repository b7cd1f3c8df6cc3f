package org.stagepost.imap.response;

import java.io.IOException;
import org.stagepost.mail.SyntaxException;

/**
 * How a command ended (RFC 3501 7.1): the tagged response.
 *
 * @param code what stands in brackets, empty for nothing
 */
public record Completion(Kind kind, String code, String text) {
    /** Done, not done, not understood. */
    public enum Kind {
        OK,
        NO,
        BAD
    }

    public static Completion ok(String text) {
        return new Completion(Kind.OK, "", text);
    }

    public static Completion ok(String code, String text) {
        return new Completion(Kind.OK, code, text);
    }

    public static Completion no(String code, String text) {
        return new Completion(Kind.NO, code, text);
    }

    public static Completion bad(String text) {
        return new Completion(Kind.BAD, "", text);
    }

    public static Completion misunderstood(SyntaxException how) {
        return bad(String.valueOf(how.getMessage()));
    }

    /** @param tag the command's, or {@code *} */
    public void write(String tag, ResponseWriter out) throws IOException {
        out.text(tag).octet(' ').text(kind.name()).octet(' ');
        if (!code.isEmpty()) out.octet('[').text(code).text("] ");
        out.text(printable(text)).end();
    }

    /** Reasons may quote names in any script; responses are printable ASCII, and no octet of a name can end the line. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            printable.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return printable.toString();
    }
}

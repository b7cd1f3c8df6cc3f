package org.stagepost.mail;

import java.util.List;

/**
 * An answer of SMTP or LMTP (RFC 5321 4.2): code, enhanced status (RFC 2034), one or more lines of text. Also how a
 * {@link Transport} says what became of a recipient, and why.
 */
public record Reply(int code, EnhancedStatus status, List<String> lines) {
    public Reply {
        if (code < 200 || code > 599) throw new IllegalArgumentException("no reply code: " + code);
        lines = List.copyOf(lines);
    }

    /** @param status as {@code "5.1.1"}, or empty for none */
    public static Reply of(int code, String status, String... lines) {
        return new Reply(code, status.isEmpty() ? EnhancedStatus.NONE : EnhancedStatus.of(status), List.of(lines));
    }

    public boolean positive() {
        return code < 300;
    }

    public boolean intermediate() {
        return code / 100 == 3;
    }

    public boolean temporary() {
        return code / 100 == 4;
    }

    public boolean permanent() {
        return code / 100 == 5;
    }

    /** The text lines joined by spaces. */
    public String text() {
        return lines.size() == 1 ? lines.getFirst() : String.join(" ", lines);
    }

    /** One line for people: {@code 550 5.1.1 no such user}. */
    @Override
    public String toString() {
        return code + (status.equals(EnhancedStatus.NONE) ? " " : " " + status + " ") + text();
    }
}

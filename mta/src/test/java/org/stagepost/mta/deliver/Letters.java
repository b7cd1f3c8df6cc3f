package org.stagepost.mta.deliver;

import java.nio.charset.StandardCharsets;
import org.stagepost.mail.Message;

/** Letters that tell which they are and whether they are whole. */
final class Letters {
    private static final String ID = "X-Letter: ";
    private static final String LINE = "x".repeat(62) + "\r\n";

    private Letters() {}

    /** @param octets about so many */
    static Message of(String id, int octets) {
        String head = "Subject: hello\r\n" + line(id) + "\r\n";
        return Message.of((head + LINE.repeat(octets / LINE.length()) + end(id)).getBytes(StandardCharsets.US_ASCII));
    }

    /** What stands in it, and in a report of it. */
    static String line(String id) {
        return ID + id + "\r\n";
    }

    private static String end(String id) {
        return "end of " + id + "\r\n";
    }

    /**
     * Which letter this is, or which it is a report of; {@code broken} when it is not whole.
     *
     * @param text of the message, one character an octet
     */
    static String id(String text, boolean report) {
        int at = text.indexOf(ID);
        int to = text.indexOf("\r\n", at);
        if (at < 0 || to < 0) return "broken";
        String id = text.substring(at + ID.length(), to);
        boolean whole = report ? text.stripTrailing().endsWith("--") : text.endsWith(end(id)) && text.indexOf('\0') < 0;
        return whole ? id : "broken";
    }
}

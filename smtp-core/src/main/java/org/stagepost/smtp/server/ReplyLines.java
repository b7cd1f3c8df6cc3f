package org.stagepost.smtp.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.stagepost.mail.EnhancedStatus;
import org.stagepost.mail.Reply;

/** A reply as lines of the wire (RFC 5321 4.2, RFC 2034): ASCII unless UTF-8 was asked for, at most 512 octets, whatever its text came from. */
final class ReplyLines {
    static final String END = "\r\n";
    private static final int MAX_LINE = 510;

    private ReplyLines() {}

    static List<String> of(Reply reply) {
        return lines(reply, ReplyLines::safe);
    }

    /** With the letters of names beyond ASCII (RFC 6531 3.7.4.2), an octet a character. */
    static List<String> inUtf8(Reply reply) {
        return lines(reply, ReplyLines::safeUtf8);
    }

    static boolean isAscii(Reply reply) {
        return reply.lines().stream().allMatch(line -> line.chars().allMatch(c -> c < 128));
    }

    private static List<String> lines(Reply reply, UnaryOperator<String> safe) {
        int last = reply.lines().size() - 1;
        if (last <= 0) return List.of(safe.apply(reply.toString()));
        List<String> lines = new ArrayList<>(last + 1);
        String status = reply.status().equals(EnhancedStatus.NONE) ? "" : reply.status() + " ";
        for (int i = 0; i <= last; i++)
            lines.add(safe.apply(reply.code()
                    + (i < last ? "-" : " ")
                    + status
                    + reply.lines().get(i)));
        return lines;
    }

    /** Texts may come from another server or from a person; a character that is no printable ASCII would be ours to answer for. */
    private static String safe(String line) {
        boolean good = line.length() <= MAX_LINE;
        for (int i = 0; good && i < line.length(); i++) good = isPrintable(line.charAt(i));
        return good ? line : cleaned(line);
    }

    private static String safeUtf8(String line) {
        StringBuilder clean = new StringBuilder(MAX_LINE);
        line.codePoints()
                .map(c -> c >= ' ' && c < 127 || Character.isLetterOrDigit(c) ? c : '?')
                .forEach(clean::appendCodePoint);
        byte[] octets = clean.toString().getBytes(StandardCharsets.UTF_8);
        return octets.length <= MAX_LINE ? new String(octets, StandardCharsets.ISO_8859_1) : safe(line);
    }

    private static String cleaned(String line) {
        StringBuilder clean = new StringBuilder(MAX_LINE);
        for (int i = 0; i < Math.min(line.length(), MAX_LINE); i++)
            clean.append(isPrintable(line.charAt(i)) ? line.charAt(i) : '?');
        return clean.toString();
    }

    private static boolean isPrintable(char c) {
        return c >= ' ' && c < 127;
    }
}

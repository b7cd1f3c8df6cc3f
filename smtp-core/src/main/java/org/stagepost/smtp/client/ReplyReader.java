package org.stagepost.smtp.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.stagepost.dialogue.Recorder;
import org.stagepost.mail.EnhancedStatus;
import org.stagepost.mail.Reply;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.Connection;

/** Reads replies (RFC 5321 4.2), bounded, and exact where a mistake could let one reply be taken for another. */
final class ReplyReader {
    private static final int MAX_LINES = 100;
    private static final int MAX_LINE = 4_096;
    private static final int MAX_OCTETS = 64 * 1024;

    private final Connection connection;
    private final Recorder recorder;

    ReplyReader(Connection connection, Recorder recorder) {
        this.connection = connection;
        this.recorder = recorder;
    }

    /**
     * The next reply, whole within its time: a line now and then would keep us for hours (row Q1).
     *
     * @throws SyntaxException when what comes is none: the session must end, because nobody knows where the next one begins
     */
    Reply read(Duration patience) throws IOException, SyntaxException {
        long end = System.nanoTime() + patience.toNanos();
        List<String> lines = new ArrayList<>(1);
        int octets = 0;
        int code = 0;
        boolean more = true;
        while (more) {
            connection.timeout(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            String line = connection.line(MAX_LINE);
            recorder.server(line);
            octets += line.length();
            if (lines.size() == MAX_LINES || octets > MAX_OCTETS) throw new SyntaxException("a reply without end");
            int own = code(line);
            if (code != 0 && own != code) throw new SyntaxException("a reply of two codes");
            code = own;
            more = line.length() > 3 && line.charAt(3) == '-';
            lines.add(line.length() > 4 ? line.substring(4) : "");
        }
        return reply(code, lines);
    }

    private static int code(String line) throws SyntaxException {
        boolean good = line.length() >= 3 && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
        for (int i = 0; good && i < 3; i++) good = line.charAt(i) >= '0' && line.charAt(i) <= '9';
        if (!good || line.charAt(0) < '2' || line.charAt(0) > '5') throw new SyntaxException("not a reply");
        return (line.charAt(0) - '0') * 100 + (line.charAt(1) - '0') * 10 + line.charAt(2) - '0';
    }

    /** The enhanced status counts when it is of the code's class; it stands in front of every line's text (RFC 2034). */
    private static Reply reply(int code, List<String> lines) {
        String first = lines.get(0);
        int space = first.indexOf(' ');
        String word = space < 0 ? first : first.substring(0, space);
        EnhancedStatus status = status(word, code);
        if (status.equals(EnhancedStatus.NONE)) return new Reply(code, status, lines);
        List<String> texts = new ArrayList<>(lines.size());
        for (String line : lines)
            texts.add(line.startsWith(word) ? line.substring(word.length()).strip() : line);
        return new Reply(code, status, texts);
    }

    private static EnhancedStatus status(String word, int code) {
        if (word.length() < 5 || word.charAt(1) != '.' || word.charAt(0) - '0' != code / 100)
            return EnhancedStatus.NONE;
        try {
            return EnhancedStatus.parse(word);
        } catch (SyntaxException e) {
            return EnhancedStatus.NONE;
        }
    }
}

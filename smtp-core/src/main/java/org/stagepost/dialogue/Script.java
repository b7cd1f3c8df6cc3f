package org.stagepost.dialogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.stagepost.mail.SyntaxException;

/**
 * A dialogue to be played: what the client says and what it must hear.
 *
 * <pre>
 * # RFC 5321 4.1.4: RCPT needs a mail transaction
 * S: 220 *
 * C: EHLO client.example
 * S: 250 *
 * C: RCPT TO:&lt;ann@example.org&gt;
 * S: 503 5.5.1 *
 * </pre>
 *
 * {@code A> C: NOOP} and {@code B> C: NOOP} speak on connections of their own. A line {@code TLS} starts TLS (as the first
 * line: from the first octet on), {@code END} waits until the server closes. Lines that begin with {@code #} are comments.
 * What {@code S:} lines match is told at {@link Expectation}.
 */
public record Script(String name, List<Line> lines) {
    /** A line of the script, numbered from 1, on the connection {@code A>} or {@code B>}, or the only one ("{@code }"). */
    public sealed interface Line {
        int number();

        String connection();
    }

    /** {@code C:} sent by the client. */
    public record Say(int number, String connection, String text) implements Line {}

    /** {@code S:} expected of the server. */
    public record Hear(int number, String connection, String text) implements Line {}

    /** {@code TLS}: the handshake takes place now. */
    public record StartTls(int number, String connection) implements Line {}

    /** {@code END}: the server closes the connection, and nothing comes before that. */
    public record End(int number, String connection) implements Line {}

    public Script {
        lines = List.copyOf(lines);
    }

    /** @throws SyntaxException naming the line that is no line of a dialogue */
    public static Script read(Path file) throws IOException, SyntaxException {
        return parse(file.getFileName().toString(), Files.readString(file));
    }

    /** @throws SyntaxException naming the line that is no line of a dialogue */
    public static Script parse(String name, String text) throws SyntaxException {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) lines.add(line(name, number, line));
        }
        return new Script(name, lines);
    }

    private static Line line(String name, int number, String line) throws SyntaxException {
        boolean named = line.startsWith("A> ") || line.startsWith("B> ");
        String connection = named ? line.substring(0, 1) : "";
        String rest = named ? line.substring(3) : line;
        if (rest.equals("TLS")) return new StartTls(number, connection);
        if (rest.equals("END")) return new End(number, connection);
        if (rest.startsWith("C:")) return new Say(number, connection, afterSpace(rest));
        if (rest.startsWith("S:")) return new Hear(number, connection, afterSpace(rest));
        throw new SyntaxException(name + ":" + number + ": a dialogue has lines C:, S:, TLS and END, not " + line);
    }

    private static String afterSpace(String line) {
        return line.substring(line.startsWith(" ", 2) ? 3 : 2);
    }
}

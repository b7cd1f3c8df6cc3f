package org.stagepost.mailstore.mbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.stagepost.message.Dates;

/**
 * The line that begins a message in an mbox file (RFC 4155): {@code From ann@mars.test Thu Jan  1 00:00:00 2026}.
 *
 * @param sender the reverse path, {@code MAILER-DAEMON} for the null one
 * @param date when the message came, in UTC
 */
public record FromLine(String sender, Instant date) {
    private static final String FROM = "From ";
    private static final String NOBODY = "MAILER-DAEMON";

    public FromLine {
        if (sender.isEmpty() || sender.chars().anyMatch(c -> c <= ' ' || c == 127)) sender = NOBODY;
    }

    /** Reads a line without its end; empty when it is none that begins a message, such as one that quotes. */
    static Optional<FromLine> parse(String line) {
        if (!line.startsWith(FROM)) return Optional.empty();
        int at = FROM.length();
        int end = endOfSender(line, at);
        if (end <= at) return Optional.empty();
        String sender = line.substring(at, end);
        String date = line.substring(end).strip();
        if (date.length() < 10) return Optional.empty();
        return Dates.parse(date).map(moment -> new FromLine(sender, moment.toInstant()));
    }

    /** Blanks within quotes belong to the sender. */
    private static int endOfSender(String line, int from) {
        boolean quoted = false;
        for (int i = from; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') quoted = !quoted;
            else if (c == ' ' && !quoted) return i;
        }
        return -1;
    }

    @Override
    public String toString() {
        return FROM + sender + " " + Dates.asctime(date.atOffset(ZoneOffset.UTC));
    }
}

package org.stagepost.mailstore.mbox;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
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
    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

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
        OffsetDateTime utc = date.atOffset(ZoneOffset.UTC);
        return FROM + sender
                + " " + DAYS.get(utc.getDayOfWeek().getValue() - 1)
                + " " + MONTHS.get(utc.getMonthValue() - 1)
                + " " + padded(utc.getDayOfMonth(), ' ')
                + " " + padded(utc.getHour(), '0')
                + ":" + padded(utc.getMinute(), '0')
                + ":" + padded(utc.getSecond(), '0')
                + " " + utc.getYear();
    }

    private static String padded(int value, char with) {
        return value < 10 ? with + Integer.toString(value) : Integer.toString(value);
    }
}

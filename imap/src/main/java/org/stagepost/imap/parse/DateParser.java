package org.stagepost.imap.parse;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/** Dates as IMAP writes them (RFC 3501 section 9, {@code date} and {@code date-time}). */
final class DateParser {
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    private DateParser() {}

    /** A day, in quotes or not, as SEARCH has it. */
    static LocalDate date(CommandReader in) throws SyntaxException {
        boolean quoted = in.take('"');
        int day = digits(in, 1);
        if (in.peek() != '-') day = day * 10 + digits(in, 1);
        LocalDate date = monthAndYear(in, day);
        if (quoted) in.expect('"');
        return date;
    }

    /** A moment, as APPEND has it. */
    static Instant dateTime(CommandReader in) throws SyntaxException {
        in.expect('"');
        int day = in.take(' ') ? digits(in, 1) : digits(in, 2);
        LocalDate date = monthAndYear(in, day);
        in.space();
        LocalTime time = time(in);
        in.space();
        ZoneOffset zone = zone(in);
        in.expect('"');
        return LocalDateTime.of(date, time).toInstant(zone);
    }

    private static LocalDate monthAndYear(CommandReader in, int day) throws SyntaxException {
        in.expect('-');
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < 3 && !in.atEnd(); i++) name.append(in.next());
        int month = MONTHS.indexOf(Ascii.upper(name.toString())) + 1;
        in.expect('-');
        int year = digits(in, 4);
        try {
            return LocalDate.of(year, month, day);
        } catch (DateTimeException e) {
            throw new SyntaxException("there is no such day");
        }
    }

    private static LocalTime time(CommandReader in) throws SyntaxException {
        int hour = digits(in, 2);
        in.expect(':');
        int minute = digits(in, 2);
        in.expect(':');
        int second = digits(in, 2);
        try {
            return LocalTime.of(hour, minute, second == 60 ? 59 : second);
        } catch (DateTimeException e) {
            throw new SyntaxException("there is no such time of day");
        }
    }

    private static ZoneOffset zone(CommandReader in) throws SyntaxException {
        boolean west = in.peek() == '-';
        if (!in.take('-')) in.expect('+');
        int hours = digits(in, 2);
        int minutes = digits(in, 2);
        if (hours > 14 || minutes > 59) throw new SyntaxException("there is no such zone");
        return ZoneOffset.ofTotalSeconds((west ? -60 : 60) * (hours * 60 + minutes));
    }

    private static int digits(CommandReader in, int count) throws SyntaxException {
        int value = 0;
        for (int i = 0; i < count; i++) {
            char c = in.next();
            if (c < '0' || c > '9') throw new SyntaxException("a digit of a date is missing");
            value = value * 10 + (c - '0');
        }
        return value;
    }
}

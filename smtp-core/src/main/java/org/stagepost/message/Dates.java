package org.stagepost.message;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.Ascii;

/** The date-time of RFC 5322 3.3 with its obsolete forms (4.3), and the form of asctime that some programs send. */
public final class Dates {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

    private Dates() {}

    /** The moment in its own zone; an unknown or missing zone is UTC, a missing time midnight. */
    public static Optional<OffsetDateTime> parse(String value) {
        return new Reading(value).dateTime();
    }

    /** As in {@code Tue, 1 Jul 2003 10:52:37 +0200}. */
    public static String format(OffsetDateTime moment) {
        int seconds = moment.getOffset().getTotalSeconds();
        int minutes = Math.abs(seconds) / 60;
        return DAYS.get(moment.getDayOfWeek().getValue() - 1)
                + ", " + moment.getDayOfMonth()
                + " " + MONTHS.get(moment.getMonthValue() - 1)
                + " " + digits(moment.getYear(), 4)
                + " " + digits(moment.getHour(), 2)
                + ":" + digits(moment.getMinute(), 2)
                + ":" + digits(moment.getSecond(), 2)
                + (seconds < 0 ? " -" : " +")
                + digits(minutes / 60 * 100 + minutes % 60, 4);
    }

    /** As asctime writes it, without a zone: {@code Tue Jul  1 10:52:37 2003}. */
    public static String asctime(OffsetDateTime moment) {
        String day = Integer.toString(moment.getDayOfMonth());
        return DAYS.get(moment.getDayOfWeek().getValue() - 1)
                + " " + MONTHS.get(moment.getMonthValue() - 1)
                + (day.length() < 2 ? "  " : " ") + day
                + " " + digits(moment.getHour(), 2)
                + ":" + digits(moment.getMinute(), 2)
                + ":" + digits(moment.getSecond(), 2)
                + " " + moment.getYear();
    }

    private static String digits(int value, int width) {
        String plain = Integer.toString(value);
        return "0".repeat(Math.max(0, width - plain.length())) + plain;
    }

    /** One reading of one value. */
    private static final class Reading {
        private final Lexer in;
        private int day;
        private int month;
        private int year;
        private int hour;
        private int minute;
        private int second;
        private ZoneOffset zone = ZoneOffset.UTC;

        Reading(String value) {
            this.in = new Lexer(value);
        }

        Optional<OffsetDateTime> dateTime() {
            in.skipSpace();
            boolean read = Chars.isDigit(in.peek()) ? dayFirst() : afterWord(in.letters());
            if (!read) return Optional.empty();
            try {
                LocalDateTime local = LocalDateTime.of(year, month, day, hour, minute, Math.min(second, 59));
                return Optional.of(OffsetDateTime.of(local, zone));
            } catch (DateTimeException noSuchDay) {
                return Optional.empty();
            }
        }

        /** Behind a day name, or, in asctime's order, behind a month or behind both. */
        private boolean afterWord(String word) {
            in.take('.');
            in.skipSpace();
            in.take(',');
            in.skipSpace();
            if (month(word) == 0) return Chars.isDigit(in.peek()) ? dayFirst() : monthFirst(in.letters());
            return monthFirst(word);
        }

        private boolean dayFirst() {
            day = in.number(2);
            separator();
            month = month(in.letters());
            separator();
            if (month == 0 || !year()) return false;
            in.take(',');
            return time() && zone();
        }

        private boolean monthFirst(String name) {
            month = month(name);
            in.skipSpace();
            day = in.number(2);
            if (month == 0 || day < 0 || !in.skipSpace() || !time()) return false;
            in.skipSpace();
            if (!Chars.isDigit(in.peek())) zone();
            in.skipSpace();
            return year();
        }

        private void separator() {
            in.take('.');
            in.skipSpace();
            in.take('-');
        }

        /** Two digits are of this century up to 49, three count from 1900 (RFC 5322 4.3). */
        private boolean year() {
            year = in.number(4);
            if (year < 0 || Chars.isDigit(in.peek())) return false;
            if (year < 50) year += 2000;
            else if (year < 1000) year += 1900;
            return true;
        }

        private boolean time() {
            in.skipSpace();
            if (in.atEnd()) return true;
            hour = in.number(2);
            if (!timeSeparator()) return false;
            minute = in.number(2);
            if (!timeSeparator()) return hour >= 0 && minute >= 0;
            second = in.number(2);
            if (in.take('.')) in.number(9);
            return hour >= 0 && minute >= 0 && second >= 0 && second <= 60;
        }

        private boolean timeSeparator() {
            in.skipSpace();
            boolean found = in.take(':') || in.take('.');
            in.skipSpace();
            return found;
        }

        private boolean zone() {
            in.skipSpace();
            int sign = in.take('-') ? -1 : in.take('+') ? 1 : 0;
            zone = sign == 0 ? named(Ascii.lower(in.letters())) : offset(sign);
            return true;
        }

        private ZoneOffset offset(int sign) {
            int hours = in.number(2);
            in.take(':');
            int minutes = Math.max(0, in.number(2));
            boolean possible = hours >= 0 && minutes < 60 && hours * 60 + minutes <= 18 * 60;
            return possible ? ZoneOffset.ofTotalSeconds(sign * (hours * 60 + minutes) * 60) : ZoneOffset.UTC;
        }

        private static ZoneOffset named(String zone) {
            return switch (zone) {
                case "edt" -> ZoneOffset.ofHours(-4);
                case "est", "cdt" -> ZoneOffset.ofHours(-5);
                case "cst", "mdt" -> ZoneOffset.ofHours(-6);
                case "mst", "pdt" -> ZoneOffset.ofHours(-7);
                case "pst" -> ZoneOffset.ofHours(-8);
                default -> ZoneOffset.UTC;
            };
        }

        /** 1 to 12, or 0; senders spell months out. */
        private static int month(String name) {
            if (name.length() < 3) return 0;
            String lower = Ascii.lower(name.substring(0, 3));
            for (int i = 0; i < MONTHS.size(); i++) {
                if (Ascii.lower(MONTHS.get(i)).equals(lower)) return i + 1;
            }
            return 0;
        }
    }
}

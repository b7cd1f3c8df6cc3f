package org.stagepost.imap.handle;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** The internal date as FETCH writes it (RFC 3501 section 9, {@code date-time}). */
final class InternalDate {
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private InternalDate() {}

    /** As in {@code "17-Jul-1996 02:44:25 -0700"}, quotes included. */
    static String text(Instant moment, ZoneId zone) {
        ZonedDateTime date = moment.atZone(zone);
        int month = 3 * (date.getMonthValue() - 1);
        int offset = date.getOffset().getTotalSeconds() / 60;
        StringBuilder text = new StringBuilder(28).append('"');
        if (date.getDayOfMonth() < 10) text.append(' ');
        text.append(date.getDayOfMonth())
                .append('-')
                .append(MONTHS, month, month + 3)
                .append('-');
        two(date.getYear() / 100, text);
        two(date.getYear() % 100, text).append(' ');
        two(date.getHour(), text).append(':');
        two(date.getMinute(), text).append(':');
        two(date.getSecond(), text).append(offset < 0 ? " -" : " +");
        two(Math.abs(offset) / 60, text);
        two(Math.abs(offset) % 60, text);
        return text.append('"').toString();
    }

    private static StringBuilder two(int number, StringBuilder text) {
        return text.append((char) ('0' + number / 10 % 10)).append((char) ('0' + number % 10));
    }
}

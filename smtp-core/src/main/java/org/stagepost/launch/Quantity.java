package org.stagepost.launch;

import java.time.Duration;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/** Durations and sizes as people write them: {@code 90s}, {@code 1h30m}, {@code 50M}. A bare number of time is refused. */
final class Quantity {
    private static final long MAX_NUMBER = 1_000_000_000_000L;

    private Quantity() {}

    static Duration duration(String text) throws SyntaxException {
        Duration sum = Duration.ZERO;
        int from = 0;
        while (from < text.length()) {
            int digits = endOf(text, from, true);
            int unit = endOf(text, digits, false);
            sum = sum.plus(unit(text.substring(digits, unit))
                    .multipliedBy(Ascii.number(text.substring(from, digits), MAX_NUMBER)));
            from = unit;
        }
        if (text.isEmpty()) throw new SyntaxException("a duration is written like 30s, 5m, 2h or 14d");
        return sum;
    }

    static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) return millis + "ms";
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0 && seconds > 0) return seconds / 86_400 + "d";
        if (seconds % 3_600 == 0 && seconds > 0) return seconds / 3_600 + "h";
        return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
    }

    static long bytes(String text) throws SyntaxException {
        int digits = endOf(text, 0, true);
        long number = Ascii.number(text.substring(0, digits), MAX_NUMBER);
        return switch (Ascii.lower(text.substring(digits).strip())) {
            case "", "b" -> number;
            case "k", "kib" -> number << 10;
            case "m", "mib" -> number << 20;
            case "g", "gib" -> Math.multiplyExact(number, 1L << 30);
            default -> throw new SyntaxException("a size is written like 4096, 64K, 50M or 2G");
        };
    }

    static String text(long bytes) {
        if (bytes == 0) return "0";
        if (bytes % (1 << 30) == 0) return (bytes >> 30) + "G";
        if (bytes % (1 << 20) == 0) return (bytes >> 20) + "M";
        return bytes % (1 << 10) == 0 ? (bytes >> 10) + "K" : Long.toString(bytes);
    }

    private static Duration unit(String letters) throws SyntaxException {
        return switch (letters) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            default -> throw new SyntaxException("a duration is written like 30s, 5m, 2h or 14d");
        };
    }

    /** Where the run of digits, or of what is no digit, that starts at {@code from} ends. */
    private static int endOf(String text, int from, boolean digits) {
        int i = from;
        while (i < text.length() && (text.charAt(i) >= '0' && text.charAt(i) <= '9') == digits) i++;
        return i;
    }
}

package org.stagepost.mail;

import java.time.Clock;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * The name of one message's journey, given where it enters and kept on every hop: 16 characters of Crockford's base 32,
 * ten for the milliseconds since 1970 and six at random, so ids sort by time.
 */
public record TraceId(String text) implements Comparable<TraceId> {
    public static final int LENGTH = 16;
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static TraceId next(Clock clock, RandomGenerator random) {
        char[] text = new char[LENGTH];
        long time = clock.millis();
        for (int i = 9; i >= 0; i--, time >>>= 5) text[i] = DIGITS.charAt((int) (time & 31));
        for (int i = 10; i < LENGTH; i++) text[i] = DIGITS.charAt(random.nextInt(32));
        return new TraceId(new String(text));
    }

    /** @throws SyntaxException when the text is no id (lower case is taken too) */
    public static TraceId parse(String text) throws SyntaxException {
        String upper = Ascii.upper(text);
        boolean good = upper.length() == LENGTH;
        for (int i = 0; good && i < LENGTH; i++) good = DIGITS.indexOf(upper.charAt(i)) >= 0;
        if (!good) throw new SyntaxException("a trace id has 16 letters and digits");
        return new TraceId(upper);
    }

    /** When it was given, to the millisecond. */
    public Instant madeAt() {
        long time = 0;
        for (int i = 0; i < 10; i++) time = time << 5 | DIGITS.indexOf(text.charAt(i));
        return Instant.ofEpochMilli(time);
    }

    @Override
    public int compareTo(TraceId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}

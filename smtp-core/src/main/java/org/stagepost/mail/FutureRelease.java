package org.stagepost.mail;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Until when a message waits before anybody tries to deliver it (RFC 4865 section 3). Written as reports say it (5.1.2). */
public sealed interface FutureRelease {
    /** The most seconds that the parameter can say. */
    Duration LONGEST = Duration.ofSeconds(999_999_999);

    /** Characters of a moment that is written to the second. */
    int SECONDS = 20;

    /** @param mail when the MAIL command came */
    Instant after(Instant mail);

    /** The same as it is to be said so much later; empty where the time has come. */
    Optional<FutureRelease> later(Instant mail, Instant now);

    /** With its keyword, as MAIL says it. */
    String parameter();

    /** {@code HOLDFOR=60}. */
    record For(long seconds) implements FutureRelease {
        @Override
        public Instant after(Instant mail) {
            return mail.plusSeconds(seconds);
        }

        @Override
        public Optional<FutureRelease> later(Instant mail, Instant now) {
            long left = seconds - Duration.between(mail, now).toSeconds();
            return left > 0 ? Optional.of(new For(left)) : Optional.empty();
        }

        @Override
        public String parameter() {
            return "HOLDFOR=" + seconds;
        }

        @Override
        public String toString() {
            return "for;" + seconds;
        }
    }

    /** {@code HOLDUNTIL=2026-12-24T18:00:00Z}. */
    record Until(Instant moment) implements FutureRelease {
        @Override
        public Instant after(Instant mail) {
            return moment;
        }

        @Override
        public Optional<FutureRelease> later(Instant mail, Instant now) {
            return moment.isAfter(now) ? Optional.of(this) : Optional.empty();
        }

        @Override
        public String parameter() {
            return "HOLDUNTIL=" + date(moment);
        }

        @Override
        public String toString() {
            return "until;" + date(moment);
        }
    }

    /** @throws SyntaxException when the digits are no number from 1 to 999999999 */
    static FutureRelease seconds(String digits) throws SyntaxException {
        boolean good = !digits.startsWith("0") && digits.length() <= 9;
        if (!good) throw new SyntaxException("HOLDFOR=seconds, from 1 to 999999999");
        return new For(Ascii.number(digits, LONGEST.toSeconds()));
    }

    /** @throws SyntaxException when the text is no moment of RFC 3339 in UTC */
    static FutureRelease until(String text) throws SyntaxException {
        String form = "dddd-dd-ddTdd:dd:dd.ddddddddd";
        String upper = Ascii.upper(text);
        boolean good = upper.length() >= SECONDS && upper.length() <= form.length() + 1 && upper.endsWith("Z");
        for (int i = 0; good && i < upper.length() - 1; i++) good = fits(upper.charAt(i), form.charAt(i));
        try {
            if (good) return new Until(Instant.parse(upper));
        } catch (DateTimeException e) {
            // Told below, in the same words as a text of another form.
        }
        throw new SyntaxException("HOLDUNTIL=2026-12-24T18:00:00Z, in UTC");
    }

    private static boolean fits(char c, char form) {
        return form == 'd' ? c >= '0' && c <= '9' : c == form;
    }

    /** @throws SyntaxException when the text is none of ours */
    static FutureRelease parse(String text) throws SyntaxException {
        if (text.startsWith("for;")) return seconds(text.substring(4));
        if (text.startsWith("until;")) return until(text.substring(6));
        throw new SyntaxException("no time of release");
    }

    /** A moment as the standard writes it, to the second. */
    static String date(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

package org.stagepost.mta.deliver;

import java.time.Duration;
import java.util.Optional;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/**
 * How much one domain of others gets from us at once.
 *
 * @param sessions at the same time; empty for the usual
 * @param interval from the begin of one message to that of the next; zero for none
 */
public record Limit(Optional<Integer> sessions, Duration interval) {
    static final Limit NONE = new Limit(Optional.empty(), Duration.ZERO);
    private static final int MOST = 1_000_000;

    /**
     * Reads {@code sessions=2 rate=100/h}, one of the two or both; a rate is a number of messages a second, minute, hour or day.
     *
     * @throws SyntaxException when the text is something else
     */
    public static Limit parse(String text) throws SyntaxException {
        Limit limit = NONE;
        for (String word : text.strip().split(" ", -1)) {
            if (word.startsWith("sessions="))
                limit = new Limit(Optional.of(positive(word.substring(9))), limit.interval());
            else if (word.startsWith("rate=")) limit = new Limit(limit.sessions(), interval(word.substring(5)));
            else throw new SyntaxException("a limit is written sessions=2 rate=100/h");
        }
        return limit;
    }

    private static int positive(String digits) throws SyntaxException {
        int number = (int) Ascii.number(digits, MOST);
        if (number == 0) throw new SyntaxException("0 would stop all mail; hold is a route");
        return number;
    }

    private static Duration interval(String rate) throws SyntaxException {
        int slash = rate.indexOf('/');
        if (slash < 0) throw new SyntaxException("a rate is written 100/h");
        Duration period = switch (rate.substring(slash + 1)) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            default -> throw new SyntaxException("a rate is a number /s, /m, /h or /d");
        };
        return period.dividedBy(positive(rate.substring(0, slash)));
    }
}

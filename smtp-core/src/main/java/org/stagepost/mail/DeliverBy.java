package org.stagepost.mail;

/**
 * By when a message is to be delivered, and what happens when it is not: {@code BY=120;R} (RFC 2852 section 4).
 *
 * @param seconds from the moment of the MAIL command on, which the trace id of an {@link Envelope} holds; not above 0 when
 *     the time is over, as only {@link Mode#NOTIFY} may be
 * @param traced whether the sender wants to hear of each server that passes the message on
 */
public record DeliverBy(long seconds, Mode mode, boolean traced) {
    /** So many seconds at least {@link Mode#RETURN} must leave each of our servers (section 3). */
    public static final long LEAST = 30;

    private static final long MOST = 999_999_999;

    /** What happens when the time is over. */
    public enum Mode {
        /** It comes back. */
        RETURN("R"),
        /** Its sender is told, and it goes on. */
        NOTIFY("N");

        private final String letter;

        Mode(String letter) {
            this.letter = letter;
        }
    }

    /** @throws SyntaxException when the text is none of section 4, or leaves no time to {@link Mode#RETURN} */
    public static DeliverBy parse(String text) throws SyntaxException {
        int semicolon = text.indexOf(';');
        if (semicolon < 1) throw new SyntaxException("BY=seconds;R or BY=seconds;N, maybe with T");
        long seconds = seconds(text.substring(0, semicolon));
        DeliverBy by = switch (Ascii.upper(text.substring(semicolon + 1))) {
            case "R" -> new DeliverBy(seconds, Mode.RETURN, false);
            case "RT" -> new DeliverBy(seconds, Mode.RETURN, true);
            case "N" -> new DeliverBy(seconds, Mode.NOTIFY, false);
            case "NT" -> new DeliverBy(seconds, Mode.NOTIFY, true);
            default -> throw new SyntaxException("BY=seconds;R or BY=seconds;N, maybe with T");
        };
        if (by.returns() && seconds <= 0) throw new SyntaxException("BY= with R needs more than no time");
        return by;
    }

    private static long seconds(String text) throws SyntaxException {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String digits = text.substring(signed ? 1 : 0);
        if (digits.length() > 9) throw new SyntaxException("BY= has at most nine digits");
        long number = Ascii.number(digits, MOST);
        return text.startsWith("-") ? -number : number;
    }

    public boolean returns() {
        return mode == Mode.RETURN;
    }

    /** The same with that much less time, as far as the parameter can say it. */
    DeliverBy after(long elapsed) {
        return new DeliverBy(Math.max(-MOST, seconds - elapsed), mode, traced);
    }

    @Override
    public String toString() {
        return seconds + ";" + mode.letter + (traced ? "T" : "");
    }
}

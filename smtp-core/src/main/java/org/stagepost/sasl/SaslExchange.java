package org.stagepost.sasl;

import java.io.IOException;
import java.util.Optional;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Step.Challenge;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;

/**
 * Carries one exchange over a line protocol, the same in SMTP (RFC 4954 section 4), POP3 (RFC 5034 section 4) and IMAP
 * (RFC 9051 section 6.2.2): base 64 both ways, and a line with one asterisk gives up.
 */
public final class SaslExchange {
    /** The longest line of an exchange (RFC 4954 section 4), without its end. */
    public static final int MAX_LINE = 12_288;

    private static final int MAX_STEPS = 10;

    private SaslExchange() {}

    /** Sends a challenge in the protocol's form and hears the line that answers it. */
    @FunctionalInterface
    public interface Lines {
        /** @param challenge in base 64, maybe empty */
        String answer(String challenge) throws IOException, SyntaxException;
    }

    /**
     * Runs to the end; the result is {@link Step.Proved} or {@link Refused}.
     *
     * @param initial the initial response as the command carried it: base 64, or {@code =} for an empty one
     */
    public static Step run(SaslServer server, Optional<String> initial, Lines lines)
            throws IOException, SyntaxException {
        if (initial.isPresent() && !server.takesInitialResponse()) return new Refused(Refusal.OUT_OF_TURN);
        Step step = initial.isPresent() ? initial(server, initial.get()) : server.start();
        for (int i = 0; i < MAX_STEPS && step instanceof Challenge(byte[] octets); i++)
            step = next(server, lines.answer(Base64Text.encode(octets)));
        return step instanceof Challenge ? new Refused(Refusal.MALFORMED) : step;
    }

    private static Step initial(SaslServer server, String text) {
        return next(server, text.equals("=") ? "" : text);
    }

    private static Step next(SaslServer server, String line) {
        if (line.equals("*")) return new Refused(Refusal.CANCELLED);
        try {
            return server.next(Base64Text.decode(line));
        } catch (SyntaxException e) {
            return new Refused(Refusal.MALFORMED);
        }
    }
}

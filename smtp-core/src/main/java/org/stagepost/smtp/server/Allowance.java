package org.stagepost.smtp.server;

import java.time.Duration;

/**
 * What a client may do wrong before the session ends (hardening rows R7, R10, R14).
 *
 * @param errors breaches of the protocol
 * @param idleCommands NOOP, RSET, VRFY, HELP and hellos between two messages
 * @param refusals refused senders, recipients and messages that are answered at once; as many again are answered late
 * @param logins failed ones
 * @param tarpit how late
 * @param silence how long a peer has to hold still before the greeting; who talks is no mail server
 */
public record Allowance(int errors, int idleCommands, int refusals, int logins, Duration tarpit, Duration silence) {
    /** For clients that anybody may be. */
    public static final Allowance STRANGER = new Allowance(10, 50, 10, 3, Duration.ofSeconds(5), Duration.ZERO);

    /** For our own stages: enough for a long-lived connection, not for a loop. */
    public static final Allowance TRUSTED = new Allowance(100, 100_000, 100_000, 3, Duration.ZERO, Duration.ZERO);

    public Allowance waiting(Duration longer) {
        return new Allowance(errors, idleCommands, refusals, logins, tarpit, longer);
    }

    public Allowance slowing(Duration longer) {
        return new Allowance(errors, idleCommands, refusals, logins, longer, silence);
    }
}

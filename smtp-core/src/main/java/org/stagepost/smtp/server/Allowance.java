package org.stagepost.smtp.server;

import java.time.Duration;

/**
 * What a client may do wrong before the session ends (hardening rows R7, R10, R14).
 *
 * @param errors breaches of the protocol; one where a stranger is hurried
 * @param idleCommands NOOP, RSET, VRFY, HELP and hellos between two messages
 * @param refusals refused senders, recipients and messages that are answered at once; as many again are answered late
 * @param logins failed ones
 * @param tarpit how late
 * @param silence how long a peer has to hold still before the greeting; who talks is no mail server
 * @param lasting how long it may take in all (rows C1, C2)
 */
public record Allowance(
        int errors, int idleCommands, int refusals, int logins, Duration tarpit, Duration silence, Lasting lasting) {
    /** For clients that anybody may be. */
    public static final Allowance STRANGER =
            new Allowance(10, 50, 10, 3, Duration.ofSeconds(5), Duration.ZERO, Lasting.STRANGER);

    /** For our own stages: enough for a long-lived connection, not for a loop. */
    public static final Allowance TRUSTED =
            new Allowance(100, 100_000, 100_000, 3, Duration.ZERO, Duration.ZERO, Lasting.TRUSTED);

    /**
     * How long a client may stay. Who is at the octets of a message is borne as long as he keeps pace.
     *
     * @param session until no new transaction begins; also how long a transaction may take to come to its message
     * @param login until the login, where one is demanded
     */
    public record Lasting(Duration session, Duration login) {
        static final Lasting STRANGER = new Lasting(Duration.ofMinutes(30), Duration.ofSeconds(60));
        static final Lasting TRUSTED = new Lasting(Duration.ofDays(10_000), Duration.ofSeconds(60));
    }

    public Allowance waiting(Duration longer) {
        return new Allowance(errors, idleCommands, refusals, logins, tarpit, longer, lasting);
    }

    public Allowance slowing(Duration longer) {
        return new Allowance(errors, idleCommands, refusals, logins, longer, silence, lasting);
    }

    public Allowance lasting(Lasting other) {
        return new Allowance(errors, idleCommands, refusals, logins, tarpit, silence, other);
    }
}

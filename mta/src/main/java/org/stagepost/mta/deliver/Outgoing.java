package org.stagepost.mta.deliver;

import java.time.Duration;
import org.stagepost.mail.Domain;

/**
 * How we speak to other servers.
 *
 * @param ourName in the hello
 * @param port that mail hosts of other domains are spoken to on
 */
public record Outgoing(Domain ourName, int port, Bounds bounds) {
    /**
     * How much goes on at once.
     *
     * @param sessions of all destinations together
     * @param perDestination sessions of one
     * @param messages that one session carries while other destinations wait for their turn
     * @param linger how long a session without work waits for more before it leaves
     */
    public record Bounds(int sessions, int perDestination, int messages, Duration linger) {
        public static final Bounds DEFAULT = new Bounds(200, 20, 100, Duration.ofSeconds(2));
    }
}

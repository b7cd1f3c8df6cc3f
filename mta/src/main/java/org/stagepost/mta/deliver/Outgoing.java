package org.stagepost.mta.deliver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.stagepost.mail.Domain;
import org.stagepost.mta.route.ByDomain;

/**
 * How we speak to other servers.
 *
 * @param ourName in the hello
 * @param port that mail hosts of other domains are spoken to on
 * @param reach which addresses are spoken to, and from which of ours
 * @param limits of single domains
 * @param authorities who may vouch for mail hosts, a PEM file; empty for those that the system trusts
 */
public record Outgoing(
        Domain ourName, int port, Bounds bounds, Reach reach, ByDomain<Limit> limits, Optional<Path> authorities) {
    /** As we speak where the settings say nothing more. */
    public Outgoing(Domain ourName, int port, Bounds bounds) {
        this(ourName, port, bounds, Reach.DEFAULT, ByDomain.none(), Optional.empty());
    }

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

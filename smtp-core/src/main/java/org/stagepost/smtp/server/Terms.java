package org.stagepost.smtp.server;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.stagepost.mail.DeliverBy;
import org.stagepost.mail.Domain;
import org.stagepost.mail.FutureRelease;
import org.stagepost.net.AddressRange;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.PerAccount;
import org.stagepost.smtp.Extension;

/**
 * What one listener offers its clients and demands of them.
 *
 * @param hostName our name, in the greeting, in hellos and in Received
 * @param extensions those offered beside STARTTLS and AUTH
 * @param door how a client shows who it is
 * @param spill where large messages wait unforced while they come in
 * @param postmasterAt whose postmaster a bare {@code <postmaster>} is
 */
public record Terms(
        Dialect dialect,
        String hostName,
        Set<Extension> extensions,
        Limit limit,
        Allowance allowance,
        Door door,
        Path spill,
        Supplier<Domain> postmasterAt) {
    private static final Set<Extension> USUAL = EnumSet.of(
            Extension.PIPELINING,
            Extension.SIZE,
            Extension.EIGHT_BIT_MIME,
            Extension.ENHANCED_STATUS_CODES,
            Extension.CHUNKING,
            Extension.LIMITS);

    /** What our own queue keeps or passes on: offered wherever one is behind the listener. */
    private static final Extension[] QUEUED = {
        Extension.DSN,
        Extension.SMTP_UTF8,
        Extension.BINARY_MIME,
        Extension.MT_PRIORITY,
        Extension.DELIVER_BY,
        Extension.REQUIRE_TLS
    };

    /**
     * How much one transaction may bring.
     *
     * @param octets of a message
     * @param recipients at least 100 (RFC 5321 4.5.3.1.8)
     * @param times that it may ask for
     */
    public record Limit(long octets, int recipients, Times times) {
        public static final Limit DEFAULT = new Limit(50L << 20, 1_000);

        public Limit(long octets, int recipients) {
            this(octets, recipients, Times.NONE);
        }

        public Limit(long octets, int recipients, Duration hold) {
            this(octets, recipients, new Times(hold, Duration.ZERO, DeliverBy.LEAST));
        }
    }

    /**
     * Which times a sender may set.
     *
     * @param hold how long a message may wait before it is released (RFC 4865); zero where none may
     * @param since how long ago that moment may be, where it may have passed on the way from one of our stages to another
     * @param least seconds that must be left for what comes back when its time is over (RFC 2852 section 3)
     */
    public record Times(Duration hold, Duration since, long least) {
        public static final Times NONE = new Times(Duration.ZERO, Duration.ZERO, DeliverBy.LEAST);

        /** What one of our stages has agreed to another one keeps, whatever is left of it. */
        public static final Times OWN_STAGE = new Times(FutureRelease.LONGEST, FutureRelease.LONGEST, 1);
    }

    /**
     * How a client shows who it is.
     *
     * @param startTls the keys for STARTTLS; empty when there is none, or TLS is on from the first octet
     * @param logins how to log in; a listener that takes logins takes no mail without one
     * @param perAccount how many sessions an account may have, and has; empty where it does not matter
     * @param xclients who may say by XCLIENT for whom it speaks, and as who that is logged in
     */
    record Door(
            Optional<Tls> startTls,
            Optional<Mechanisms> logins,
            Optional<PerAccount> perAccount,
            List<AddressRange> xclients) {
        private static final Door OPEN = new Door(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

        Door {
            xclients = List.copyOf(xclients);
        }
    }

    public Terms {
        extensions = Set.copyOf(extensions);
    }

    /** No TLS, no login, the extensions that need nothing of the stages behind. */
    public static Terms of(Dialect dialect, String hostName, Path spill, Supplier<Domain> postmasterAt) {
        Allowance allowance = dialect == Dialect.LMTP ? Allowance.TRUSTED : Allowance.STRANGER;
        return new Terms(dialect, hostName, USUAL, Limit.DEFAULT, allowance, Door.OPEN, spill, postmasterAt);
    }

    /** With these extensions too; only what every stage behind this listener keeps whole may be offered. */
    public Terms offering(Extension... more) {
        Set<Extension> all = EnumSet.copyOf(extensions);
        all.addAll(Set.of(more));
        return new Terms(dialect, hostName, all, limit, allowance, door, spill, postmasterAt);
    }

    /** With all that a queue of ours behind this listener keeps or passes on. */
    public Terms beforeQueue() {
        return offering(QUEUED);
    }

    /** With these extensions and no others. */
    public Terms offeringOnly(Extension... some) {
        return new Terms(dialect, hostName, Set.of(some), limit, allowance, door, spill, postmasterAt);
    }

    public Terms with(Limit other) {
        return new Terms(dialect, hostName, extensions, other, allowance, door, spill, postmasterAt);
    }

    public Terms with(Allowance other) {
        return new Terms(dialect, hostName, extensions, limit, other, door, spill, postmasterAt);
    }

    private Terms with(Door other) {
        return new Terms(dialect, hostName, extensions, limit, allowance, other, spill, postmasterAt);
    }

    /** The same keys for who says by ALPN that he speaks SMTP, or says nothing. */
    public static Tls speaking(Tls tls) {
        return tls.speaking("smtp", "esmtp", "lmtp");
    }

    public Terms with(Tls tls) {
        return with(new Door(Optional.of(speaking(tls)), door.logins, door.perAccount, door.xclients));
    }

    public Terms demanding(Mechanisms mechanisms) {
        return with(new Door(door.startTls, Optional.of(mechanisms), door.perAccount, door.xclients));
    }

    /** With places for the sessions of each account; several listeners may count together. */
    public Terms with(PerAccount sessions) {
        return with(new Door(door.startTls, door.logins, Optional.of(sessions), door.xclients));
    }

    public Terms trusting(List<AddressRange> proxies) {
        return with(new Door(door.startTls, door.logins, door.perAccount, proxies));
    }

    /** The keys for STARTTLS; empty when there is none, or TLS is on from the first octet. */
    public Optional<Tls> startTls() {
        return door.startTls;
    }

    /** How to log in; a listener that takes logins takes no mail without one. */
    public Optional<Mechanisms> logins() {
        return door.logins;
    }

    /** How many sessions an account may have, and has; empty where it does not matter. */
    public Optional<PerAccount> perAccount() {
        return door.perAccount;
    }

    /** Who may say by XCLIENT for whom it speaks, and as who that is logged in. */
    public List<AddressRange> xclients() {
        return door.xclients;
    }

    boolean trusts(InetAddress peer) {
        return xclients().stream().anyMatch(range -> range.contains(peer));
    }
}

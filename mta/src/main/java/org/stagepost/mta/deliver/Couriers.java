package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.stagepost.mail.Local;
import org.stagepost.mail.Transport;
import org.stagepost.mta.deliver.Outgoing.Bounds;
import org.stagepost.mta.dns.Resolver;
import org.stagepost.mta.route.NextHop;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;

/** Makes the courier that knows the way to a next hop. */
final class Couriers {
    private final Transport local;
    private final Ways ways;
    private final Network network;
    private final Outgoing outgoing;

    @Inject
    Couriers(@Local Transport local, Resolver resolver, Network network, Outgoing outgoing) {
        this.local = local;
        this.ways = new Ways(resolver, outgoing, tls());
        this.network = network;
        this.outgoing = outgoing;
    }

    /** Used wherever it is offered, whatever the certificate says: better than plain text (RFC 7435). */
    private static Tls tls() {
        try {
            return Tls.opportunistic();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Courier to(NextHop hop) {
        return hop instanceof NextHop.Mailboxes ? new LocalCourier(local) : new WireCourier(network, ways, hop);
    }

    Bounds bounds() {
        return outgoing.bounds();
    }

    /** What we call ourselves. */
    String ourName() {
        return outgoing.ourName().name();
    }
}

package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.time.Clock;
import org.stagepost.mail.Local;
import org.stagepost.mail.Transport;
import org.stagepost.mta.deliver.Outgoing.Bounds;
import org.stagepost.mta.dns.Resolver;
import org.stagepost.mta.route.NextHop;
import org.stagepost.net.Network;

/** Makes the courier that knows the way to a next hop. */
final class Couriers {
    private final Transport local;
    private final Ways ways;
    private final Network network;
    private final Outgoing outgoing;
    private final Clock clock;

    @Inject
    Couriers(@Local Transport local, Resolver resolver, Network network, Outgoing outgoing, Clock clock) {
        this.clock = clock;
        this.local = local;
        this.ways = new Ways(resolver, outgoing, new TlsKeys());
        this.network = network;
        this.outgoing = outgoing;
    }

    Courier to(NextHop hop) {
        return switch (hop) {
            case NextHop.Mailboxes here -> new LocalCourier(local);
            case NextHop.Hold rule -> RuleCourier.held();
            case NextHop.Discard rule -> RuleCourier.discarded();
            case NextHop.Refuse rule -> RuleCourier.refused(rule);
            case NextHop.MailHostsOf domain -> new WireCourier(network, ways, hop, clock);
            case NextHop.Relay host -> new WireCourier(network, ways, hop, clock);
            case NextHop.Lmtp agent -> new WireCourier(network, ways, hop, clock);
        };
    }

    Bounds bounds() {
        return outgoing.bounds();
    }

    Limit limit(NextHop hop) {
        return outgoing.limit(hop);
    }

    /** What we call ourselves. */
    String ourName() {
        return outgoing.ourName().name();
    }
}

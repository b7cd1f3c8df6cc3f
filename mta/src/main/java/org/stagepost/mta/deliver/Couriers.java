package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.time.Clock;
import org.stagepost.mail.Local;
import org.stagepost.mail.Transport;
import org.stagepost.mta.deliver.Outgoing.Bounds;
import org.stagepost.mta.dns.Resolver;
import org.stagepost.mta.route.NextHop;
import org.stagepost.net.Network;
import org.stagepost.smtp.client.SmtpClient;

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
            case NextHop.Mailboxes here -> new LocalCourier(local, clock);
            case NextHop.Hold rule -> RuleCourier.held();
            case NextHop.Discard rule -> RuleCourier.discarded();
            case NextHop.Refuse rule -> RuleCourier.refused(rule);
            case NextHop.Fetched domain -> new WireCourier(network, ways, hop, clock);
            case NextHop.MailHostsOf domain -> new WireCourier(network, ways, hop, clock);
            case NextHop.Relay host -> new WireCourier(network, ways, hop, clock);
            case NextHop.Lmtp agent -> new WireCourier(network, ways, hop, clock);
        };
    }

    /** Over a connection that somebody else has opened. */
    Courier over(SmtpClient client, NextHop hop) {
        return new WireCourier(network, ways, hop, clock, client);
    }

    Bounds bounds() {
        return outgoing.bounds();
    }

    /** What we call ourselves. */
    String ourName() {
        return outgoing.ourName().name();
    }
}

package org.stagepost.mta.deliver;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.Reply;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.dns.MailHost;
import org.stagepost.mta.dns.MailHosts;
import org.stagepost.mta.dns.Resolver;
import org.stagepost.mta.route.NextHop;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Tls;
import org.stagepost.smtp.client.Hop;
import org.stagepost.smtp.client.Hop.Protocol;
import org.stagepost.smtp.client.Security;

/** The servers of a next hop, in the order in which to try them. */
final class Ways {
    private static final int MAX_ADDRESSES = 5;

    private final Resolver resolver;
    private final Outgoing outgoing;
    private final Tls tls;

    Ways(Resolver resolver, Outgoing outgoing, Tls tls) {
        this.resolver = resolver;
        this.tls = tls;
        this.outgoing = outgoing;
    }

    /** Where to go, or why there is nowhere to go. */
    sealed interface Answer {
        /** At least one server. */
        record Servers(List<Hop> hops) implements Answer {}

        /** None, for this reason. */
        record Nowhere(Reply reply) implements Answer {}
    }

    Answer to(NextHop next, TraceId id) {
        return switch (next) {
            case NextHop.MailHostsOf(var domain) ->
                servers(resolver.mailHosts(domain, id), Protocol.SMTP, outgoing.port());
            case NextHop.Relay(var endpoint) -> configured(endpoint, Protocol.SMTP, id);
            case NextHop.Lmtp(var endpoint) -> configured(endpoint, Protocol.LMTP, id);
            case NextHop.Mailboxes here -> throw new IllegalArgumentException("mailboxes are no server");
        };
    }

    private Answer configured(Endpoint endpoint, Protocol protocol, TraceId id) {
        return switch (endpoint) {
            case Endpoint.Unix unix -> new Answer.Servers(List.of(Hop.to(protocol, unix, ourName())));
            case Endpoint.Tcp tcp -> servers(resolver.host(tcp.host(), id), protocol, tcp.port());
        };
    }

    private Answer servers(MailHosts hosts, Protocol protocol, int port) {
        return switch (hosts) {
            case MailHosts.Found(List<MailHost> found) -> new Answer.Servers(hops(found, protocol, port));
            case MailHosts.NullMx none -> nowhere(556, "5.1.10", "the domain takes no mail");
            case MailHosts.NoSuchDomain none -> nowhere(550, "5.1.2", "there is no such domain");
            case MailHosts.NoHosts(String why) -> nowhere(550, "5.4.4", why);
            case MailHosts.OurselvesFirst loop ->
                nowhere(554, "5.4.6", "its mail host is this one, where the domain is not known");
            case MailHosts.Unknown(String why) -> nowhere(451, "4.4.3", why);
        };
    }

    private static Answer nowhere(int code, String status, String text) {
        return new Answer.Nowhere(Reply.of(code, status, text));
    }

    private List<Hop> hops(List<MailHost> hosts, Protocol protocol, int port) {
        List<Hop> hops = new ArrayList<>();
        for (MailHost host : hosts)
            for (InetAddress address : host.addresses())
                if (hops.size() < MAX_ADDRESSES) hops.add(hop(host, address, protocol, port));
        return hops;
    }

    private Hop hop(MailHost host, InetAddress address, Protocol protocol, int port) {
        Hop hop = Hop.to(protocol, new Endpoint.Tcp(address.getHostAddress(), port), ourName());
        return protocol == Protocol.LMTP ? hop : hop.with(Security.ifOffered(tls, Optional.of(host.name())));
    }

    private String ourName() {
        return outgoing.ourName().toString();
    }
}

package org.stagepost.mta.deliver;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Reply;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.dns.MailHost;
import org.stagepost.mta.dns.MailHosts;
import org.stagepost.mta.dns.Resolver;
import org.stagepost.mta.route.NextHop;
import org.stagepost.mta.route.SmartHost;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Tls;
import org.stagepost.smtp.client.Credentials;
import org.stagepost.smtp.client.Hop;
import org.stagepost.smtp.client.Hop.Protocol;
import org.stagepost.smtp.client.Security;

/** The servers of a next hop, in the order in which to try them. */
final class Ways {
    private static final int MAX_ADDRESSES = 5;

    /** Of each host where there are several, so that one with many addresses does not keep the others from their turn. */
    private static final int MAX_OF_ONE = 2;

    /** So many servers that the DNS names are spoken to for one message (hardening row Q6). */
    private static final int MAX_SESSIONS = 2;

    private static final int IMPLICIT_TLS = 465;

    private static final Answer NOT_OURS =
            nowhere(451, "4.4.4", "none of its mail hosts has an address of the kind that we speak to");

    private static final Answer NOT_HERE = nowhere(450, "4.4.1", "waits until its host comes for it");

    private final Resolver resolver;
    private final Outgoing outgoing;
    private final TlsKeys tls;

    Ways(Resolver resolver, Outgoing outgoing, TlsKeys tls) {
        this.resolver = resolver;
        this.tls = tls;
        this.outgoing = outgoing;
    }

    /** Where to go, or why there is nowhere to go. */
    sealed interface Answer {
        /**
         * At least one server.
         *
         * @param sessions how many are spoken to for one message; those that cannot be reached do not count
         */
        record Servers(List<Hop> hops, int sessions) implements Answer {}

        /** None, for this reason. */
        record Nowhere(Reply reply) implements Answer {}
    }

    Answer to(NextHop next, TraceId id) {
        return switch (next) {
            case NextHop.MailHostsOf(var domain) ->
                servers(resolver.mailHosts(domain, id), Protocol.SMTP, outgoing.port());
            case NextHop.Relay(SmartHost host) -> configured(host, id);
            case NextHop.Lmtp(Endpoint endpoint) -> configured(List.of(endpoint), id, this::lmtp);
            case NextHop.Fetched domain -> NOT_HERE;
            case NextHop.Mailboxes here -> throw noServer(here);
            case NextHop.Hold rule -> throw noServer(rule);
            case NextHop.Discard rule -> throw noServer(rule);
            case NextHop.Refuse rule -> throw noServer(rule);
        };
    }

    private static IllegalArgumentException noServer(NextHop next) {
        return new IllegalArgumentException(next + " is no server");
    }

    /** How to speak to a host of ours to choose, at one of its addresses. */
    private interface Speaking {
        Hop to(Endpoint at, Endpoint host);
    }

    Answer configured(SmartHost host, TraceId id) {
        return configured(host.hosts(), id, (at, named) -> smart(host, at, named));
    }

    /** Addresses of all hosts, each of which gets its turn; what we have written down ourselves may be wrong today, but it is never the sender's fault. */
    private Answer configured(List<Endpoint> endpoints, TraceId id, Speaking speaking) {
        List<Hop> hops = new ArrayList<>();
        int most = mostOfOne(endpoints.size());
        String trouble = "";
        for (Endpoint endpoint : endpoints) {
            switch (endpoint) {
                case Endpoint.Unix unix -> hops.add(speaking.to(unix, unix));
                case Endpoint.Tcp tcp -> {
                    MailHosts hosts = resolver.host(tcp.host(), id);
                    if (!(hosts instanceof MailHosts.Found(List<MailHost> found))) trouble = tcp.host() + ": " + hosts;
                    else
                        outgoing.reach().ordered(found.getFirst().addresses()).stream()
                                .limit(most)
                                .forEach(address -> hops.add(speaking(speaking, tcp, address)));
                }
            }
        }
        int sessions = endpoints.size() == 1 ? MAX_SESSIONS : hops.size();
        return hops.isEmpty() ? nowhere(451, "4.4.3", trouble) : new Answer.Servers(hops, sessions);
    }

    private static int mostOfOne(int hosts) {
        return hosts == 1 ? MAX_ADDRESSES : MAX_OF_ONE;
    }

    private Hop speaking(Speaking speaking, Endpoint.Tcp host, InetAddress address) {
        Hop hop = speaking.to(new Endpoint.Tcp(address.getHostAddress(), host.port()), host);
        return outgoing.reach().from(hop, address);
    }

    private Hop lmtp(Endpoint at, Endpoint host) {
        Hop hop = Hop.to(Protocol.LMTP, at, ourName());
        return host instanceof Endpoint.Tcp tcp
                ? hop.with(Security.ifOffered(tls.opportunistic(), Optional.of(tcp.host())))
                : hop;
    }

    private Hop smart(SmartHost smart, Endpoint at, Endpoint host) {
        Hop hop = Hop.to(Protocol.SMTP, at, ourName()).with(security(smart.protection(), host));
        Optional<Credentials> login = smart.login().map(own -> new Credentials(own.name(), own.secret()));
        return login.isPresent() ? hop.as(login.get()) : hop;
    }

    /** On port 465 TLS comes before the first word (RFC 8314 section 3.3), elsewhere by STARTTLS. */
    private Security security(SmartHost.Protection protection, Endpoint host) {
        Optional<String> name = host instanceof Endpoint.Tcp tcp ? Optional.of(tcp.host()) : Optional.empty();
        boolean implicit = host instanceof Endpoint.Tcp tcp && tcp.port() == IMPLICIT_TLS;
        Tls keys = protection.level() == SmartHost.Level.VERIFIED
                ? tls.verifying(protection.authorities())
                : tls.opportunistic();
        return switch (protection.level()) {
            case NONE -> Security.NONE;
            case IF_OFFERED -> implicit ? Security.fromTheStart(keys, name) : Security.ifOffered(keys, name);
            case ENCRYPTED, VERIFIED -> implicit ? Security.fromTheStart(keys, name) : Security.always(keys, name);
        };
    }

    private Answer servers(MailHosts hosts, Protocol protocol, int port) {
        return switch (hosts) {
            case MailHosts.Found(List<MailHost> found) -> {
                List<Hop> hops = hops(found, protocol, port);
                yield hops.isEmpty() ? NOT_OURS : new Answer.Servers(hops, MAX_SESSIONS);
            }
            case MailHosts.NullMx none -> nowhere(556, "5.1.10", "the domain takes no mail");
            case MailHosts.NoSuchDomain none -> nowhere(550, "5.1.2", "there is no such domain");
            case MailHosts.NoHosts(String why) -> nowhere(550, "5.4.4", why);
            case MailHosts.OurselvesFirst loop ->
                nowhere(554, "5.4.6", "its mail host is this one, where the domain is not known");
            case MailHosts.Unknown(String why) -> nowhere(451, "4.4.3", why);
        };
    }

    /**
     * The same hop for a message that requires TLS (RFC 8689 4.2.1): its certificate is checked. A mail host's name that is not
     * below the domain's own is vouched for by nobody, as long as neither DNSSEC nor MTA-STS does; empty for such a one, and for
     * one that the settings reach in plain text.
     */
    Optional<Hop> guarded(NextHop next, Hop hop) {
        Security security = hop.security();
        if (!(hop.to() instanceof Endpoint.Tcp) || security.isVerified()) return Optional.of(hop);
        return switch (next) {
            case NextHop.MailHostsOf(var domain) ->
                security.serverName().filter(name -> isOf(domain.name(), name)).map(name -> hop.with(checked(hop)));
            case NextHop.Relay(SmartHost host) ->
                security.serverName()
                        .map(name -> hop.with(
                                checked(hop, host.protection().authorities().or(outgoing::authorities))));
            default -> Optional.of(hop);
        };
    }

    private static boolean isOf(String domain, String name) {
        String host = Ascii.lower(name);
        String own = Ascii.lower(domain);
        return host.equals(own) || host.endsWith("." + own);
    }

    private Security checked(Hop hop) {
        return checked(hop, outgoing.authorities());
    }

    private Security checked(Hop hop, Optional<Path> authorities) {
        Tls strict = tls.verifying(authorities);
        Optional<String> name = hop.security().serverName();
        return hop.security().use() == Security.Use.FROM_THE_START
                ? Security.fromTheStart(strict, name)
                : Security.always(strict, name);
    }

    private static Answer nowhere(int code, String status, String text) {
        return new Answer.Nowhere(Reply.of(code, status, text));
    }

    private List<Hop> hops(List<MailHost> hosts, Protocol protocol, int port) {
        List<Hop> hops = new ArrayList<>();
        for (MailHost host : hosts)
            outgoing.reach().ordered(host.addresses()).stream()
                    .limit(Math.min(mostOfOne(hosts.size()), MAX_ADDRESSES - hops.size()))
                    .forEach(address -> hops.add(outgoing.reach().from(hop(host, address, protocol, port), address)));
        return hops;
    }

    private Hop hop(MailHost host, InetAddress address, Protocol protocol, int port) {
        Hop hop = Hop.to(protocol, new Endpoint.Tcp(address.getHostAddress(), port), ourName());
        return protocol == Protocol.LMTP
                ? hop
                : hop.with(Security.ifOffered(tls.opportunistic(), Optional.of(host.name())));
    }

    private String ourName() {
        return outgoing.ourName().toString();
    }
}

package org.stagepost.mta;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stagepost.launch.Settings;
import org.stagepost.launch.Site;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mta.deliver.Limit;
import org.stagepost.mta.deliver.Outgoing;
import org.stagepost.mta.deliver.Outgoing.Bounds;
import org.stagepost.mta.deliver.Reach;
import org.stagepost.mta.deliver.Reach.Family;
import org.stagepost.mta.dns.DnsSettings;
import org.stagepost.mta.dns.DnsSettings.PrivateAddresses;
import org.stagepost.mta.queue.QueueSettings;
import org.stagepost.mta.queue.RetrySchedule.Times;
import org.stagepost.mta.queue.Suppressed;
import org.stagepost.mta.route.ByDomain;
import org.stagepost.mta.route.Routes;
import org.stagepost.mta.route.SrsSecret;
import org.stagepost.net.AddressRange;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.net.LmtpEndpoint;
import org.stagepost.smtp.client.Credentials;
import org.stagepost.smtp.client.Hop;

/**
 * How mail is transferred.
 *
 * @param routes next hops that are not the DNS's choice
 * @param delivery how final delivery is spoken to, when that is another process
 * @param retries when messages that could not go are tried again
 * @param starters who may have the queue started for any domain that we are a backup of
 * @param fetching who comes for mail that waits here, and where
 * @param srs whether and how the senders of what is forwarded are rewritten
 * @param suppressed where dead addresses are remembered
 */
public record MtaConfig(
        Receiving receiving,
        Routes.Table routes,
        Hop delivery,
        DnsSettings dns,
        Outgoing outgoing,
        QueueSettings queue,
        Times retries,
        List<AddressRange> starters,
        FetchSettings fetching,
        SrsSecret.Settings srs,
        Suppressed.Settings suppressed) {
    private static final long LARGEST = 50L << 20;
    /** A client waits 5 minutes for a greeting (RFC 5321 4.5.3.2.1); one that leaves long before is no rarity. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    private static final int DNS_PORT = 53;

    /**
     * How mail comes in.
     *
     * @param hostname our name in greetings and Received fields
     * @param listen where other servers speak to us
     * @param submission where our own submission stage hands in mail for anywhere: a Unix socket, or TCP with a secret
     * @param secret the password of that stage; its name is {@code msa}
     * @param networks who else may hand in mail for anywhere
     * @param xclients who may say by XCLIENT for whom it speaks
     * @param told which of them may ask by VRFY and EXPN who lives here
     * @param spill where large messages wait unforced while they come in
     * @param earlyTalker how long a stranger has to hold still before the greeting; zero for not at all
     * @param deadline how long a client waits for delivery before its message is queued
     */
    public record Receiving(
            Domain hostname,
            List<Endpoint> listen,
            List<Endpoint> submission,
            Optional<String> secret,
            List<AddressRange> networks,
            List<AddressRange> told,
            List<AddressRange> xclients,
            Limits limits,
            long maxMessage,
            Path spill,
            Duration earlyTalker,
            Duration deadline) {
        public Receiving {
            listen = List.copyOf(listen);
            submission = List.copyOf(submission);
            networks = List.copyOf(networks);
            told = List.copyOf(told);
            xclients = List.copyOf(xclients);
        }
    }

    public static MtaConfig from(Settings settings) {
        Site site = Site.from(settings);
        Receiving receiving = receiving(settings, site);
        return new MtaConfig(
                receiving,
                RouteSettings.from(settings),
                delivery(settings, site),
                dns(settings, site, receiving),
                outgoing(settings, site),
                new QueueSettings(
                        settings.path("mta.queue", site.data().resolve("queue")),
                        receiving.maxMessage(),
                        settings.integer("mta.queue-active", 20_000, 100, 1_000_000)),
                retries(settings),
                settings.values("mta.etrn", List.of(), AddressRange::parse),
                FetchSettings.from(settings),
                new SrsSecret.Settings(settings.bool("mta.srs", true), site.data()),
                new Suppressed.Settings(site.data().resolve("suppressed")));
    }

    private static Receiving receiving(Settings settings, Site site) {
        Endpoint socket = new Endpoint.Unix(site.data().resolve("run/mta"));
        List<AddressRange> networks = settings.values("mta.networks", List.of(), AddressRange::parse);
        Receiving receiving = new Receiving(
                site.hostname(),
                settings.values("mta.listen", List.of(new Endpoint.Tcp("", 25)), Endpoint::parse),
                settings.values("mta.submission-listen", List.of(socket), below(site, Endpoint::parse)),
                settings.secret("mta.submission-secret"),
                networks,
                settings.bool("mta.vrfy", false) ? networks : List.of(),
                settings.values("mta.xclients", List.of(), AddressRange::parse),
                connections(settings),
                settings.bytes("mta.max-message", LARGEST, 1 << 10, 1L << 31),
                site.data().resolve("incoming"),
                settings.duration("mta.early-talker", Duration.ZERO, Duration.ZERO, LONGEST_SILENCE),
                settings.duration("mta.delivery-deadline", Duration.ofSeconds(20)));
        boolean open = receiving.submission().stream().anyMatch(Endpoint.Tcp.class::isInstance);
        if (open && receiving.secret().isEmpty())
            throw settings.refusal(
                    "mta.submission-listen",
                    "a TCP port relays for everybody who finds it: name mta.submission-secret");
        return receiving;
    }

    private static Hop delivery(Settings settings, Site site) {
        Endpoint socket = new Endpoint.Unix(site.data().resolve("run/lmtp"));
        Endpoint at = settings.value("mta.delivery", socket, below(site, LmtpEndpoint::parse));
        Hop hop = Hop.to(Hop.Protocol.LMTP, at, site.hostname().name());
        Optional<String> login = settings.string("mta.delivery-login");
        Optional<String> secret = settings.secret("mta.delivery-secret");
        if (login.isPresent() != secret.isPresent())
            throw settings.refusal(
                    login.isPresent() ? "mta.delivery-login" : "mta.delivery-secret", "login and secret go together");
        return login.isPresent() ? hop.as(new Credentials(login.get(), secret.orElseThrow())) : hop;
    }

    private static DnsSettings dns(Settings settings, Site site, Receiving receiving) {
        List<InetSocketAddress> servers = settings.values("mta.dns-server", List.of(), MtaConfig::dnsServer);
        return new DnsSettings(
                servers.isEmpty() ? DnsSettings.serversOfThisMachine() : servers,
                settings.duration("mta.dns-timeout", Duration.ofSeconds(10)),
                site.hostname(),
                settings.bool("mta.allow-private-addresses", false)
                        ? PrivateAddresses.ALLOWED
                        : PrivateAddresses.REFUSED,
                OurAddresses.from(settings, receiving.listen()));
    }

    /** {@code 192.0.2.53} or {@code 127.0.0.1:5354}. */
    private static InetSocketAddress dnsServer(String text) throws SyntaxException {
        boolean bare = text.chars().filter(c -> c == ':').count() != 1 && !text.startsWith("[");
        try {
            if (bare) return new InetSocketAddress(AddressRange.parse(text).first(), DNS_PORT);
            if (Endpoint.parse(text) instanceof Endpoint.Tcp tcp) return tcp.address();
        } catch (UnknownHostException e) {
            throw new SyntaxException("no such host");
        }
        throw new SyntaxException("a DNS server is written address or address:port");
    }

    private static Outgoing outgoing(Settings settings, Site site) {
        Bounds usual = Bounds.DEFAULT;
        return new Outgoing(
                site.hostname(),
                settings.integer("mta.remote-port", 25, 1, 65_535),
                new Bounds(
                        settings.integer("mta.sessions", usual.sessions(), 1, 10_000),
                        settings.integer("mta.sessions-per-destination", usual.perDestination(), 1, 1_000),
                        usual.messages(),
                        usual.linger()),
                reach(settings),
                limits(settings),
                settings.path("mta.tls-authorities"));
    }

    private static Reach reach(Settings settings) {
        List<InetAddress> from =
                settings.values("mta.source-address", List.<AddressRange>of(), AddressRange::parse).stream()
                        .map(AddressRange::first)
                        .toList();
        List<InetAddress> v4 =
                from.stream().filter(Inet4Address.class::isInstance).toList();
        List<InetAddress> v6 =
                from.stream().filter(Inet6Address.class::isInstance).toList();
        if (v4.size() > 1 || v6.size() > 1)
            throw settings.refusal("mta.source-address", "one IPv4 address and one IPv6 address at most");
        Family family = settings.value("mta.address-family", Family.IPV4_FIRST, Family::parse);
        return new Reach(family, v4.stream().findFirst(), v6.stream().findFirst());
    }

    private static ByDomain<Limit> limits(Settings settings) {
        try {
            return ByDomain.of(settings.entries("mta.limits", Limit::parse));
        } catch (SyntaxException e) {
            throw settings.refusal("mta.limits", String.valueOf(e.getMessage()));
        }
    }

    private static Times retries(Settings settings) {
        Times usual = Times.DEFAULT;
        return new Times(
                settings.duration("mta.retry-first", usual.shortest()),
                settings.duration("mta.retry-at-most", usual.longest()),
                settings.duration("mta.tell-delay-after", usual.tellDelayAfter()),
                settings.duration("mta.give-up-after", usual.giveUpAfter()));
    }

    private static Limits connections(Settings settings) {
        int perAddress = settings.integer("mta.connections-per-address", 20, 1, 1_000_000);
        return new Limits(
                settings.integer("mta.connections", 2_000, 1, 1_000_000),
                perAddress,
                settings.integer("mta.connections-per-network", Limits.usualPerNetwork(perAddress), 1, 10_000_000),
                settings.duration("mta.idle", Duration.ofMinutes(5)));
    }

    /** A relative path of a socket starts at the data folder. */
    private static Settings.Reader<Endpoint> below(Site site, Settings.Reader<Endpoint> reader) {
        return text -> {
            Endpoint endpoint = reader.read(text);
            return endpoint instanceof Endpoint.Unix unix
                    ? new Endpoint.Unix(site.data().resolve(unix.path()))
                    : endpoint;
        };
    }
}

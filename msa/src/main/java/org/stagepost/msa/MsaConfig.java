package org.stagepost.msa;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stagepost.launch.Settings;
import org.stagepost.launch.Site;
import org.stagepost.mail.Domain;
import org.stagepost.mail.FutureRelease;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.AddressRange;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.smtp.client.Credentials;
import org.stagepost.smtp.client.Hop;
import org.stagepost.smtp.server.Terms;

/**
 * How mail is submitted.
 *
 * @param hostname our name in greetings, Received fields and message ids
 * @param listen where submission with STARTTLS is spoken (RFC 6409)
 * @param listenTls where it is spoken in TLS from the first octet on (RFC 8314)
 * @param xclients who may say by XCLIENT for whom it speaks, and whose login that is
 * @param limits of connections
 * @param perAccount sessions at once of one account
 * @param limit of one message and its recipients
 * @param allotment of one login
 * @param devices that hand in mail without one
 * @param next the transfer agent, where it runs in another process
 * @param secret proves us there; a Unix socket needs none
 * @param spill where large messages wait unforced while they come in
 * @param correspondents the folder of whom each login has written to
 */
public record MsaConfig(
        Domain hostname,
        List<Endpoint> listen,
        List<Endpoint> listenTls,
        List<AddressRange> xclients,
        Limits limits,
        int perAccount,
        Limit limit,
        Allotment allotment,
        List<Device> devices,
        Endpoint next,
        Optional<Credentials> secret,
        Path spill,
        Path correspondents) {
    private static final Endpoint SUBMISSION = new Endpoint.Tcp("", 587);
    private static final Endpoint SUBMISSIONS = new Endpoint.Tcp("", 465);

    /** One message: octets, recipients, and whether it may wait to be released. */
    public record Limit(long octets, int recipients, Hold hold) {}

    /**
     * What may wait to be released (RFC 4865).
     *
     * @param longest how long a message may
     * @param messages of one login that may at a time
     * @param storage octets of them
     */
    public record Hold(Duration longest, int messages, long storage) {}

    public MsaConfig {
        listen = List.copyOf(listen);
        listenTls = List.copyOf(listenTls);
        xclients = List.copyOf(xclients);
        devices = List.copyOf(devices);
    }

    public static MsaConfig from(Settings settings) {
        Site site = Site.from(settings);
        Path run = site.data().resolve("run");
        int recipients = settings.integer("msa.max-recipients", 500, 100, Terms.Limit.DEFAULT.recipients());
        return new MsaConfig(
                site.hostname(),
                settings.values("msa.listen", List.of(SUBMISSION), Endpoint::parse),
                settings.values("msa.listen-tls", List.of(SUBMISSIONS), Endpoint::parse),
                settings.values("msa.xclients", List.of(), AddressRange::parse),
                limits(settings),
                settings.integer("msa.sessions-per-account", 20, 1, 1_000_000),
                new Limit(settings.bytes("msa.max-message", 50L << 20, 1 << 10, 1L << 31), recipients, hold(settings)),
                Allotment.from(settings),
                DeviceSettings.from(settings, recipients),
                settings.value(
                        "msa.next",
                        new Endpoint.Unix(run.resolve("mta")),
                        text -> below(site.data(), Endpoint.parse(text))),
                settings.secret("msa.next-secret").map(secret -> new Credentials("msa", secret)),
                site.data().resolve("incoming"),
                site.data().resolve("correspondents"));
    }

    /** The file of what each sender has used. */
    Path allotments() {
        return correspondents.resolveSibling("allotments");
    }

    private static Hold hold(Settings settings) {
        return new Hold(
                settings.duration("msa.future-release", Duration.ofDays(7), Duration.ZERO, FutureRelease.LONGEST),
                settings.integer("msa.future-release-messages", 100, 1, 1_000_000),
                settings.bytes("msa.future-release-storage", 200L << 20, 1 << 10, 1L << 40));
    }

    private static Limits limits(Settings settings) {
        int perAddress = settings.integer("msa.connections-per-address", 20, 1, 1_000_000);
        return new Limits(
                settings.integer("msa.connections", 2_000, 1, 1_000_000),
                perAddress,
                settings.integer("msa.connections-per-network", Limits.usualPerNetwork(perAddress), 1, 10_000_000),
                settings.duration("msa.idle", Duration.ofMinutes(5)));
    }

    /** A relative path of a socket starts at the data folder. */
    private static Endpoint below(Path data, Endpoint endpoint) throws SyntaxException {
        return endpoint instanceof Endpoint.Unix unix ? new Endpoint.Unix(data.resolve(unix.path())) : endpoint;
    }

    /** The wire to the transfer agent. */
    Hop hop() {
        Hop plain = Hop.to(Hop.Protocol.SMTP, next, hostname.name()).tellingLogins();
        return secret.map(plain::as).orElse(plain);
    }
}

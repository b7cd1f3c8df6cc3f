package org.stagepost.imap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.stagepost.launch.Settings;
import org.stagepost.launch.Site;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;

/**
 * How the IMAP server behaves.
 *
 * @param hostname our name in the greeting
 * @param listen where plain connections are taken, which STARTTLS then protects
 * @param listenTls where TLS is spoken from the first octet
 * @param limits of connections; their idle time holds until somebody has logged in
 * @param perAccount sessions at once of one account
 * @param idle how long a client may be silent (RFC 3501 5.4: thirty minutes at least)
 * @param separator between the levels of mailbox names
 * @param messageSize octets of the largest message that APPEND takes
 * @param cache octets of memory for envelopes and structures
 * @param spill where large messages wait while they come in
 */
public record ImapConfig(
        Domain hostname,
        List<Endpoint> listen,
        List<Endpoint> listenTls,
        Limits limits,
        int perAccount,
        Duration idle,
        char separator,
        long messageSize,
        long cache,
        Path spill) {
    private static final String SEPARATORS = "/.|\\";

    public ImapConfig {
        listen = List.copyOf(listen);
        listenTls = List.copyOf(listenTls);
    }

    public static ImapConfig from(Settings settings, Site site) {
        return new ImapConfig(
                site.hostname(),
                settings.values("imap.listen", List.of(new Endpoint.Tcp("", 143)), Endpoint::parse),
                settings.values("imap.listen-tls", List.of(new Endpoint.Tcp("", 993)), Endpoint::parse),
                limits(settings),
                settings.integer("imap.sessions-per-account", 20, 1, 1_000_000),
                settings.duration("imap.idle", Duration.ofMinutes(30)),
                settings.value("imap.separator", '/', ImapConfig::separator),
                settings.bytes("imap.message-size", 50L << 20, 1L << 10, 1L << 31),
                settings.bytes("imap.cache", 64L << 20, 0, 1L << 40),
                site.data().resolve("spill"));
    }

    private static Limits limits(Settings settings) {
        int perAddress = settings.integer("imap.connections-per-address", 20, 1, 1_000_000);
        return new Limits(
                settings.integer("imap.connections", 2_000, 1, 1_000_000),
                perAddress,
                settings.integer("imap.connections-per-network", Limits.usualPerNetwork(perAddress), 1, 10_000_000),
                settings.duration("imap.login-within", Duration.ofMinutes(1)));
    }

    private static char separator(String text) throws SyntaxException {
        if (text.length() != 1 || SEPARATORS.indexOf(text.charAt(0)) < 0)
            throw new SyntaxException("the separator is one of / . | \\");
        return text.charAt(0);
    }
}

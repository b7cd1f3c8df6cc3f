package org.stagepost.pop3;

import java.time.Duration;
import java.util.List;
import org.stagepost.launch.Settings;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;

/**
 * Where POP3 is spoken and what a reader is granted.
 *
 * @param listen plain text first, TLS by STLS
 * @param listenTls TLS from the first octet (RFC 8314 section 3.3)
 * @param limits of connections; their idle time holds until somebody has logged in
 * @param idle how long a reader may be silent (RFC 1939 section 3: ten minutes at least)
 */
public record Pop3Config(List<Endpoint> listen, List<Endpoint> listenTls, Limits limits, Duration idle) {
    public Pop3Config {
        listen = List.copyOf(listen);
        listenTls = List.copyOf(listenTls);
    }

    public static Pop3Config from(Settings settings) {
        return new Pop3Config(
                settings.values("pop3.listen", List.of(new Endpoint.Tcp("", 110)), Endpoint::parse),
                settings.values("pop3.listen-tls", List.of(new Endpoint.Tcp("", 995)), Endpoint::parse),
                limits(settings),
                settings.duration("pop3.idle", Duration.ofMinutes(10)));
    }

    private static Limits limits(Settings settings) {
        int perAddress = settings.integer("pop3.connections-per-address", 20, 1, 1_000_000);
        return new Limits(
                settings.integer("pop3.connections", 2_000, 1, 1_000_000),
                perAddress,
                settings.integer("pop3.connections-per-network", Limits.usualPerNetwork(perAddress), 1, 10_000_000),
                settings.duration("pop3.login-within", Duration.ofMinutes(1)));
    }
}

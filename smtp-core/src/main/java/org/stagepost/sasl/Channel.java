package org.stagepost.sasl;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stagepost.net.Connection;
import org.stagepost.net.TlsSession;

/**
 * The connection as far as a login cares.
 *
 * @param client the peer's address
 * @param tls the version of TLS that is on, {@code TLSv1.3}
 * @param bindings what the running TLS session offers; empty without TLS
 * @param proved names that the client has proved by a certificate
 */
public record Channel(InetAddress client, Optional<String> tls, List<ChannelBinding> bindings, List<String> proved) {
    public Channel {
        bindings = List.copyOf(bindings);
        proved = List.copyOf(proved);
    }

    /** Of a client without a certificate. */
    public Channel(InetAddress client, Optional<String> tls, List<ChannelBinding> bindings) {
        this(client, tls, bindings, List.of());
    }

    /** The same for another client, whom a proxy names: what is proved is the proxy's. */
    public Channel of(InetAddress other) {
        return other.equals(client) ? this : new Channel(other, tls, bindings);
    }

    /** The channel as it is now; another one after STARTTLS. */
    public static Channel of(Connection connection) {
        Optional<TlsSession> tls = connection.tls();
        List<ChannelBinding> bindings = tls.stream().flatMap(Channel::bindings).toList();
        List<String> proved = tls.map(TlsSession::provedNames).orElse(List.of());
        return new Channel(connection.remoteAddress(), tls.map(TlsSession::protocol), bindings, proved);
    }

    private static Stream<ChannelBinding> bindings(TlsSession tls) {
        return Stream.concat(
                tls.exporter().stream().map(data -> new ChannelBinding(ChannelBinding.EXPORTER, data::clone)),
                tls.serverEndPoint().stream().map(data -> new ChannelBinding(ChannelBinding.END_POINT, data::clone)));
    }

    public boolean encrypted() {
        return tls.isPresent();
    }

    /**
     * Whether a client may be expected to know one of our bindings: under TLS 1.3 the default is tls-exporter (RFC 9266
     * section 2), and who knows that one seldom knows another.
     */
    boolean bindsAsExpected() {
        boolean exporter = bindings.stream().anyMatch(binding -> binding.type().equals(ChannelBinding.EXPORTER));
        return exporter || tls.isPresent() && !tls.get().equals("TLSv1.3");
    }

    /** The same without bindings. */
    Channel unbound() {
        return new Channel(client, tls, List.of(), proved);
    }
}

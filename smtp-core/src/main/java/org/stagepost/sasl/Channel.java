package org.stagepost.sasl;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.stagepost.net.Connection;
import org.stagepost.net.TlsSession;

/**
 * The connection as far as a login cares.
 *
 * @param client the peer's address
 * @param encrypted whether TLS is on
 * @param bindings what the running TLS session offers; empty without TLS
 */
public record Channel(InetAddress client, boolean encrypted, List<ChannelBinding> bindings) {
    public Channel {
        bindings = List.copyOf(bindings);
    }

    /** The channel as it is now; another one after STARTTLS. */
    public static Channel of(Connection connection) {
        Optional<TlsSession> tls = connection.tls();
        List<ChannelBinding> bindings = tls
                .flatMap(TlsSession::serverEndPoint)
                .map(data -> new ChannelBinding("tls-server-end-point", data::clone))
                .stream()
                .toList();
        return new Channel(connection.remoteAddress(), tls.isPresent(), bindings);
    }
}

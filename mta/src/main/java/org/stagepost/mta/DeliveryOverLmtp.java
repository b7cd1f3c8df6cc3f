package org.stagepost.mta;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.stagepost.mail.Transport;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;
import org.stagepost.smtp.client.Hop;
import org.stagepost.smtp.client.Security;
import org.stagepost.smtp.client.WireTransport;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;

/** The way to final delivery when that is another process: what {@code @Local} stands for when transfer runs alone. */
public final class DeliveryOverLmtp implements Provider<Transport> {
    private final Network network;
    private final MtaConfig config;
    private final Reporter reporter;

    @Inject
    DeliveryOverLmtp(Network network, MtaConfig config, Reporter reporter) {
        this.network = network;
        this.config = config;
        this.reporter = reporter.as(Stage.MTA);
    }

    @Override
    public Transport get() {
        try {
            return new WireTransport(network, secured(config.delivery()), reporter);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On this machine nobody listens in; to another one a login travels under TLS only, which is used in any case where it is offered. */
    private static Hop secured(Hop hop) throws IOException {
        if (!(hop.to() instanceof Endpoint.Tcp tcp) || tcp.isLoopback()) return hop;
        Tls tls = Tls.opportunistic();
        Optional<String> name = Optional.of(tcp.host());
        return hop.with(hop.login().isPresent() ? Security.always(tls, name) : Security.ifOffered(tls, name));
    }
}

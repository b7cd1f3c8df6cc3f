package org.stagepost.mta;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.stagepost.mail.Transport;
import org.stagepost.net.Network;
import org.stagepost.smtp.client.Hop;
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
        String ourName = config.receiving().hostname().name();
        return new WireTransport(network, Hop.to(Hop.Protocol.LMTP, config.delivery(), ourName), reporter);
    }
}

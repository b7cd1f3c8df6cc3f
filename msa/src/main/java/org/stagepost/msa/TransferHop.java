package org.stagepost.msa;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.stagepost.launch.Service;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.Transport;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;
import org.stagepost.smtp.client.Hop;
import org.stagepost.smtp.client.Security;
import org.stagepost.smtp.client.WireTransport;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;

/** The way onward where the transfer agent runs in another process: SMTP to the listener that it keeps for us. */
public final class TransferHop implements Transport, Service {
    private final WireTransport wire;
    private final Clock clock;

    @Inject
    public TransferHop(Network network, MsaConfig config, Reporter reporter, Clock clock) throws IOException {
        this.clock = clock;
        this.wire = new WireTransport(network, secured(config.hop()), reporter.as(Stage.MSA));
    }

    /** To another machine only under TLS; whom we speak to there is proved by the secret, which both sides must know. */
    private static Hop secured(Hop hop) throws IOException {
        boolean away = hop.to() instanceof Endpoint.Tcp tcp && !tcp.isLoopback();
        return away ? hop.with(Security.always(Tls.opportunistic(), Optional.empty())) : hop;
    }

    @Override
    public Reply accepts(Envelope soFar, Recipient recipient) {
        return wire.accepts(soFar.sentAt(clock.instant()), recipient);
    }

    @Override
    public Outcome send(Envelope envelope, Message message) {
        return wire.send(envelope.sentAt(clock.instant()), message);
    }

    /** Connects with the first message. */
    @Override
    public void start() {}

    @Override
    public void stop() {
        wire.close();
    }
}

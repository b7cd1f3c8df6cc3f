package org.stagepost.msa;

import jakarta.inject.Inject;
import org.stagepost.launch.Service;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.Transport;
import org.stagepost.net.Network;
import org.stagepost.smtp.client.SmtpTransport;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;

/** The way onward where the transfer agent runs in another process: SMTP to the listener that it keeps for us. */
public final class TransferHop implements Transport, Service {
    private final SmtpTransport wire;

    @Inject
    public TransferHop(Network network, MsaConfig config, Reporter reporter) {
        this.wire = new SmtpTransport(network, config.hop(), reporter.as(Stage.MSA));
    }

    @Override
    public Reply accepts(Envelope soFar, Recipient recipient) {
        return wire.accepts(soFar, recipient);
    }

    @Override
    public Outcome send(Envelope envelope, Message message) {
        return wire.send(envelope, message);
    }

    /** Connects with the first message. */
    @Override
    public void start() {}

    @Override
    public void stop() {
        wire.close();
    }
}

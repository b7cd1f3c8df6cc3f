package org.stagepost.smtp.client;

import java.io.Closeable;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.Transport;
import org.stagepost.net.Network;
import org.stagepost.trace.Reporter;

/** Delivery behind a wire that speaks LMTP: each recipient has a reply of its own (RFC 2033). */
public final class LmtpTransport implements Transport, Closeable {
    private final Carrier carrier;
    private final CallAhead callAhead;

    /** @param reporter of the stage that sends */
    public LmtpTransport(Network network, Hop hop, Reporter reporter) {
        this.carrier = new Carrier(network, hop, reporter, Sharing.EACH);
        this.callAhead = new CallAhead(carrier::ask);
    }

    /** Asks delivery by MAIL and RCPT; it is not asked about everybody again and again. */
    @Override
    public Reply accepts(Envelope soFar, Recipient recipient) {
        return callAhead.reply(soFar, recipient);
    }

    @Override
    public Outcome send(Envelope envelope, Message message) {
        return carrier.send(envelope, message);
    }

    @Override
    public void close() {
        carrier.close();
    }
}

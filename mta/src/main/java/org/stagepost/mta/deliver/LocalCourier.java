package org.stagepost.mta.deliver;

import java.time.Clock;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Transport;

/** Hands messages to final delivery, in this process or over LMTP: the transport knows. */
final class LocalCourier implements Courier {
    private final Transport local;
    private final Clock clock;

    LocalCourier(Transport local, Clock clock) {
        this.clock = clock;
        this.local = local;
    }

    /** What has come here has waited as long as it was to wait; nobody behind us is asked to hold it (RFC 4865 4.2). */
    @Override
    public Attempt deliver(Envelope envelope, Message message) {
        return Attempt.of(local.send(envelope.sentAt(clock.instant()).released(), message));
    }

    @Override
    public void close() {}
}

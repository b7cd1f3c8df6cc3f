package org.stagepost.mta.deliver;

import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Transport;

/** Hands messages to final delivery, in this process or over LMTP: the transport knows. */
final class LocalCourier implements Courier {
    private final Transport local;

    LocalCourier(Transport local) {
        this.local = local;
    }

    @Override
    public Attempt deliver(Envelope envelope, Message message) {
        return Attempt.of(local.send(envelope, message));
    }

    @Override
    public void close() {}
}

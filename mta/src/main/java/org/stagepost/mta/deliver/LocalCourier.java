package org.stagepost.mta.deliver;

import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        return new Attempt(local.send(envelope, message), "", "", List.of(), Set.of(), true, Optional.empty());
    }

    @Override
    public void close() {}
}

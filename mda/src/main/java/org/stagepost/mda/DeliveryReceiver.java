package org.stagepost.mda;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.message.HeaderEdit;
import org.stagepost.message.HeaderField;
import org.stagepost.sasl.Identity;
import org.stagepost.smtp.Replies;
import org.stagepost.smtp.server.Client;
import org.stagepost.smtp.server.Receipt;
import org.stagepost.smtp.server.Receiver;

/**
 * What LMTP clients hear (RFC 2033): a verdict at each RCPT, so that nothing undeliverable is sent, and a reply for each
 * recipient after the message. This is a wire hop, so the message gets a Received field here.
 */
public final class DeliveryReceiver implements Receiver {
    private final LocalDelivery delivery;
    private final MdaConfig config;
    private final Clock clock;

    @Inject
    public DeliveryReceiver(LocalDelivery delivery, MdaConfig config, Clock clock) {
        this.delivery = delivery;
        this.config = config;
        this.clock = clock;
    }

    /** Where a login is demanded, it must be that of a peer: an account of a mail client is none. */
    @Override
    public Reply mail(Client client, Envelope envelope) {
        Optional<String> login = client.login().map(Identity::login);
        boolean stranger = login.isPresent() && !config.peers().contains(login.get());
        return stranger ? DeliveryReplies.NOT_A_PEER : Replies.SENDER_OK;
    }

    @Override
    public Reply rcpt(Client client, Envelope soFar, Recipient recipient) {
        return delivery.accepts(soFar, recipient);
    }

    @Override
    public Receipt data(Client client, Envelope envelope, Message message) {
        try {
            HeaderEdit came = HeaderEdit.of(message);
            HeaderField received = client.received(envelope, config.hostname().name(), OffsetDateTime.now(clock));
            String queueId = QueueIds.of(came.header(), envelope.trace());
            return Receipt.of(delivery.deliver(envelope, came.onTop(received), queueId));
        } catch (IOException unreadable) {
            return Receipt.all(envelope, DeliveryReplies.NOT_READ);
        }
    }
}

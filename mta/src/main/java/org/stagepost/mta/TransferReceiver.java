package org.stagepost.mta;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.stagepost.mail.Address;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.message.HeaderEdit;
import org.stagepost.message.HeaderField;
import org.stagepost.smtp.Replies;
import org.stagepost.smtp.server.Client;
import org.stagepost.smtp.server.Receipt;
import org.stagepost.smtp.server.Receiver;

/**
 * Takes mail from other servers: for our own domains from anybody, for other domains only from those who may relay. Puts
 * the Received field of this hop on top (RFC 5321 4.4).
 */
final class TransferReceiver implements Receiver {
    /** With these in a local part people once wrote the way to elsewhere; followed blindly, they made open relays. */
    private static final String ROUTE_MARKS = "%!@";

    private final Relaying relaying;
    private final Acceptance acceptance;
    private final String hostname;
    private final Clock clock;

    TransferReceiver(Relaying relaying, Acceptance acceptance, String hostname, Clock clock) {
        this.relaying = relaying;
        this.acceptance = acceptance;
        this.hostname = hostname;
        this.clock = clock;
    }

    @Override
    public Reply mail(Client client, Envelope envelope) {
        Reply room = acceptance.room();
        if (!room.positive()) return room;
        if (relaying.permits(client.peer())) return Replies.SENDER_OK;
        Optional<Address> sender = envelope.from().address();
        return sender.flatMap(acceptance::refusalOf).orElse(Replies.SENDER_OK);
    }

    @Override
    public Reply rcpt(Client client, Envelope soFar, Recipient recipient) {
        boolean permitted = relaying.permits(client.peer());
        if (!permitted && !isTakenFromAnybody(recipient.address())) return MtaReplies.NO_RELAY;
        Reply reply = acceptance.accepts(soFar, recipient);
        boolean route = reply.equals(MtaReplies.NO_SUCH_USER) && isRoute(recipient.address());
        return route ? MtaReplies.NO_RELAY : reply;
    }

    /** Of a domain that we are a backup of too, but for what its own host might take for a way to elsewhere. */
    private boolean isTakenFromAnybody(Address address) {
        return acceptance.isLocal(address) || acceptance.isBackup(address) && !isRoute(address);
    }

    private static boolean isRoute(Address address) {
        return address.localPart().chars().anyMatch(c -> ROUTE_MARKS.indexOf(c) >= 0);
    }

    @Override
    public Receipt data(Client client, Envelope envelope, Message message) {
        HeaderField received = client.received(
                envelope, hostname, clock.instant().atZone(clock.getZone()).toOffsetDateTime());
        try {
            Message marked = HeaderEdit.of(message).onTop(received).message();
            return Receipt.of(acceptance.send(envelope, marked)).because(relaying.reason(client.peer()));
        } catch (IOException e) {
            return Receipt.all(envelope, Replies.NOT_STORED);
        }
    }
}

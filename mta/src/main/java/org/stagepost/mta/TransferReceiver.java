package org.stagepost.mta;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.stagepost.mail.Address;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.SyntaxException;
import org.stagepost.message.HeaderEdit;
import org.stagepost.message.HeaderField;
import org.stagepost.message.Verdict;
import org.stagepost.smtp.Replies;
import org.stagepost.smtp.SmtpCommand.Etrn;
import org.stagepost.smtp.TlsRequired;
import org.stagepost.smtp.server.Client;
import org.stagepost.smtp.server.Peer;
import org.stagepost.smtp.server.Receipt;
import org.stagepost.smtp.server.Receiver;
import org.stagepost.smtp.server.Terms;
import org.stagepost.trace.TraceEvent.Kind;

/**
 * Takes mail from other servers: for our own domains from anybody, for other domains only from those who may relay. Puts
 * the Received field of this hop on top (RFC 5321 4.4), and takes out verdicts that others have written in our name (RFC 8601 5).
 */
final class TransferReceiver implements Receiver {
    /** With these in a local part people once wrote the way to elsewhere; followed blindly, they made open relays. */
    private static final String ROUTE_MARKS = "%!@";

    private final Relaying relaying;
    private final Acceptance acceptance;
    private final QueueStart queueStart;
    private final Terms terms;
    private final Clock clock;

    TransferReceiver(Relaying relaying, Acceptance acceptance, QueueStart queueStart, Terms terms, Clock clock) {
        this.queueStart = queueStart;
        this.relaying = relaying;
        this.acceptance = acceptance;
        this.terms = terms;
        this.clock = clock;
    }

    @Override
    public Reply mail(Client client, Envelope envelope) {
        Reply room = acceptance.room();
        if (!room.positive()) return room;
        if (relaying.permits(client.peer())) return Replies.SENDER_OK;
        Optional<Address> sender = envelope.from().address();
        return sender.flatMap(acceptance::refusalOf)
                .orElse(envelope.options().priority() > 0 ? MtaReplies.PRIORITY_LOWERED : Replies.SENDER_OK);
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
        return acceptance.isLocal(address) || acceptance.isKept(address) && !isRoute(address);
    }

    private static boolean isRoute(Address address) {
        return address.localPart().chars().anyMatch(c -> ROUTE_MARKS.indexOf(c) >= 0);
    }

    @Override
    public Kind kind(Reply refusal) {
        return refusal.equals(MtaReplies.NO_RELAY) ? Kind.RELAY_DENIED : Receiver.super.kind(refusal);
    }

    @Override
    public Reply verify(Peer peer, String who) {
        if (!relaying.tells(peer)) return Replies.NOT_TOLD;
        return answered(who, address -> MtaReplies.mailbox(List.of(address)));
    }

    @Override
    public Reply expand(Peer peer, String list) {
        if (!relaying.tells(peer)) return Replies.UNIMPLEMENTED;
        return answered(list, address -> MtaReplies.mailbox(acceptance.targets(address)));
    }

    @Override
    public Reply start(Client client, Etrn command) {
        return queueStart.start(client, command);
    }

    /** Of an address elsewhere nobody here knows anything (RFC 5321 3.5.3: 252). */
    private Reply answered(String who, Function<Address, Reply> answer) {
        try {
            Address address = Address.parse(
                    who.indexOf('@') < 0 ? who + "@" + terms.postmasterAt().get() : who);
            if (!acceptance.isLocal(address)) return Replies.NOT_TOLD;
            return acceptance.targets(address).isEmpty() ? MtaReplies.NO_SUCH_USER : answer.apply(address);
        } catch (SyntaxException e) {
            return MtaReplies.NO_SUCH_USER;
        }
    }

    /** A stranger may put himself behind others, and not before them (RFC 6710 section 4.1). */
    private Envelope permitted(Client client, Envelope envelope) {
        boolean raised = envelope.options().priority() > 0 && !relaying.permits(client.peer());
        return raised ? envelope.with(envelope.options().prior(0)) : envelope;
    }

    @Override
    public Receipt data(Client client, Envelope envelope, Message message) {
        Envelope permitted = permitted(client, envelope);
        HeaderField received = client.received(
                permitted,
                terms.hostName(),
                clock.instant().atZone(clock.getZone()).toOffsetDateTime());
        try {
            HeaderEdit came = HeaderEdit.of(message).without(field -> Verdict.claims(field, terms.hostName()));
            Envelope tagged = permitted.with(TlsRequired.tagged(permitted.options(), came.header()));
            Message marked = came.onTop(received).message();
            return Receipt.of(acceptance.send(tagged, marked)).because(relaying.reason(client.peer()));
        } catch (IOException e) {
            return Receipt.all(envelope, Replies.NOT_STORED);
        }
    }
}

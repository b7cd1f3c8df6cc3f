package org.stagepost.smtp.server;

import java.util.List;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.smtp.Replies;
import org.stagepost.smtp.SmtpCommand.Etrn;
import org.stagepost.trace.TraceEvent.Kind;

/**
 * What a stage decides for the clients of one listener. Serves all sessions at once and keeps nothing of any: what a
 * session knows comes with each question. Trust is a matter of the listener: one that is for a known peer only has a
 * receiver of its own.
 */
public interface Receiver {
    /** Whether to talk with this peer at all: positive for a greeting, anything else is said and ends the connection. */
    default Reply connect(Peer peer) {
        return Replies.OK;
    }

    /** Whether a name or an address is somebody here (RFC 5321 3.5); a listener for everybody tells nobody (7.3). */
    default Reply verify(Peer peer, String who) {
        return Replies.NOT_TOLD;
    }

    /** Whom a list stands for (RFC 5321 3.5.2), a line each. */
    default Reply expand(Peer peer, String list) {
        return Replies.UNIMPLEMENTED;
    }

    /** Starts the queue of a host that is there again, or says why not (RFC 1985). */
    default Reply start(Client client, Etrn command) {
        return Replies.UNIMPLEMENTED;
    }

    /** Whether who has logged in is sent what waits for these domains, or for all of his (RFC 2645). */
    default Turn turn(Client client, List<Domain> domains) {
        return new Turn.Refused(Replies.UNIMPLEMENTED);
    }

    /** Whether mail from {@code envelope.from()} is taken; the envelope has no recipients yet. */
    Reply mail(Client client, Envelope envelope);

    /** Whether mail for this recipient is taken. */
    Reply rcpt(Client client, Envelope soFar, Recipient recipient);

    /**
     * Takes the message. When this returns a positive reply, responsibility has passed.
     *
     * @param message readable until this returns
     */
    Receipt data(Client client, Envelope envelope, Message message);

    /** What the trace calls a refusal of this receiver. */
    default Kind kind(Reply refusal) {
        return Kind.of(refusal, Kind.NOTED);
    }
}

package org.stagepost.smtp.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.sasl.Identity;

/** How far the dialogue has come; each phase carries exactly what exists in it (RFC 5321 4.1.4). */
sealed interface Phase {
    /**
     * Nothing said yet, or nothing since TLS began: what was said before that is forgotten (RFC 3207 4.2).
     *
     * @param login whom a trusted proxy has named
     */
    record Connected(Peer peer, Optional<Identity> login) implements Phase {
        Connected(Peer peer) {
            this(peer, Optional.empty());
        }
    }

    /** The client has said hello; mail may begin. */
    record Greeted(Client client) implements Phase {}

    /**
     * MAIL has been accepted, and zero or more RCPT since.
     *
     * @param refused the recipients that were not, so that somebody who looks for their mail finds the reason
     */
    record Transaction(Client client, Envelope envelope, List<Refused> refused) implements Phase {
        Transaction(Client client, Envelope envelope) {
            this(client, envelope, List.of());
        }

        Transaction and(Recipient accepted) {
            return new Transaction(client, envelope.and(accepted), refused);
        }

        Transaction without(Recipient recipient, Reply reply) {
            List<Refused> more = new ArrayList<>(refused);
            more.add(new Refused(recipient, reply));
            return new Transaction(client, envelope, List.copyOf(more));
        }
    }

    /** A chunk of the message has come, and its last one has not (RFC 3030 section 2). */
    record Chunking(Transaction transaction, ChunkedMessage message) implements Phase {}

    /** A recipient that was not accepted, and why. */
    record Refused(Recipient recipient, Reply reply) {}
}

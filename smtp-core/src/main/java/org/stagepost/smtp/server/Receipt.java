package org.stagepost.smtp.server;

import org.stagepost.mail.Envelope;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Reply;

/**
 * What became of a message.
 *
 * @param why the decisions behind it in plain words, for the trace; the client sees only the replies
 */
public record Receipt(Outcome outcome, String why) {
    public static Receipt of(Outcome outcome) {
        return new Receipt(outcome, "");
    }

    /** The same reply for every recipient. */
    public static Receipt all(Envelope envelope, Reply reply) {
        return of(Outcome.all(envelope, reply));
    }

    public Receipt because(String reason) {
        return new Receipt(outcome, reason);
    }

    /**
     * The one reply of SMTP. It is positive only when every recipient's is: a client that hears anything else keeps the
     * message, and a second copy for some is better than none for others. Temporary goes before permanent, so that it
     * tries again.
     */
    Reply single() {
        Reply first = outcome.replies().values().iterator().next();
        for (Reply reply : outcome.replies().values()) {
            boolean worse = reply.temporary() ? !first.temporary() : !reply.positive() && first.positive();
            if (worse) first = reply;
        }
        return first;
    }
}

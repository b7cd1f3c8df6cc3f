package org.stagepost.mta.bounce;

import java.time.Instant;
import java.util.List;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;

/**
 * What a sender is to be told about a message.
 *
 * @param arrived when we took it
 * @param message the one it is about
 * @param cases one for each recipient that there is something to tell of
 */
public record Report(Kind kind, Envelope envelope, Instant arrived, Message message, List<Case> cases) {
    public Report {
        cases = List.copyOf(cases);
    }

    /** What there is to tell. */
    public enum Kind {
        /** It will never arrive there. */
        FAILED("failed"),
        /** It has not arrived there yet, and we go on trying. */
        DELAYED("delayed"),
        /** It is in the mailbox, and the sender asked to hear of it. */
        DELIVERED("delivered"),
        /** A host has it that reports nothing to anybody, and the sender asked to hear of success. */
        RELAYED("relayed"),
        /** Another host has it, and the sender, who has set a time, is to know (RFC 2852 4.1.4). */
        TRACED("relayed");

        private final String action;

        Kind(String action) {
            this.action = action;
        }

        /** The Action of RFC 3464 2.3.3. */
        String action() {
            return action;
        }
    }

    /**
     * What happened to one recipient.
     *
     * @param reply the last word
     * @param by the host that said it; empty when it is our own
     * @param at when it was said
     */
    public record Case(Recipient recipient, Reply reply, String by, Instant at) {}
}

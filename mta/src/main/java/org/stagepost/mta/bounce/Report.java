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
        FAILED("failed", "the sender is told of the failure"),
        /** It has not arrived there yet, and we go on trying. */
        DELAYED("delayed", "the sender is told of the delay"),
        /** It is in the mailbox, and the sender asked to hear of it. */
        DELIVERED("delivered", "the sender is told of the success, as he asked"),
        /** A host has it that reports nothing to anybody, and the sender asked to hear of success. */
        RELAYED("relayed", "the sender is told of the success, as he asked"),
        /** Another host has it, and the sender, who has set a time, is to know (RFC 2852 4.1.4). */
        TRACED("relayed", "the sender has set a time and is told of the next server");

        private final String action;
        private final String told;

        Kind(String action, String told) {
            this.action = action;
            this.told = told;
        }

        /** What the trace says when the sender is told. */
        public String told() {
            return told;
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

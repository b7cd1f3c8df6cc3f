package org.stagepost.mta.queue;

import java.time.DateTimeException;
import java.time.Instant;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.EnhancedStatus;
import org.stagepost.mail.Reply;
import org.stagepost.mail.SyntaxException;

/**
 * One line at the end of a queue file: what became of one recipient, or what the operator wants to become of him.
 *
 * @param recipient which one, counted from 1 in the order of the envelope
 * @param by the host that replied, or the operator; empty when the reply is our own
 */
public record Mark(Kind kind, int recipient, Instant at, String by, Reply reply) {
    private static final String NOBODY = "-";

    /**
     * What happened. A recipient is settled once it is {@link #PASSED}, {@link #TOLD} or {@link #DROPPED}, and where the
     * sender does not ask to be told of success also once it is {@link #DELIVERED} or {@link #RELAYED}.
     */
    public enum Kind {
        /** Final delivery has taken the message. */
        DELIVERED,
        /** A host has taken the message that will not report success (RFC 3461 5.2.2). */
        RELAYED,
        /** A host has taken the message, and the sender, who has set a time, is to be told so (RFC 2852 4.1.4). */
        TRACED,
        /** A host has taken the message, and with it the duty to report (RFC 3461 5.2.1). */
        PASSED,
        /** Not now; it will be tried again. */
        DEFERRED,
        /** The sender has been told that it takes longer. */
        DELAY_TOLD,
        /** The sender has been told that the time he has set is over, and that it is still tried (RFC 2852 4.1.3). */
        LATE_TOLD,
        /** Never; the sender is to be told. */
        FAILED,
        /** The report of this end, good or bad, has itself been taken, or the sender wants none. */
        TOLD,
        /** The operator wants it to wait; nothing is tried before it is released. */
        HELD,
        /** The operator wants it tried now, whether it was held or not. */
        RELEASED,
        /** The operator has named another next hop, which is the text of the reply. */
        REROUTED,
        /** The operator has taken the recipient off; nobody is told. */
        DROPPED;

        /** Whether it only says what the sender knows by now, while the message is still tried. */
        boolean isNotice() {
            return this == DELAY_TOLD || this == LATE_TOLD;
        }

        /** Whether it says how a try went, and not what somebody wants. */
        boolean isTry() {
            return this != HELD && this != RELEASED && this != REROUTED && this != DROPPED;
        }
    }

    /** {@code DELIVERED 1 2026-01-01T00:00:00Z mx.venus.test 250 2.0.0 queued}, with its line end. */
    String line() {
        String who = by.isEmpty() ? NOBODY : Words.encoded(by);
        return kind + " " + recipient + " " + at + " " + who + " " + reply.code() + " " + reply.status() + " "
                + Words.encoded(reply.text()) + "\n";
    }

    /** @throws SyntaxException when the line is torn or was never one */
    static Mark parse(String line) throws SyntaxException {
        String[] words = line.split(" ", -1);
        if (words.length != 7) throw new SyntaxException("a mark has seven words");
        try {
            String by = words[3].equals(NOBODY) ? "" : Words.decoded(words[3]);
            Reply reply = Reply.of((int) Ascii.number(words[4], 599), status(words[5]), Words.decoded(words[6]));
            int recipient = (int) Ascii.number(words[1], 1_000_000);
            return new Mark(Kind.valueOf(words[0]), recipient, Instant.parse(words[2]), by, reply);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new SyntaxException("no mark: " + e.getMessage());
        }
    }

    private static String status(String text) {
        return text.equals(EnhancedStatus.NONE.toString()) ? "" : text;
    }
}

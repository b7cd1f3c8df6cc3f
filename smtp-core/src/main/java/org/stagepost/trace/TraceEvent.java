package org.stagepost.trace;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Reply;
import org.stagepost.mail.TraceId;

/**
 * One step of a message on its way.
 *
 * @param at when the step ended
 * @param id the message's; events of the peer's side carry another, joined by {@link #peerId}
 * @param stage who reports
 * @param kind what has happened, for programs; the words beside it are for people
 * @param host our own name, as in our Received field
 * @param from where the message (or question) came from, in words: {@code bob}, {@code mta.mars.test [127.0.0.2]}
 * @param to where it went
 * @param what the reply or result, one line: {@code 250 2.0.0 queued as 01K...}
 * @param why the reason for the decision, in plain words; empty when the reply says it all
 * @param parties whom it was about, so that the journey can be found by them: the reverse path first (empty text for the
 *     null one), then the recipients; empty when nobody in particular
 * @param peerId the id that the other side of a wire gave the same message, empty when there is none
 * @param dialogue the lines of the hop ({@code C: } and {@code S: } first), secrets blanked, never body octets
 */
public record TraceEvent(
        Instant at,
        TraceId id,
        Stage stage,
        Kind kind,
        String host,
        String from,
        String to,
        String what,
        String why,
        List<String> parties,
        String peerId,
        List<String> dialogue) {
    public TraceEvent {
        parties = List.copyOf(parties);
        dialogue = List.copyOf(dialogue);
    }

    /** The same at another moment. */
    TraceEvent begunAt(Instant moment) {
        return new TraceEvent(moment, id, stage, kind, host, from, to, what, why, parties, peerId, dialogue);
    }

    /** The stages of the mail path, and the question that is no stage but decides the way. */
    public enum Stage {
        MSA,
        DNS,
        MTA,
        QUEUE,
        MDA,
        STORE,
        POP3,
        IMAP
    }

    /** What can happen to a message. */
    public enum Kind {
        /** It came in, and we have taken responsibility for it (RFC 5321 6.1). */
        ACCEPTED,
        /** The same has come a little before; both go on. */
        REPEATED,
        /** Whoever wanted to bring it may not relay through us. */
        RELAY_DENIED,
        /** It lies in the queue. */
        QUEUED,
        /** It goes on under a reverse path of ours. */
        FORWARDED,
        /** A mail host was looked up. */
        RESOLVED,
        /** Delivery was called, which tells itself what came of it. */
        CALLED,
        /** The next host has it. */
        SENT,
        /** It is in a mailbox. */
        DELIVERED,
        /** Somebody said no for now (4yz), a client to us or we to him. */
        DEFERRED,
        /** Somebody said no for good (5yz). */
        REFUSED,
        /** It has waited long enough. */
        EXPIRED,
        /** Its sender is told of the failure (RFC 3464). */
        BOUNCED,
        /** Its sender is told of a delay or of success (RFC 3464). */
        REPORTED,
        /** It is gone, and nobody is told. */
        DROPPED,
        /** An operator has done something to it. */
        ORDERED,
        /** The client of a host that is there again has started the queue (RFC 1985). */
        STARTED,
        /** A file was not as it has to be and is now. */
        REPAIRED,
        /** A file is not as it has to be, and lies aside for somebody to look at. */
        SET_ASIDE,
        /** Something that somebody should hear of. */
        ALARM,
        /** Nothing of these; also whatever logs of versions hold that told no kinds. */
        NOTED;

        /** How it went by a reply. */
        public static Kind of(Reply reply, Kind positive) {
            return reply.positive() ? positive : reply.permanent() ? REFUSED : DEFERRED;
        }

        /** How it went by all replies: the worst of them, for whoever looks for a kind looks for trouble. */
        public static Kind of(Outcome outcome, Kind positive) {
            return outcome.replies().values().stream()
                    .map(reply -> of(reply, positive))
                    .max(Comparator.comparingInt(Kind::severity))
                    .orElse(positive);
        }

        private int severity() {
            return this == REFUSED ? 2 : this == DEFERRED ? 1 : 0;
        }

        /** As logs and programs read it: {@code relay-denied}. */
        @Override
        public String toString() {
            return Ascii.lower(name()).replace('_', '-');
        }
    }
}

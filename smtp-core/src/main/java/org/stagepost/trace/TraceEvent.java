package org.stagepost.trace;

import java.time.Instant;
import java.util.List;
import org.stagepost.mail.TraceId;

/**
 * One step of a message on its way.
 *
 * @param at when the step ended
 * @param id the message's; events of the peer's side carry another, joined by {@link #peerId}
 * @param stage who reports
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
        return new TraceEvent(moment, id, stage, host, from, to, what, why, parties, peerId, dialogue);
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
}

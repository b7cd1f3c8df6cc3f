package org.stagepost.mta.deliver;

import java.io.Closeable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;

/** Carries messages to one next hop, one after the other; keeps its connection between them where there is one. */
interface Courier extends Closeable {
    /** One try, for all recipients of the envelope. Trouble of any kind is a reply. */
    Attempt deliver(Envelope envelope, Message message);

    @Override
    void close();

    /**
     * How a try ended.
     *
     * @param by the host that replied; empty when the replies are our own
     * @param why the reason in plain words where the replies do not tell it
     * @param dialogue what was said, for the trace
     * @param passed who was taken by a host that reports to the sender itself
     * @param traced of whose passing the sender is to be told, because he has set a time
     * @param reached whether there was anybody to speak to
     * @param notBefore when another try may make sense, where that is known
     */
    record Attempt(
            Outcome outcome,
            String by,
            String why,
            List<String> dialogue,
            Set<Recipient> passed,
            Set<Recipient> traced,
            boolean reached,
            Optional<Instant> notBefore) {
        public Attempt {
            dialogue = List.copyOf(dialogue);
            passed = Set.copyOf(passed);
            traced = Set.copyOf(traced);
        }

        /** What is not said over a wire. */
        static Attempt of(Outcome outcome) {
            return new Attempt(outcome, "", "", List.of(), Set.of(), Set.of(), true, Optional.empty());
        }

        /** We ourselves say why there is nothing to try. */
        static Attempt ours(Envelope envelope, Reply reply) {
            return of(Outcome.all(envelope, reply));
        }

        /** There is nobody to speak to. */
        static Attempt nobody(Envelope envelope, Reply reply) {
            return new Attempt(
                    Outcome.all(envelope, reply), "", "", List.of(), Set.of(), Set.of(), false, Optional.empty());
        }

        /** Nothing was tried, and nothing will be before this moment. */
        static Attempt later(Envelope envelope, Reply reply, Instant until) {
            String why = "not tried before " + until.truncatedTo(ChronoUnit.SECONDS);
            return new Attempt(
                    Outcome.all(envelope, reply), "", why, List.of(), Set.of(), Set.of(), false, Optional.of(until));
        }
    }
}

package org.stagepost.mta.deliver;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Reply;
import org.stagepost.mta.deliver.Courier.Attempt;
import org.stagepost.mta.route.NextHop;

/**
 * A message that is to go to those of its recipients that share a next hop.
 *
 * @param envelope for these recipients only
 * @param whose hears that it begins and how it went, each once
 */
record Job(Lane lane, Envelope envelope, Message message, Owner whose) {
    private static final Logger log = LoggerFactory.getLogger(Job.class);
    private static final Reply FAULT = Reply.of(451, "4.3.0", "something failed here, it will be tried again");

    /** Who has given the job. */
    interface Owner {
        /** @return the envelope for those who are still to get it, maybe nobody */
        Envelope begin(Job job);

        /** @param attempt for those of {@link #begin} */
        void done(Job job, Attempt attempt);
    }

    NextHop hop() {
        return lane.hop();
    }

    Envelope begin() {
        return whose.begin(this);
    }

    /** Begins it and has it carried to whoever is still to get it; a fault of ours is a reply too. */
    Attempt carriedBy(Courier courier) {
        Envelope left = begin();
        try {
            return left.recipients().isEmpty() ? Attempt.ours(left, FAULT) : courier.deliver(left, message);
        } catch (RuntimeException e) {
            log.error("{} could not be carried to {}", left.trace(), hop(), e);
            return Attempt.ours(left, FAULT);
        }
    }

    void done(Attempt attempt) {
        whose.done(this, attempt);
    }
}

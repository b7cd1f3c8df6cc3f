package org.stagepost.mta.deliver;

import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mta.deliver.Courier.Attempt;
import org.stagepost.mta.route.NextHop;

/**
 * A message that is to go to those of its recipients that share a next hop.
 *
 * @param envelope for these recipients only
 * @param whose hears that it begins and how it went, each once
 */
record Job(NextHop hop, Envelope envelope, Message message, Owner whose) {
    /** Who has given the job. */
    interface Owner {
        /** @return the envelope for those who are still to get it, maybe nobody */
        Envelope begin(Job job);

        /** @param attempt for those of {@link #begin} */
        void done(Job job, Attempt attempt);
    }

    Envelope begin() {
        return whose.begin(this);
    }

    void done(Attempt attempt) {
        whose.done(this, attempt);
    }
}

package org.stagepost.mta.queue;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Carries out what operators want, on the queue of this process or on the files of one that nobody works on. */
public interface Orders {
    /**
     * Does it, durably: what is ordered is in the files when this returns.
     *
     * @throws IOException when a file could not be written; what was done before stays done
     */
    Tally carryOut(Order order, Selection selection) throws IOException;

    /** Where a message stands. */
    Standing standing(String name);

    /**
     * How many messages an order was for.
     *
     * @param done those to which it applied
     * @param busy those that are on the wire or being settled at this very moment, to which it did not apply
     */
    record Tally(int done, int busy) {}

    /**
     * When a message is tried.
     *
     * @param underWay whether that is now
     * @param due when next; empty when it is under way, or waits as a file only
     */
    record Standing(boolean underWay, Optional<Instant> due) {}
}

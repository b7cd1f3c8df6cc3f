package org.stagepost.mta.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Spreads the messages for one destination evenly over time. Its user has a lock. */
final class Pace {
    private final Duration interval;
    private Instant free = Instant.MIN;
    private int waiting;

    Pace(Duration interval) {
        this.interval = interval;
    }

    boolean is(Duration wanted) {
        return interval.equals(wanted);
    }

    /** Takes the turn that is free now; else says when one will be, a later one to each who asks. */
    Optional<Instant> turn(Instant now) {
        if (interval.isZero()) return Optional.empty();
        if (!now.isBefore(free)) {
            free = now.plus(interval);
            waiting = 0;
            return Optional.empty();
        }
        return Optional.of(free.plus(interval.multipliedBy(waiting++)));
    }
}

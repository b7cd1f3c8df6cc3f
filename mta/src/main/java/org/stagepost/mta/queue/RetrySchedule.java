package org.stagepost.mta.queue;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a message that could not go is tried again: after as long as it has waited already, within bounds (RFC 5321
 * 4.5.4.1). Nothing but the times in its file is needed, so a restart changes no schedule.
 */
public final class RetrySchedule {
    /** Longer than any process runs; what waits for the operator is the first that a full agenda forgets. */
    private static final Duration NEVER = Duration.ofDays(10_000);

    /** What waits for the same moment does not come in the same instant. */
    private static final long SPREAD_MILLIS = 10_000;

    private final Times times;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * How patient we are.
     *
     * @param shortest wait between two tries
     * @param longest wait between two tries
     * @param tellDelayAfter when the sender is told that it takes longer
     * @param giveUpAfter how long a message is tried at all
     */
    public record Times(Duration shortest, Duration longest, Duration tellDelayAfter, Duration giveUpAfter) {
        public static final Times DEFAULT =
                new Times(Duration.ofMinutes(5), Duration.ofMinutes(67), Duration.ofHours(4), Duration.ofDays(5));
    }

    @Inject
    public RetrySchedule(Times times, Clock clock, RandomGenerator random) {
        this.times = times;
        this.clock = clock;
        this.random = random;
    }

    public Instant now() {
        return clock.instant();
    }

    /** When a message is due that has been read back: what was never tried, or only has to be told, at once. */
    public Instant due(QueueEntry entry) {
        return inTime(entry, usual(entry));
    }

    /** When the time that a sender has set is over, there is something to be done (RFC 2852 4.1.3). */
    private Instant inTime(QueueEntry entry, Instant due) {
        return entry.envelope()
                .deadline()
                .filter(deadline -> now().isBefore(deadline) && deadline.isBefore(due) && !entry.isAtRest())
                .orElse(due);
    }

    /** Whether the time is over that the sender has set, and was not when he began (RFC 2852 4.1.4: the octets may take long). */
    public boolean overdue(QueueEntry entry) {
        boolean timed =
                entry.envelope().options().by().filter(by -> by.seconds() > 0).isPresent();
        return timed && entry.envelope().deadline().filter(now()::isBefore).isEmpty();
    }

    /** Whether its time has not come yet (RFC 4865 4.2), and the operator does not want it sooner either. */
    public boolean waitsForRelease(QueueEntry entry) {
        return !entry.pending().isEmpty() && entry.ready(now()).isEmpty();
    }

    private Instant usual(QueueEntry entry) {
        if (entry.isAtRest()) return now().plus(NEVER);
        if (entry.isUrgent(now()) || entry.pending().isEmpty() && entry.owesReport()) return now();
        if (waitsForRelease(entry)) return entry.since();
        return entry.lastTried().map(tried -> after(tried, entry)).orElse(entry.since());
    }

    /**
     * When a message is due that has just been tried.
     *
     * @param notBefore when it is its turn, where nobody has been asked because it was not; empty after a real try
     */
    public Instant next(QueueEntry entry, Optional<Instant> notBefore) {
        if (entry.isUrgent(now()) || notBefore.isEmpty()) return next(entry);
        return inTime(entry, notBefore.get().plusMillis(random.nextLong(SPREAD_MILLIS)));
    }

    private Instant next(QueueEntry entry) {
        if (entry.isUrgent(now())) return now();
        Instant due = usual(entry);
        if (waitsForRelease(entry)) return due;
        Instant soonest = now().plus(times.shortest().dividedBy(2));
        return inTime(entry, due.isBefore(soonest) ? soonest : due);
    }

    /** A little sooner or later than all that failed with it, so that they do not come back together. */
    private Instant after(Instant tried, QueueEntry entry) {
        Duration wait = Duration.between(entry.since(), tried);
        if (wait.compareTo(times.shortest()) < 0) wait = times.shortest();
        if (wait.compareTo(times.longest()) > 0) wait = times.longest();
        return tried.plusMillis((long) (wait.toMillis() * random.nextDouble(0.9, 1.1)));
    }

    public boolean expired(QueueEntry entry) {
        return Duration.between(entry.since(), clock.instant()).compareTo(times.giveUpAfter()) >= 0;
    }

    public boolean late(QueueEntry entry) {
        return Duration.between(entry.since(), clock.instant()).compareTo(times.tellDelayAfter()) >= 0;
    }

    public Duration giveUpAfter() {
        return times.giveUpAfter();
    }
}

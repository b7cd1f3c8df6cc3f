package org.stagepost.mta.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/** Whether the disk has failed so often of late that new messages are better not taken at all. */
final class DiskTrouble {
    private static final int TOO_OFTEN = 3;
    private static final Duration LATELY = Duration.ofSeconds(60);

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Instant> failures = new ArrayDeque<>();

    DiskTrouble(Clock clock) {
        this.clock = clock;
    }

    void happened() {
        lock.lock();
        try {
            failures.addLast(clock.instant());
            if (failures.size() > TOO_OFTEN) failures.removeFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Ends by itself: a minute after the last failures it is tried again. */
    boolean persists() {
        lock.lock();
        try {
            return failures.size() == TOO_OFTEN
                    && clock.instant().isBefore(failures.getFirst().plus(LATELY));
        } finally {
            lock.unlock();
        }
    }
}

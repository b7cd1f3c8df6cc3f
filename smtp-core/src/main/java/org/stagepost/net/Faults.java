package org.stagepost.net;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** How many sessions have ended by a fault of ours; once a day has passed without one, they are forgotten. */
final class Faults {
    private static final long DAY = Duration.ofDays(1).toNanos();

    private final AtomicReference<Count> count = new AtomicReference<>(new Count(0, System.nanoTime()));

    private record Count(int sessions, long last) {
        int at(long now) {
            return now - last > DAY ? 0 : sessions;
        }
    }

    void one() {
        one(System.nanoTime());
    }

    void one(long now) {
        count.updateAndGet(before -> new Count(before.at(now) + 1, now));
    }

    int lately() {
        return at(System.nanoTime());
    }

    int at(long now) {
        return count.get().at(now);
    }
}

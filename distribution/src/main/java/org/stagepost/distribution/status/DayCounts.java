package org.stagepost.distribution.status;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.Tracer;

/** How often something happened in this process within a day that somebody should hear of; a box for each of its hours. */
public final class DayCounts implements Tracer {
    private static final int HOURS = 24;
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final int[] refusedRelays = new int[HOURS];
    private final int[] repairs = new int[HOURS];
    private final int[] alarms = new int[HOURS];
    private long lastHour;

    public DayCounts(Clock clock) {
        this.clock = clock;
        this.lastHour = clock.millis() / HOUR;
    }

    /**
     * What a day has seen.
     *
     * @param refusedRelays mail for other domains from those who may not relay
     * @param repairs files of the queue that were mended or set aside
     * @param alarms logins that have used up what they may send
     */
    public record Day(int refusedRelays, int repairs, int alarms) {}

    @Override
    public void report(TraceEvent event) {
        switch (event.kind()) {
            case RELAY_DENIED -> count(refusedRelays);
            case ALARM -> count(alarms);
            case REPAIRED, SET_ASIDE -> count(repairs);
            default -> {} // of the rest there is enough every day
        }
    }

    public Day day() {
        lock.lock();
        try {
            turn();
            return new Day(sum(refusedRelays), sum(repairs), sum(alarms));
        } finally {
            lock.unlock();
        }
    }

    private void count(int[] boxes) {
        lock.lock();
        try {
            turn();
            boxes[(int) (lastHour % HOURS)]++;
        } finally {
            lock.unlock();
        }
    }

    /** Empties the boxes of hours that have passed since, before they are used again. */
    private void turn() {
        long hour = clock.millis() / HOUR;
        for (long passed = Math.max(lastHour + 1, hour - HOURS + 1); passed <= hour; passed++) {
            int box = (int) (passed % HOURS);
            refusedRelays[box] = 0;
            repairs[box] = 0;
            alarms[box] = 0;
        }
        lastHour = Math.max(lastHour, hour);
    }

    private static int sum(int[] boxes) {
        int sum = 0;
        for (int each : boxes) sum += each;
        return sum;
    }
}

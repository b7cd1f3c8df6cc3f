package org.stagepost.distribution.status;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.stagepost.trace.Journeys;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.Tracer;

/** How often something happened at these stages within a day that somebody should hear of; a box for each of its hours. */
public final class DayCounts implements Tracer {
    private static final int HOURS = 24;
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long NOW = Long.MAX_VALUE;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final int[] refusedRelays = new int[HOURS];
    private final int[] repairs = new int[HOURS];
    private final int[] alarms = new int[HOURS];
    private final Instant begun;
    private long lastHour;

    public DayCounts(Clock clock) {
        this.clock = clock;
        this.begun = clock.instant();
        this.lastHour = begun.toEpochMilli() / HOUR;
    }

    /**
     * What a day has seen.
     *
     * @param refusedRelays mail for other domains from those who may not relay
     * @param repairs files of queue and store that were mended or set aside
     * @param alarms logins that have used up what they may send
     */
    public record Day(int refusedRelays, int repairs, int alarms) {}

    @Override
    public void report(TraceEvent event) {
        boxes(event.kind()).ifPresent(boxes -> count(boxes, NOW));
    }

    /** Counts what these stages have told before this start, as far as the trace has it. */
    public void recall(Journeys journeys, Set<Stage> stages) throws IOException {
        journeys.each(begun.minus(Duration.ofHours(HOURS)), kind -> boxes(kind).isPresent(), event -> {
            boolean before = stages.contains(event.stage()) && event.at().isBefore(begun);
            if (before)
                boxes(event.kind()).ifPresent(boxes -> count(boxes, event.at().toEpochMilli() / HOUR));
        });
    }

    private Optional<int[]> boxes(Kind kind) {
        return switch (kind) {
            case RELAY_DENIED -> Optional.of(refusedRelays);
            case ALARM -> Optional.of(alarms);
            case REPAIRED, SET_ASIDE -> Optional.of(repairs);
            default -> Optional.empty(); // of the rest there is enough every day
        };
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

    /** @param hour in which it happened; not later than now, whatever the clock did meanwhile */
    private void count(int[] boxes, long hour) {
        lock.lock();
        try {
            turn();
            long counted = Math.min(lastHour, hour);
            if (counted > lastHour - HOURS) boxes[(int) (counted % HOURS)]++;
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

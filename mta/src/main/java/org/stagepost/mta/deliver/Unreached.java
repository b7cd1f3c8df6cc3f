package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.stagepost.mail.Reply;
import org.stagepost.mta.queue.RetrySchedule.Times;
import org.stagepost.mta.route.NextHop;

/**
 * The destinations that could not be reached of late, and until when they are left alone: twice as long with each failure, as
 * long as a message waits at the most, a little more or less so that they do not come back together (hardening row Q11). Its
 * user has a lock.
 */
final class Unreached {
    private static final int REMEMBERED = 10_000;

    private final Times times;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<NextHop, Known> byHop = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<NextHop, Known> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * What is known of one.
     *
     * @param until when it may be tried again
     * @param pause how long that was, without the little more or less
     * @param reply what the last try said
     */
    record Known(Instant until, Duration pause, Reply reply) {}

    @Inject
    Unreached(Times times, Clock clock, RandomGenerator random) {
        this.times = times;
        this.clock = clock;
        this.random = random;
    }

    /** What is known of a destination that is to be left alone now. */
    Optional<Known> now(NextHop hop) {
        return Optional.ofNullable(byHop.get(hop))
                .filter(known -> clock.instant().isBefore(known.until()));
    }

    /** Whether the last try failed, so that the next is to be one and no more. */
    boolean isSuspect(NextHop hop) {
        return byHop.containsKey(hop);
    }

    Known failed(NextHop hop, Reply reply) {
        Known before = byHop.remove(hop);
        Duration pause = before == null ? times.shortest() : before.pause().multipliedBy(2);
        if (pause.compareTo(times.longest()) > 0) pause = times.longest();
        Instant until = clock.instant().plusMillis((long) (pause.toMillis() * random.nextDouble(0.9, 1.1)));
        Known known = new Known(until, pause, reply);
        byHop.put(hop, known);
        return known;
    }

    void reached(NextHop hop) {
        byHop.remove(hop);
    }

    /** Those of whom the last try failed. */
    Map<NextHop, Reply> all() {
        Map<NextHop, Reply> all = new LinkedHashMap<>();
        byHop.forEach((hop, known) -> all.put(hop, known.reply()));
        return all;
    }

    void forgetAll() {
        byHop.clear();
    }
}

package org.stagepost.distribution;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.launch.Service;

/** Goes round the chores of a process at its start and once an hour; each knows when its day is over. */
public final class DailyRound implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(DailyRound.class);

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Set<Chore> chores;
    private final Duration grace;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("daily-round").daemon().unstarted(this::work);

    @Inject
    DailyRound(Set<Chore> chores) {
        this(chores, GRACE);
    }

    DailyRound(Set<Chore> chores, Duration grace) {
        this.chores = chores;
        this.grace = grace;
    }

    @Override
    public void start() {
        thread.start();
    }

    private void work() {
        try {
            do round();
            while (!stop.await(1, TimeUnit.HOURS));
        } catch (InterruptedException e) {
            LOG.warn("there is no daily round any more", e);
        }
    }

    /** A fault of one chore is no reason to leave out the others, or to stay away the next time. */
    void round() {
        for (Chore each : chores) {
            try {
                each.perform(() -> stop.getCount() == 0);
            } catch (RuntimeException e) {
                LOG.error("{} was not finished", each.getClass().getSimpleName(), e);
            }
        }
    }

    /** Returns behind the file that it was at; a disk that hangs holds no stop up. */
    @Override
    public void stop() throws InterruptedException {
        stop.countDown();
        if (!thread.join(grace)) LOG.warn("a chore has not ended within {} seconds, and is left", grace.toSeconds());
    }
}

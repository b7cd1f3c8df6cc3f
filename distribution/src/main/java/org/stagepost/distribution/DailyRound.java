package org.stagepost.distribution;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.launch.Service;
import org.stagepost.launch.Site;

/** What the owner of the store does at its start and once a day, on a thread that nobody waits for. */
public final class DailyRound implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(DailyRound.class);

    private final RemovedMail removed;
    private final Path certificate;
    private final Clock clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("daily-round").daemon().unstarted(this::work);

    @Inject
    DailyRound(RemovedMail removed, Site site, Clock clock) {
        this.removed = removed;
        this.certificate = Certificates.inUse(site);
        this.clock = clock;
    }

    @Override
    public void start() {
        thread.start();
    }

    private void work() {
        try {
            do round();
            while (!stop.await(1, TimeUnit.DAYS));
        } catch (InterruptedException e) {
            LOG.warn("there is no daily round any more", e);
        }
    }

    /** A fault of one day is no reason to stay away on the next. */
    void round() {
        try {
            removed.purge(() -> stop.getCount() == 0);
            Certificates.warnings(certificate, clock).forEach(LOG::warn);
        } catch (RuntimeException e) {
            LOG.error("today's round was not finished", e);
        }
    }

    /** Returns behind the file that it was at. */
    @Override
    public void stop() throws InterruptedException {
        stop.countDown();
        thread.join();
    }
}

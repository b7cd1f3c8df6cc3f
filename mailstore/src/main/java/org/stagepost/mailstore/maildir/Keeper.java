package org.stagepost.mailstore.maildir;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that looks after loaded mailboxes: changes of others, names that follow flags, memory that is given back. */
final class Keeper {
    private static final Logger log = LoggerFactory.getLogger(Keeper.class);
    /** What other programs do in a mailbox that somebody watches is seen within this time. */
    private static final Duration PACE = Duration.ofMillis(500);

    private final int idleMailboxes;
    private final Set<LiveMailbox> loaded = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("mailstore-keeper").daemon().unstarted(this::work);

    /** Keeps this many mailboxes in memory; more only while sessions have them open. */
    Keeper(int idleMailboxes) {
        this.idleMailboxes = idleMailboxes;
    }

    void start() {
        thread.start();
    }

    void add(LiveMailbox mailbox) {
        loaded.add(mailbox);
    }

    /** Lets go of everything; no session has anything open any more. */
    void stop() throws InterruptedException {
        stop.countDown();
        thread.join();
        for (LiveMailbox mailbox : loaded) mailbox.unload();
        loaded.clear();
    }

    private void work() {
        try {
            while (!stop.await(PACE.toMillis(), TimeUnit.MILLISECONDS)) {
                for (LiveMailbox mailbox : loaded) tend(mailbox);
                shrink();
            }
        } catch (InterruptedException e) {
            log.warn("mailboxes are no longer looked after", e);
        }
    }

    private void tend(LiveMailbox mailbox) {
        try {
            mailbox.tend();
            if (!mailbox.isLoaded()) loaded.remove(mailbox);
        } catch (RuntimeException e) {
            log.error("{} could not be looked after", mailbox.folder(), e);
        }
    }

    private void shrink() {
        int surplus = loaded.size() - idleMailboxes;
        if (surplus <= 0) return;
        List<LiveMailbox> oldest = new ArrayList<>(loaded);
        oldest.sort(Comparator.comparingLong(LiveMailbox::changedAt));
        for (LiveMailbox mailbox : oldest) {
            if (surplus <= 0) return;
            if (mailbox.release()) surplus--;
        }
    }
}

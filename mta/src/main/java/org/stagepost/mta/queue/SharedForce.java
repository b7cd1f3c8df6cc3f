package org.stagepost.mta.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.stagepost.disk.Disk;
import org.stagepost.disk.ForceSite;

/**
 * One force of a folder for all who wait for it: who comes while one is under way waits for the next, which then serves
 * everybody who came in between. Under load this is a fraction of a force a message.
 */
final class SharedForce {
    private final Disk disk;
    private final Path directory;
    private final ForceSite site;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private Round next = new Round();
    private boolean underWay;

    /** All who wait for the same force, and how it went. */
    private static final class Round {
        private boolean done;
        private String failure = "";
    }

    SharedForce(Disk disk, Path directory, ForceSite site) {
        this.disk = disk;
        this.directory = directory;
        this.site = site;
    }

    /** Returns when a force that began after this call has ended. */
    void force() throws IOException {
        Round mine;
        lock.lock();
        try {
            mine = next;
            while (underWay && !mine.done) ended.awaitUninterruptibly();
            if (mine.done) {
                check(mine);
                return;
            }
            underWay = true;
            next = new Round();
        } finally {
            lock.unlock();
        }
        lead(mine);
        check(mine);
    }

    private void lead(Round round) {
        String failure = directory + " was not forced";
        try {
            disk.forceDirectory(directory, site);
            failure = "";
        } catch (IOException e) {
            failure = "cannot force " + directory + ": " + e.getMessage();
        } finally {
            end(round, failure);
        }
    }

    private void end(Round round, String failure) {
        lock.lock();
        try {
            round.done = true;
            round.failure = failure;
            underWay = false;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static void check(Round round) throws IOException {
        if (!round.failure.isEmpty()) throw new IOException(round.failure);
    }
}

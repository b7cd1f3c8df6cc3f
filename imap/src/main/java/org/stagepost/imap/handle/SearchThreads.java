package org.stagepost.imap.handle;

import java.io.Closeable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The few threads on which mailboxes are searched. Sessions run on virtual threads, and some that work without a pause keep
 * all others from running, also when they yield; threads of the system are shared out fairly. At most a task a session waits.
 */
public final class SearchThreads implements Closeable {
    private static final int THREADS = 4;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor pool = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("imap-search-", 0).daemon().factory());

    public SearchThreads() {
        pool.allowCoreThreadTimeOut(true);
    }

    /** Runs a slice of work and waits for it; slices of several sessions take turns. An interrupt is kept for afterwards. */
    void run(Runnable slice) {
        Future<?> done = pool.submit(slice);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    done.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** What is under way ends in peace. */
    @Override
    public void close() {
        pool.shutdown();
    }
}

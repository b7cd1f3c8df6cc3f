package org.stagepost.directory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The few threads that compute password hashes: fewer than there are processors, so that a flood of guesses leaves room for
 * everybody else, and with a bounded queue in front of them.
 */
final class HashingPool {
    private static final int WAITING = 256;

    private final Duration patience;
    private final ThreadPoolExecutor pool;

    HashingPool(Duration patience) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        this.patience = patience;
        this.pool = new ThreadPoolExecutor(
                threads,
                threads,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("hash-", 0).daemon().factory());
        pool.allowCoreThreadTimeOut(true);
    }

    /** Empty when too many are waiting already, or it has taken too long. */
    Optional<Boolean> run(Callable<Boolean> check) {
        try {
            Future<Boolean> result = pool.submit(check);
            try {
                return Optional.of(result.get(patience.toNanos(), TimeUnit.NANOSECONDS));
            } finally {
                result.cancel(false);
            }
        } catch (RejectedExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}

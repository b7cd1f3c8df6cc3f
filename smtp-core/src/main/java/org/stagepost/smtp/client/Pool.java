package org.stagepost.smtp.client;

import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.stagepost.net.Network;

/** A few connections to one hop, used again while they are fresh: between two stages a hello for each message costs more than it. */
final class Pool implements Closeable {
    /** Less than what a listener grants one address. */
    private static final int CONNECTIONS = 16;

    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Network network;
    private final Hop hop;
    private final Semaphore free = new Semaphore(CONNECTIONS, true);
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    private record Idle(SmtpClient client, long since) {}

    Pool(Network network, Hop hop) {
        this.network = network;
        this.hop = hop;
    }

    Hop hop() {
        return hop;
    }

    /** Something to be done with a connection that is ours for that long. */
    @FunctionalInterface
    interface Work<T> {
        T with(SmtpClient client);
    }

    /**
     * Does it over an idle connection or else a new one. A connection that turns out to have died while it was idle, or on
     * which the server is at some other point than we are, counts for nothing: the work is done again over a new one.
     */
    <T> T use(Work<T> work) throws HopException {
        enter();
        try {
            Optional<SmtpClient> kept = fresh();
            if (kept.isPresent()) {
                T result = done(kept.get(), work);
                if (kept.get().isAnswering()) return result;
            }
            return done(SmtpClient.open(network, hop), work);
        } finally {
            free.release();
        }
    }

    private <T> T done(SmtpClient client, Work<T> work) {
        try {
            return work.with(client);
        } finally {
            giveBack(client);
        }
    }

    private void enter() throws HopException {
        try {
            if (!free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) throw new HopException(Trouble.BUSY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HopException(Trouble.STOPPING, e);
        }
    }

    /** The one used last, if it is still good; those that are not are dropped on the way. */
    private Optional<SmtpClient> fresh() {
        lock.lock();
        try {
            while (!idle.isEmpty()) {
                Idle newest = idle.removeLast();
                boolean old = System.nanoTime() - newest.since() > FRESH.toNanos();
                if (!old && newest.client().isUsable()) return Optional.of(newest.client());
                newest.client().abort();
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(SmtpClient client) {
        lock.lock();
        try {
            if (closed || !client.isUsable()) client.abort();
            else idle.addLast(new Idle(client, System.nanoTime()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<Idle> left;
        lock.lock();
        try {
            closed = true;
            left = new ArrayList<>(idle);
            idle.clear();
        } finally {
            lock.unlock();
        }
        for (Idle each : left) each.client().close();
    }
}

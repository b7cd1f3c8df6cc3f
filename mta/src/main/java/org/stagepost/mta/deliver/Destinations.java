package org.stagepost.mta.deliver;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Reply;
import org.stagepost.mta.deliver.Courier.Attempt;
import org.stagepost.mta.deliver.Outgoing.Bounds;
import org.stagepost.mta.route.NextHop;

/**
 * The jobs of each next hop, and the sessions that work on them. A destination has a bounded number of sessions, and so
 * have all together: one that is down or slow holds up nobody but itself (hardening row Q11).
 */
final class Destinations {
    private static final Logger log = LoggerFactory.getLogger(Destinations.class);
    private static final Reply FAULT = Reply.of(451, "4.3.0", "something failed here, it will be tried again");

    private final Bounds bounds;
    private final Function<NextHop, Courier> couriers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sessionEnded = lock.newCondition();
    private final Map<NextHop, Destination> byHop = new HashMap<>();
    private final Deque<Destination> starved = new ArrayDeque<>();
    private final AtomicLong names = new AtomicLong();
    private int sessions;
    private boolean stopping;

    private final class Destination {
        private final NextHop hop;
        private final Deque<Job> jobs = new ArrayDeque<>();
        private final Condition work = lock.newCondition();
        private int sessions;
        private int idle;
        private boolean starving;

        Destination(NextHop hop) {
            this.hop = hop;
        }
    }

    /** @param couriers makes one for each session */
    Destinations(Bounds bounds, Function<NextHop, Courier> couriers) {
        this.bounds = bounds;
        this.couriers = couriers;
    }

    void submit(Job job) {
        lock.lock();
        try {
            Destination destination = byHop.computeIfAbsent(job.hop(), Destination::new);
            destination.jobs.addLast(job);
            if (destination.jobs.size() <= destination.idle) destination.work.signal();
            else open(destination);
        } finally {
            lock.unlock();
        }
    }

    /** Another session, unless there are enough; where the total stands against it, it comes when somebody leaves. */
    private void open(Destination destination) {
        if (stopping || destination.sessions >= bounds.perDestination()) return;
        if (sessions < bounds.sessions()) {
            sessions++;
            destination.sessions++;
            Thread.ofVirtual().name("delivery-" + names.incrementAndGet()).start(() -> work(destination));
        } else if (!destination.starving) {
            destination.starving = true;
            starved.addLast(destination);
        }
    }

    private void work(Destination destination) {
        try (Courier courier = couriers.apply(destination.hop)) {
            Optional<Job> job = next(destination, 0);
            for (int served = 1; job.isPresent(); served++) {
                job.get().done(carried(courier, job.get()));
                job = next(destination, served);
            }
        } catch (RuntimeException e) {
            log.error("a session to {} failed", destination.hop, e);
        } finally {
            leave(destination);
        }
    }

    private static Attempt carried(Courier courier, Job job) {
        Envelope envelope = job.begin();
        try {
            return envelope.recipients().isEmpty()
                    ? Attempt.ours(envelope, FAULT)
                    : courier.deliver(envelope, job.message());
        } catch (RuntimeException e) {
            log.error("{} could not be carried to {}", envelope.trace(), job.hop(), e);
            return Attempt.ours(envelope, FAULT);
        }
    }

    /** The next job, waited for a while; none where somebody else needs this session's place. */
    private Optional<Job> next(Destination destination, int served) {
        lock.lock();
        destination.idle++;
        try {
            long patience = bounds.linger().toNanos();
            while (destination.jobs.isEmpty() && starved.isEmpty() && !stopping && patience > 0)
                patience = destination.work.awaitNanos(patience);
            boolean over = stopping || served >= bounds.messages() && !starved.isEmpty();
            return over ? Optional.empty() : Optional.ofNullable(destination.jobs.pollFirst());
        } catch (InterruptedException e) {
            return Optional.empty();
        } finally {
            destination.idle--;
            lock.unlock();
        }
    }

    private void leave(Destination destination) {
        lock.lock();
        try {
            sessions--;
            destination.sessions--;
            Destination hungry = starved.pollFirst();
            if (hungry != null) {
                hungry.starving = false;
                open(hungry);
            }
            if (!destination.jobs.isEmpty()) open(destination);
            else if (destination.sessions == 0) byHop.remove(destination.hop);
            sessionEnded.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Begins no more jobs, and returns when those under way have ended or this much time is over. */
    void stop(Duration grace) throws InterruptedException {
        lock.lock();
        try {
            stopping = true;
            byHop.values().forEach(destination -> destination.work.signalAll());
            long left = grace.toNanos();
            while (sessions > 0 && left > 0) left = sessionEnded.awaitNanos(left);
        } finally {
            lock.unlock();
        }
    }

    /** How many sessions there are now. */
    int sessions() {
        lock.lock();
        try {
            return sessions;
        } finally {
            lock.unlock();
        }
    }
}

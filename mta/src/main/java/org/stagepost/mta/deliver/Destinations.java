package org.stagepost.mta.deliver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.Reply;
import org.stagepost.mta.deliver.Courier.Attempt;
import org.stagepost.mta.deliver.Outgoing.Bounds;
import org.stagepost.mta.route.NextHop;

/**
 * The jobs of each lane, and the sessions that work on them. A destination has a bounded number of sessions, and so
 * have all together: one that is down or slow holds up nobody but itself (hardening row Q11). One that could not be reached is
 * left alone for a while: its messages get their answer without a session, and then one tries for all.
 */
final class Destinations {
    private static final Logger log = LoggerFactory.getLogger(Destinations.class);
    private static final Reply PACED =
            Reply.of(451, "4.4.5", "kept back: this domain gets only so many an hour from us");

    private static final int MOST_PACES = 10_000;

    private final Bounds bounds;
    private final Function<Lane, Limit> limits;
    private final Function<NextHop, Courier> couriers;
    private final Unreached unreached;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sessionEnded = lock.newCondition();
    private final Map<Lane, Destination> byLane = new HashMap<>();
    private final Map<Lane, Pace> paces = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Lane, Pace> eldest) {
            return size() > MOST_PACES;
        }
    };
    private final Deque<Destination> starved = new ArrayDeque<>();
    private final AtomicLong names = new AtomicLong();
    private int sessions;
    private int idle;
    private boolean stopping;

    private final class Destination {
        private final Lane lane;
        private final NextHop hop;
        private final WaitingJobs jobs = new WaitingJobs();
        private final Condition work = lock.newCondition();
        private int sessions;
        private int idle;
        private int reaching;
        private boolean starving;

        Destination(Lane lane) {
            this.lane = lane;
            this.hop = lane.hop();
        }

        /** While nobody knows whether it can be reached again, one tries. */
        int mostSessionsNow() {
            return unreached.isSuspect(hop) ? 1 : mostSessions();
        }

        int mostSessions() {
            return limits.apply(lane).sessions().orElse(bounds.perDestination());
        }
    }

    /**
     * @param limits of single destinations, as they are at the moment
     * @param couriers makes one for each session
     */
    Destinations(
            Bounds bounds,
            Function<Lane, Limit> limits,
            Function<NextHop, Courier> couriers,
            Unreached unreached,
            Clock clock) {
        this.bounds = bounds;
        this.limits = limits;
        this.couriers = couriers;
        this.unreached = unreached;
        this.clock = clock;
    }

    /** Why a job is not for now. */
    private record Later(Reply reply, Instant until) {}

    void submit(Job job) {
        Optional<Later> later;
        lock.lock();
        try {
            later = later(job.lane());
            if (later.isEmpty()) {
                Destination destination = byLane.computeIfAbsent(job.lane(), Destination::new);
                destination.jobs.add(job);
                if (destination.jobs.size() <= destination.idle) destination.work.signal();
                else open(destination);
            }
        } finally {
            lock.unlock();
        }
        later.ifPresent(reason -> postpone(job, reason));
    }

    private Optional<Later> later(Lane lane) {
        Optional<Unreached.Known> known = unreached.now(lane.hop());
        if (known.isPresent()) return known.map(Destinations::later);
        Duration interval = limits.apply(lane).interval();
        if (interval.isZero()) return Optional.empty();
        return paces.compute(lane, (key, pace) -> pace != null && pace.is(interval) ? pace : new Pace(interval))
                .turn(clock.instant())
                .map(until -> new Later(PACED, until));
    }

    private static Later later(Unreached.Known known) {
        return new Later(known.reply(), known.until());
    }

    private static void postpone(Job job, Later later) {
        tell(job, Attempt.later(job.begin(), later.reply(), later.until()));
    }

    /** What one message makes of it is no reason to leave the others. */
    private static void tell(Job job, Attempt attempt) {
        try {
            job.done(attempt);
        } catch (RuntimeException e) {
            log.error("{} could not be settled", job.envelope().trace(), e);
        }
    }

    /** Another session, unless there are enough; where the total stands against it, it comes when somebody leaves. */
    private void open(Destination destination) {
        if (stopping || destination.sessions >= destination.mostSessionsNow()) return;
        if (sessions < bounds.sessions()) {
            sessions++;
            destination.sessions++;
            Thread.ofVirtual().name("delivery-" + names.incrementAndGet()).start(() -> work(destination));
        } else if (!destination.starving) {
            destination.starving = true;
            starved.addLast(destination);
            wakeIdle();
        }
    }

    /** A session that only waits for work gives its place to somebody who has some. */
    private void wakeIdle() {
        if (idle == 0) return;
        for (Destination other : byLane.values()) {
            if (other.idle == 0) continue;
            other.work.signal();
            return;
        }
    }

    private void work(Destination destination) {
        boolean reaching = false;
        try (Courier courier = couriers.apply(destination.hop)) {
            Optional<Job> job = next(destination, 0);
            for (int served = 1; job.isPresent(); served++) {
                Attempt attempt = job.get().carriedBy(courier);
                boolean tried = !attempt.outcome().replies().isEmpty();
                List<Job> others = tried ? told(destination, attempt, reaching) : List.of();
                if (tried) reaching = attempt.reached();
                tell(job.get(), attempt);
                Optional<Unreached.Known> known = others.isEmpty() ? Optional.empty() : known(destination);
                for (Job other : others) known.ifPresentOrElse(k -> postpone(other, later(k)), () -> submit(other));
                job = next(destination, served);
            }
        } catch (RuntimeException e) {
            log.error("a session to {} failed", destination.hop, e);
        } finally {
            leave(destination, reaching);
        }
    }

    private Optional<Unreached.Known> known(Destination destination) {
        lock.lock();
        try {
            return unreached.now(destination.hop);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the destination could be reached is news for all that wait for it.
     *
     * @param before whether this session had reached it with its last job
     * @return the jobs that are not worth a try of their own
     */
    private List<Job> told(Destination destination, Attempt attempt, boolean before) {
        lock.lock();
        try {
            destination.reaching += (attempt.reached() ? 1 : 0) - (before ? 1 : 0);
            if (attempt.reached()) {
                boolean suspect = unreached.isSuspect(destination.hop);
                unreached.reached(destination.hop);
                for (int i = 0; suspect && i < Math.min(destination.jobs.size(), destination.mostSessions()); i++)
                    open(destination);
                return List.of();
            }
            boolean othersReach = destination.reaching > 0;
            boolean known = unreached.now(destination.hop).isPresent();
            if (othersReach) return List.of();
            if (!known)
                unreached.failed(
                        destination.hop,
                        attempt.outcome().replies().values().iterator().next());
            return destination.jobs.takeAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next job, waited for a while; none where somebody else needs this session's place. */
    private Optional<Job> next(Destination destination, int served) {
        lock.lock();
        destination.idle++;
        idle++;
        try {
            long patience = bounds.linger().toNanos();
            while (destination.jobs.isEmpty() && starved.isEmpty() && !stopping && patience > 0)
                patience = destination.work.awaitNanos(patience);
            boolean over = stopping || served >= bounds.messages() && !starved.isEmpty();
            return over ? Optional.empty() : destination.jobs.poll();
        } catch (InterruptedException e) {
            return Optional.empty();
        } finally {
            destination.idle--;
            idle--;
            lock.unlock();
        }
    }

    private void leave(Destination destination, boolean reaching) {
        lock.lock();
        try {
            sessions--;
            destination.sessions--;
            if (reaching) destination.reaching--;
            Destination hungry = starved.pollFirst();
            if (hungry != null) {
                hungry.starving = false;
                open(hungry);
            }
            if (!destination.jobs.isEmpty()) open(destination);
            else if (destination.sessions == 0) byLane.remove(destination.lane);
            sessionEnded.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Somebody wants all to be tried again now. */
    void forgetTrouble() {
        lock.lock();
        try {
            unreached.forgetAll();
        } finally {
            lock.unlock();
        }
    }

    /** The same of one destination. */
    void forgetTrouble(NextHop hop) {
        lock.lock();
        try {
            unreached.reached(hop);
        } finally {
            lock.unlock();
        }
    }

    /** Those that could not be reached at the last try, and what was said then. */
    Map<NextHop, Reply> unreached() {
        lock.lock();
        try {
            return unreached.all();
        } finally {
            lock.unlock();
        }
    }

    /** Begins no more jobs, and returns when those under way have ended or this much time is over. */
    void stop(Duration grace) throws InterruptedException {
        lock.lock();
        try {
            stopping = true;
            byLane.values().forEach(destination -> destination.work.signalAll());
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

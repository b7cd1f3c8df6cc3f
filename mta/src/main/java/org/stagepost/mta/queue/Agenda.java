package org.stagepost.mta.queue;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The messages known in memory, by when they are due. It is bounded: when it is full, the one that is due last is
 * forgotten and waits as a file, until there is room to look through the folder again.
 */
public final class Agenda {
    private final int limit;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeSet<Item> waiting = new TreeSet<>(
            Comparator.comparing(Item::due).thenComparing(item -> item.entry().name()));
    private final Map<String, Item> byName = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();
    private boolean forgetful;

    /** A message that waits until it is due. */
    public record Item(Instant due, QueueEntry entry) {}

    @Inject
    public Agenda(QueueSettings settings, Clock clock) {
        this.limit = settings.maxActive();
        this.clock = clock;
    }

    /** A message that has come, or was found in the folder; one that is known already keeps its place. */
    public void add(QueueEntry entry, Instant due) {
        lock.lock();
        try {
            if (!knows(entry.name())) insert(new Item(due, entry));
        } finally {
            lock.unlock();
        }
    }

    /** A message that somebody is delivering already. */
    public void underWay(QueueEntry entry) {
        lock.lock();
        try {
            underWay.add(entry.name());
        } finally {
            lock.unlock();
        }
    }

    /** A message that has been tried and is due again. */
    public void again(QueueEntry entry, Instant due) {
        lock.lock();
        try {
            underWay.remove(entry.name());
            insert(new Item(due, entry));
        } finally {
            lock.unlock();
        }
    }

    private void insert(Item item) {
        waiting.add(item);
        byName.put(item.entry().name(), item);
        if (waiting.size() + underWay.size() > limit) forget(waiting.last());
        changed.signalAll();
    }

    private void forget(Item item) {
        waiting.remove(item);
        byName.remove(item.entry().name());
        forgetful = true;
    }

    /** The message that has been due longest, now under way; waits for one at most this long. */
    public Optional<QueueEntry> takeDue(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                Duration wait = Duration.ofNanos(deadline - System.nanoTime());
                if (!waiting.isEmpty()) {
                    Duration untilDue =
                            Duration.between(clock.instant(), waiting.first().due());
                    if (!untilDue.isPositive()) return Optional.of(taken(waiting.first()));
                    if (untilDue.compareTo(wait) < 0) wait = untilDue;
                }
                if (!wait.isPositive()) return Optional.empty();
                changed.await(wait.toNanos() + 1, TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A message that waits, now under way; empty when it does not wait here. */
    public Optional<Item> claim(String name) {
        lock.lock();
        try {
            Optional<Item> item = Optional.ofNullable(byName.get(name));
            item.ifPresent(this::taken);
            return item;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a message that waits as a file only; false when it is known here after all. */
    public boolean claimUnknown(String name) {
        lock.lock();
        try {
            return !byName.containsKey(name) && underWay.add(name);
        } finally {
            lock.unlock();
        }
    }

    /** A claim was for nothing: no message of this name is there. */
    public void unclaim(String name) {
        lock.lock();
        try {
            underWay.remove(name);
        } finally {
            lock.unlock();
        }
    }

    /** When a message is due that waits here. */
    public Optional<Instant> due(String name) {
        lock.lock();
        try {
            return Optional.ofNullable(byName.get(name)).map(Item::due);
        } finally {
            lock.unlock();
        }
    }

    private QueueEntry taken(Item item) {
        waiting.remove(item);
        byName.remove(item.entry().name());
        underWay.add(item.entry().name());
        return item.entry();
    }

    /** The message is gone from the queue. */
    public void finished(QueueEntry entry) {
        lock.lock();
        try {
            underWay.remove(entry.name());
        } finally {
            lock.unlock();
        }
    }

    /** Makes everything that waits, or the message of this name, due now. @return how many that were */
    public int retryNow(Optional<String> name) {
        lock.lock();
        try {
            List<Item> chosen = name.map(
                            n -> Optional.ofNullable(byName.get(n)).stream().toList())
                    .orElseGet(() -> List.copyOf(waiting));
            Instant now = clock.instant();
            for (Item item : chosen) {
                waiting.remove(item);
                Item sooner = new Item(now, item.entry());
                waiting.add(sooner);
                byName.put(item.entry().name(), sooner);
            }
            changed.signalAll();
            return chosen.size();
        } finally {
            lock.unlock();
        }
    }

    /** Which of these names are unknown here, when messages have been forgotten and there is room again; else none. */
    public List<String> forgotten(NamesOfFolder folder) throws IOException {
        int room;
        lock.lock();
        try {
            room = limit - waiting.size() - underWay.size();
            if (!forgetful || room < limit / 2) return List.of();
            forgetful = false;
        } finally {
            lock.unlock();
        }
        return unknownOf(folder);
    }

    /** Which of these names are unknown here, where messages have been forgotten; else none, without a look. */
    public List<String> unknown(NamesOfFolder folder) throws IOException {
        lock.lock();
        try {
            if (!forgetful) return List.of();
        } finally {
            lock.unlock();
        }
        return unknownOf(folder);
    }

    private List<String> unknownOf(NamesOfFolder folder) throws IOException {
        List<String> unknown = new ArrayList<>();
        for (String name : folder.names()) if (!knows(name)) unknown.add(name);
        return unknown;
    }

    /** Lists the folder, which takes a while when it is large. */
    public interface NamesOfFolder {
        List<String> names() throws IOException;
    }

    /** Whether a message of this name waits or is under way. */
    public boolean knows(String name) {
        lock.lock();
        try {
            return byName.containsKey(name) || underWay.contains(name);
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is under way, and nothing that waits is due. */
    public boolean isSettled() {
        lock.lock();
        try {
            boolean due = !waiting.isEmpty() && !waiting.first().due().isAfter(clock.instant());
            return underWay.isEmpty() && !due;
        } finally {
            lock.unlock();
        }
    }

    /** What waits and when it is due, the next first. */
    public List<Item> waiting() {
        lock.lock();
        try {
            return List.copyOf(waiting);
        } finally {
            lock.unlock();
        }
    }
}

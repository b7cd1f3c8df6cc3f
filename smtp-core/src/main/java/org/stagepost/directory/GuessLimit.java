package org.stagepost.directory;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Slows guessers down, by the client's address (a /64 of IPv6; a /24 of IPv4 too, which may be wrong ten times as often), and by
 * the name they guess at, whatever protocol they use.
 * Only wrong passwords wait, so nobody locks the owner out; and who has logged in from an address during the last day is
 * heard from there even when the address is refused. Tables forget what was not touched longest.
 */
final class GuessLimit {
    static final Duration LONGEST = Duration.ofSeconds(15);
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final long DAY = TimeUnit.DAYS.toNanos(1);
    /** A /24 of IPv4 is many machines of many people, or one who has hired them all. */
    private static final int RANGE = 10;

    private static final int MAX_ENTRIES = 20_000;

    private final Duration base;
    private final int perDay;
    private final LongSupplier ticks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Failures> failures = new Table<>();
    private final Map<String, Long> known = new Table<>();

    /** How often it went wrong: lately (forgotten after a quiet hour), and since a day began. */
    private record Failures(int lately, long last, int today, long dayBegan) {
        Failures another(long now) {
            boolean sameHour = now - last < HOUR;
            boolean sameDay = now - dayBegan < DAY;
            return new Failures(sameHour ? lately + 1 : 1, now, sameDay ? today + 1 : 1, sameDay ? dayBegan : now);
        }
    }

    /** Keeps the entries that were touched last. */
    private static final class Table<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1;

        Table() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > MAX_ENTRIES;
        }
    }

    /** @param ticks monotonic, in nanoseconds */
    GuessLimit(DirectoryConfig config, LongSupplier ticks) {
        this.base = config.delay();
        this.perDay = config.failuresPerDay();
        this.ticks = ticks;
    }

    /** Whether this address has guessed too often today to be heard for this name. */
    boolean refuses(String name, InetAddress client) {
        if (perDay == 0 || client.isLoopbackAddress()) return false;
        lock.lock();
        try {
            long now = ticks.getAsLong();
            boolean over = today("address " + network(client), now) >= perDay
                    || today("range " + range(client), now) >= (long) RANGE * perDay;
            return over && !isKnown(name, client, now);
        } finally {
            lock.unlock();
        }
    }

    /** Counts a wrong password; returns how long its answer has to wait. */
    Duration failed(String name, InetAddress client) {
        lock.lock();
        try {
            long now = ticks.getAsLong();
            int most = Math.max(count("address " + network(client), now), count("name " + name, now));
            if (client instanceof Inet4Address) most = Math.max(most, count("range " + range(client), now) / RANGE);
            return delay(most);
        } finally {
            lock.unlock();
        }
    }

    /** The owner is here: his own slips are forgotten, and so is what others tried with his name. */
    void succeeded(String name, InetAddress client) {
        lock.lock();
        try {
            failures.remove("name " + name);
            if (perDay > 0) known.put(network(client) + " " + name, ticks.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    int size() {
        return failures.size() + known.size();
    }

    private int count(String key, long now) {
        Failures before = failures.get(key);
        Failures after = before == null ? new Failures(1, now, 1, now) : before.another(now);
        failures.put(key, after);
        return after.lately();
    }

    private int today(String key, long now) {
        Failures some = failures.get(key);
        return some == null || now - some.dayBegan() >= DAY ? 0 : some.today();
    }

    private boolean isKnown(String name, InetAddress client, long now) {
        Long since = known.get(network(client) + " " + name);
        return since != null && now - since < DAY;
    }

    private Duration delay(int failures) {
        Duration delay = base.multipliedBy(1L << Math.min(failures - 1, 10));
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }

    private static String network(InetAddress client) {
        byte[] octets = client.getAddress();
        return HexFormat.of().formatHex(octets.length == 16 ? Arrays.copyOf(octets, 8) : octets);
    }

    /** The first three octets of an IPv4 address. */
    private static String range(InetAddress client) {
        byte[] octets = client.getAddress();
        return octets.length == 4 ? HexFormat.of().formatHex(octets, 0, 3) : "";
    }
}

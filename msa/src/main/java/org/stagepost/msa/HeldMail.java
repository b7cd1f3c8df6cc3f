package org.stagepost.msa;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.stagepost.msa.MsaConfig.Hold;

/**
 * What each sender has waiting for later: one login alone could fill the disk with it (RFC 4865 section 6). Whatever has been
 * released counts no more. The queue is the next stage's, so this process counts what it has handed on since it began.
 */
final class HeldMail {
    private static final int SENDERS = 10_000;

    private final Hold bounds;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, List<Place>> places = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Place>> eldest) {
            return size() > SENDERS;
        }
    };

    @Inject
    HeldMail(MsaConfig config, Clock clock) {
        this(config.limit().hold(), clock);
    }

    HeldMail(Hold bounds, Clock clock) {
        this.bounds = bounds;
        this.clock = clock;
    }

    /** What one message takes up. */
    record Place(Instant until, long octets) {}

    boolean hasRoom(String sender, long octets) {
        lock.lock();
        try {
            return fits(taken(sender), octets);
        } finally {
            lock.unlock();
        }
    }

    /** Before the fate of the message is known, or many at once would all pass; empty when there is no room for it. */
    Optional<Place> take(String sender, Instant until, long octets) {
        lock.lock();
        try {
            List<Place> taken = taken(sender);
            if (!fits(taken, octets)) return Optional.empty();
            Place place = new Place(until, octets);
            taken.add(place);
            places.put(sender, taken);
            return Optional.of(place);
        } finally {
            lock.unlock();
        }
    }

    /** The message does not wait after all. */
    void giveBack(String sender, Place place) {
        lock.lock();
        try {
            places.getOrDefault(sender, new ArrayList<>()).remove(place);
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(List<Place> taken, long octets) {
        long sum = taken.stream().mapToLong(Place::octets).sum();
        return taken.size() < bounds.messages() && octets <= bounds.storage() - sum;
    }

    /** Without what has been released meanwhile. */
    private List<Place> taken(String sender) {
        List<Place> taken = places.getOrDefault(sender, new ArrayList<>());
        Instant now = clock.instant();
        taken.removeIf(place -> !place.until().isAfter(now));
        if (taken.isEmpty()) places.remove(sender);
        return taken;
    }
}

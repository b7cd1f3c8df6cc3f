package org.stagepost.mda;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.stagepost.mail.Address;

/**
 * How many deliveries work on the mailboxes of one account at once. More wait a while for their turn, and what waits is bounded
 * too: one account that is slow, or flooded, keeps no session from the others.
 */
final class Turns {
    private static final int AT_ONCE = 10;
    private static final int WAITING = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final int atOnce;
    private final Duration patience;
    private final Map<Address, Door> doors = new ConcurrentHashMap<>();

    /** Of one account; its count is the map's to guard. */
    private static final class Door {
        private final Semaphore places;
        private int people;

        Door(int places) {
            this.places = new Semaphore(places, true);
        }
    }

    Turns() {
        this(AT_ONCE, PATIENCE);
    }

    Turns(int atOnce, Duration patience) {
        this.atOnce = atOnce;
        this.patience = patience;
    }

    /** One delivery's, until it ends. */
    final class Turn implements AutoCloseable {
        private final Address account;
        private final Door door;

        private Turn(Address account, Door door) {
            this.account = account;
            this.door = door;
        }

        @Override
        public void close() {
            door.places.release();
            leave(account);
        }
    }

    /** Waits for it; empty where it does not come in time, or too many wait already. */
    Optional<Turn> of(Address account) {
        Address key = account.folded();
        Door door = doors.compute(key, (who, there) -> {
            Door now = there == null ? new Door(atOnce) : there;
            now.people++;
            return now;
        });
        boolean in = false;
        try {
            in = door.places.tryAcquire()
                    || door.places.getQueueLength() < WAITING
                            && door.places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!in) leave(key);
        }
        return in ? Optional.of(new Turn(key, door)) : Optional.empty();
    }

    private void leave(Address key) {
        doors.computeIfPresent(key, (who, door) -> --door.people == 0 ? null : door);
    }

    /** Accounts of which somebody works or waits. */
    int accounts() {
        return doors.size();
    }
}

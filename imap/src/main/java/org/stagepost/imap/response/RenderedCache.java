package org.stagepost.imap.response;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.MailboxName;

/**
 * What was rendered of messages, by mailbox, for all sessions of the process. Bounded in octets: when they are used up, the
 * mailbox whose turn is longest ago is forgotten whole.
 */
public final class RenderedCache {
    /** What an entry costs beside its octets: array, record, number and node of the map. */
    private static final int OVERHEAD = 120;

    private final long limit;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong turns = new AtomicLong();
    private final Map<Key, Shelf> shelves = new ConcurrentHashMap<>();

    private record Key(Address account, MailboxName mailbox, long uidValidity) {}

    /** @param limit octets of memory that may be held */
    public RenderedCache(long limit) {
        this.limit = limit;
    }

    /** The place of one mailbox, for the time of one command. */
    public Shelf shelf(Address account, MailboxName mailbox, long uidValidity) {
        Shelf shelf = shelves.computeIfAbsent(new Key(account, mailbox, uidValidity), Shelf::new);
        shelf.turn = turns.incrementAndGet();
        return shelf;
    }

    /** Drops what is held of one account. */
    public void forget(Address account) {
        shelves.values().stream()
                .filter(shelf -> shelf.key.account().equals(account))
                .forEach(this::drop);
    }

    private void drop(Shelf shelf) {
        if (shelves.remove(shelf.key, shelf)) held.addAndGet(-shelf.octets.get());
    }

    private boolean makeRoom(Shelf wanting) {
        while (held.get() > limit) {
            Optional<Shelf> oldest = shelves.values().stream()
                    .filter(shelf -> shelf != wanting)
                    .min(Comparator.comparingLong(shelf -> shelf.turn));
            if (oldest.isEmpty()) return false;
            drop(oldest.get());
        }
        return true;
    }

    /** The messages of one mailbox. */
    public final class Shelf {
        private final Key key;
        private final Map<Long, Rendered> messages = new ConcurrentHashMap<>();
        private final AtomicLong octets = new AtomicLong();
        private volatile long turn;

        private Shelf(Key key) {
            this.key = key;
        }

        public Optional<Rendered> find(long uid) {
            return Optional.ofNullable(messages.get(uid));
        }

        /** Keeps it if there is room and the mailbox has not been dropped meanwhile. */
        public void keep(long uid, Rendered rendered) {
            long cost = (long) rendered.octets().length + OVERHEAD;
            if (shelves.get(key) != this || !makeRoom(this)) return;
            if (messages.put(uid, rendered) != null) return;
            octets.addAndGet(cost);
            held.addAndGet(cost);
        }
    }
}

package org.stagepost.mailstore.maildir;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.stagepost.mailstore.index.Known;
import org.stagepost.mailstore.index.MailboxKey;

/**
 * What is known about messages, in memory: blocks of neighbouring UIDs, so that a client that reads a whole mailbox asks the
 * index once for 256 messages. Bounded in octets over all mailboxes; what was used longest ago goes first.
 */
final class Blocks {
    private static final int SHIFT = 8;
    static final int SIZE = 1 << SHIFT;
    /** What an entry costs beside its structure and its words. */
    private static final long OVERHEAD = 200;

    private final long capacity;
    private final Map<Key, Block> blocks = new LinkedHashMap<>(16, 0.75f, true);
    private final ReentrantLock lock = new ReentrantLock();
    private long octets;

    Blocks(long capacity) {
        this.capacity = capacity;
    }

    private record Key(MailboxKey mailbox, long uidValidity, long number) {}

    /** What is known about up to 256 messages. */
    static final class Block {
        private final @Nullable Known[] known = new Known[SIZE];

        @Nullable
        Known of(long uid) {
            return known[(int) (uid & SIZE - 1)];
        }
    }

    /** The first UID of the block that this one is in. */
    static long first(long uid) {
        return uid & -SIZE;
    }

    /** The block with this UID; empty when it has not been loaded or was dropped. */
    @Nullable
    Block find(MailboxKey mailbox, long uidValidity, long uid) {
        lock.lock();
        try {
            return blocks.get(new Key(mailbox, uidValidity, uid >>> SHIFT));
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a block with these messages, on top of what it has already. */
    Block keep(MailboxKey mailbox, long uidValidity, Map<Long, Known> found) {
        lock.lock();
        try {
            Block last = new Block();
            for (Map.Entry<Long, Known> each : found.entrySet()) {
                Key key = new Key(mailbox, uidValidity, each.getKey() >>> SHIFT);
                last = blocks.computeIfAbsent(key, any -> new Block());
                put(last, (int) (each.getKey() & SIZE - 1), each.getValue());
            }
            shrink();
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** Drops every block of the mailboxes of which this is true. */
    void drop(Predicate<MailboxKey> which) {
        lock.lock();
        try {
            List<Key> gone = new ArrayList<>();
            for (Key key : blocks.keySet()) {
                if (which.test(key.mailbox())) gone.add(key);
            }
            gone.forEach(this::drop);
        } finally {
            lock.unlock();
        }
    }

    private void put(Block block, int slot, Known known) {
        Known before = block.known[slot];
        if (before != null) octets -= weight(before);
        block.known[slot] = known;
        octets += weight(known);
    }

    private void shrink() {
        while (octets > capacity && blocks.size() > 1) {
            Iterator<Key> oldest = blocks.keySet().iterator();
            drop(oldest.next());
        }
    }

    private void drop(Key key) {
        Block block = blocks.remove(key);
        if (block == null) return;
        for (Known known : block.known) {
            if (known != null) octets -= weight(known);
        }
    }

    private static long weight(Known known) {
        return known.structure().length + known.preview().length() + OVERHEAD;
    }
}

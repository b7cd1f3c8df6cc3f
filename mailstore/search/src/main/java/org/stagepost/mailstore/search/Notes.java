package org.stagepost.mailstore.search;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;

/** Which mailboxes are to be looked at, each once. Beyond a bound they are not noted: whoever searches there notes them again. */
final class Notes {
    private static final int MOST = 10_000;
    /** What changes now changes again soon; and whoever opens a mailbox has other wishes first. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Key, Note> notes = new HashMap<>();
    private boolean busy;
    private boolean closed;

    private record Key(Address account, MailboxName mailbox) {}

    /** Whether somebody waits for the mailbox to be indexed. */
    enum Haste {
        WANTED,
        SOME_TIME
    }

    /** @param due when it is to be looked at, as System.nanoTime tells time */
    record Note(Mailboxes account, MailboxName mailbox, Haste haste, long due) {}

    void add(Mailboxes account, MailboxName mailbox, Haste haste) {
        long due = System.nanoTime() + (haste == Haste.WANTED ? 0 : QUIET_NANOS);
        Key key = new Key(account.account(), mailbox);
        lock.lock();
        try {
            Note before = notes.get(key);
            if (before != null && (before.haste() == Haste.WANTED || haste == Haste.SOME_TIME)) return;
            if (before == null && notes.size() >= MOST) return;
            notes.put(key, new Note(account, mailbox, haste, due));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next one that is due; null at the end. The one before is then done. */
    @Nullable
    Note next() throws InterruptedException {
        lock.lock();
        try {
            busy = false;
            while (!closed) {
                Note first = first();
                long wait = first == null ? Long.MAX_VALUE : first.due() - System.nanoTime();
                if (first != null && wait <= 0) return taken(first);
                changed.signalAll();
                changed.awaitNanos(wait);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private Note taken(Note note) {
        notes.remove(new Key(note.account().account(), note.mailbox()));
        busy = true;
        return note;
    }

    private @Nullable Note first() {
        Note first = null;
        for (Note note : notes.values()) {
            if (first == null || note.due() - first.due() < 0) first = note;
        }
        return first;
    }

    /** Whether somebody waits for another mailbox. */
    boolean areWanted() {
        lock.lock();
        try {
            return notes.values().stream().anyMatch(note -> note.haste() == Haste.WANTED);
        } finally {
            lock.unlock();
        }
    }

    void forget(Address account) {
        lock.lock();
        try {
            notes.keySet().removeIf(key -> key.account().equals(account));
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is noted, without the quiet before. */
    void settle() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && (busy || !notes.isEmpty())) {
                long now = System.nanoTime();
                notes.replaceAll((key, note) -> new Note(note.account(), note.mailbox(), note.haste(), now));
                changed.signalAll();
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean areClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}

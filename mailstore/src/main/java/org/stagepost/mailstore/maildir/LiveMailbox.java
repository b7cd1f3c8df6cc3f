package org.stagepost.mailstore.maildir;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.UidSet;
import org.stagepost.mailstore.Watcher;
import org.stagepost.mailstore.index.Known;
import org.stagepost.mailstore.index.MailboxKey;

/**
 * A mailbox as all its sessions share it. Whoever changes it holds the lock and works on a thread of the disk; what it
 * then shows is durable. Readers take the newest {@link View} and need no lock. The lock is taken before the disk's thread
 * is, so never from such a thread: that one might wait for a holder who waits for it.
 */
final class LiveMailbox {
    private static final Logger log = LoggerFactory.getLogger(LiveMailbox.class);
    /** How long nothing must have changed before file names follow: a client that marks many messages marks more. */
    private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();
    /** How much longer after a failure: a disk that is full or read-only stays so for a while. */
    private static final long RETRY_NANOS = Duration.ofSeconds(30).toNanos();

    private final Means means;
    private final Common common;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean expected = new AtomicBoolean();
    private volatile MailboxName name;
    private volatile Path folder;
    private volatile View view = View.EMPTY;
    private volatile @Nullable Content content;
    /** No longer this account's mailbox of that name, in memory or at all: whoever wants it opens it anew. */
    private volatile boolean removed;
    /** Deliveries of ours came since the folder was looked at: its time may not tell. */
    private volatile boolean arrivals;

    private volatile boolean settled;
    private volatile long changedAt = System.nanoTime();

    /** What the mailboxes of an account have in common. */
    record Common(
            Address account,
            UidValidities uidValidities,
            Deliveries deliveries,
            Allowance allowance,
            Wastebasket basket,
            Keeper keeper,
            Predicate<LiveMailbox> release) {}

    /** Work on a loaded mailbox, alone. */
    interface Work<T> {
        T on(Content content) throws IOException, StoreException;
    }

    LiveMailbox(Means means, Common common, MailboxName name, Path folder) {
        this.means = means;
        this.common = common;
        this.name = name;
        this.folder = folder;
    }

    MailboxName name() {
        return name;
    }

    Path folder() {
        return folder;
    }

    /** The folder, for writing into it. */
    Path present() throws StoreException {
        if (removed) throw Content.gone();
        return folder;
    }

    View view() {
        return view;
    }

    boolean isRemoved() {
        return removed;
    }

    boolean isLoaded() {
        return content != null;
    }

    long changedAt() {
        return changedAt;
    }

    /** Runs work, loading the mailbox first if need be, and tells the watchers when it showed something. */
    <T> T run(Work<T> work) throws StoreException {
        View before = view;
        lock.lock();
        try {
            before = view;
            return means.disk().perform(() -> work.on(current()));
        } catch (IOException e) {
            StoreException failure = failure(e);
            if (failure.reason() == StoreException.Reason.NONEXISTENT) lose();
            throw failure;
        } finally {
            publish();
            lock.unlock();
            if (view != before) tellWatchers();
        }
    }

    /** Another program took the folder away: what comes in its place is another mailbox. */
    private void lose() {
        removed = true;
        content = null;
    }

    private Content current() throws IOException, StoreException {
        Content now = loaded();
        if (arrivals) {
            arrivals = false;
            now.expect();
        }
        return now;
    }

    private Content loaded() throws IOException, StoreException {
        if (removed) throw Content.gone();
        Content now = content;
        if (now != null) return now;
        now = Content.load(means, folder, key(name), common);
        content = now;
        common.keeper().add(this);
        return now;
    }

    private MailboxKey key(MailboxName called) {
        return MailboxKey.of(common.account(), called);
    }

    private void publish() {
        Content now = content;
        if (now == null || now.view() == view) return;
        view = now.view();
        changedAt = System.nanoTime();
        settled = false;
    }

    private void tellWatchers() {
        for (Watcher watcher : watchers) {
            try {
                watcher.changed();
            } catch (RuntimeException e) {
                log.error("a watcher of {} failed", folder, e);
            }
        }
    }

    /** What kept the store from doing as asked, as the protocols tell it. */
    static StoreException failure(IOException e) {
        if (e.getCause() instanceof StoreException reason) {
            // Only an operator can mend this, and whoever delivered is told no more than to try again.
            if (reason.reason() == StoreException.Reason.CORRUPTION) log.error("{}", reason.getMessage());
            return reason;
        }
        log.error("the mail store failed", e);
        return new StoreException(StoreException.Reason.UNAVAILABLE, "the mail store has a problem; try later", e);
    }

    /** What the account may keep. */
    Allowance allowance() {
        return common.allowance();
    }

    /** What is known about a message without asking index or file. */
    @Nullable
    Known remembered(long uid) {
        Content now = content;
        return now == null ? null : now.knowledge().remembered(uid);
    }

    /** What is known about a message that is here, read from its file if need be. */
    Known known(long uid) throws IOException, StoreException {
        Content now = content;
        if (now == null) now = run(loaded -> loaded);
        View here = view;
        int position = here.position(uid);
        if (position < 0) throw Content.gone();
        Known known = now.knowledge().of(here, position, folder);
        if (known.octets() != here.octets(position)) correct(uid, known.octets());
        return known;
    }

    /** A file's name was wrong about its size. */
    private void correct(long uid, long octets) throws StoreException {
        run(loaded -> {
            loaded.correct(uid, octets);
            return uid;
        });
    }

    /** What POP3 calls a message for ever. */
    String uidl(View.Row row) {
        Content now = content;
        String given = now == null ? "" : now.uidl(row.uid());
        return Uidl.of(given.isEmpty() ? row.base() : given);
    }

    Closeable watch(Watcher watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** Removes messages whatever their flags; returns which went. */
    UidSet remove(UidSet uids) throws StoreException {
        return run(loaded -> {
            if (means.has(Duty.OWN)) return loaded.remove(uids, flags -> true);
            // The file of a message that has no UID yet may be all that tells of its delivery, beside the log.
            common.deliveries().force(folder);
            return loaded.withdraw(uids);
        });
    }

    /** A message came into the folder: whoever watches is told at once, everybody else sees it at the next look. */
    void expect() {
        arrivals = true;
        if (content == null || watchers.isEmpty() || !expected.compareAndSet(false, true)) return;
        Thread.startVirtualThread(() -> {
            expected.set(false);
            refresh();
        });
    }

    /** What the keeper does now and then. */
    void tend() {
        if (content == null) return;
        if (!watchers.isEmpty()) refresh();
        if (!settled && System.nanoTime() - changedAt > QUIET_NANOS) settle();
    }

    /** Takes in what other programs did, if anything. */
    void look() throws StoreException {
        run(loaded -> {
            loaded.refresh();
            return true;
        });
    }

    private void refresh() {
        try {
            look();
        } catch (StoreException e) {
            log.debug("{} cannot be looked at", folder, e);
        }
    }

    /** Lets file names catch up with the flags, with room for others between the steps. */
    void settle() {
        try {
            while (content != null && !run(this::follow)) {}
        } catch (StoreException e) {
            log.warn("file names in {} cannot follow the flags now", folder);
            changedAt = System.nanoTime() + RETRY_NANOS;
        }
    }

    private boolean follow(Content loaded) throws IOException, StoreException {
        boolean done = loaded.follow();
        if (done) settled = true;
        return done;
    }

    /** Whether the file names show what there is to show. */
    boolean isSettled() {
        return settled;
    }

    /** Lets go of what is in memory unless somebody has the mailbox open; false when it was not to be. */
    boolean release() {
        return common.release().test(this);
    }

    /** Lets go of what is in memory; the files are then as other programs like them. Only when no session has it open. */
    void unload() {
        settle();
        lock.lock();
        try {
            rest();
        } catch (IOException e) {
            log.warn("{} could not be put to rest", folder, e);
        } finally {
            view = View.EMPTY;
            removed = true;
            lock.unlock();
        }
    }

    /** Ends an object that holds nothing in memory, so that nobody loads it beside the next one; false when it does. */
    boolean retire() {
        lock.lock();
        try {
            if (content == null) removed = true;
            return removed;
        } finally {
            lock.unlock();
        }
    }

    /** What is wrong with the files as they lie there, which nobody changes meanwhile. */
    List<String> examined() throws StoreException {
        lock.lock();
        try {
            return means.disk().perform(() -> new Examination(means.owner(), present()).findings());
        } catch (IOException e) {
            throw failure(e);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all that is remembered, reads the files as if for the first time, and every message once. */
    void renew() throws StoreException {
        lock.lock();
        try {
            if (removed) throw Content.gone();
            content = null;
            means.blocks().drop(key(name)::equals);
            means.index().remove(key(name));
            run(Content::reread);
        } finally {
            lock.unlock();
        }
    }

    private void rest() throws IOException {
        Content now = content;
        content = null;
        if (now == null) return;
        means.disk().perform(() -> {
            now.rest();
            return now;
        });
    }

    /** Gives the mailbox another name and folder; sessions that have it open go on with it. */
    void move(MailboxName to, Path other) throws IOException {
        lock.lock();
        try {
            rest();
            rename(other);
            means.index().move(key(name), key(to));
            name = to;
            folder = other;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the folder away to another place; sessions that have the mailbox open find it gone. */
    void remove(Path away) throws IOException {
        lock.lock();
        try {
            rename(away);
            removed = true;
            content = null;
            means.index().remove(key(name));
        } finally {
            lock.unlock();
        }
        tellWatchers();
    }

    private void rename(Path to) throws IOException {
        means.disk().perform(() -> {
            means.disk().rename(folder, to);
            return to;
        });
    }
}

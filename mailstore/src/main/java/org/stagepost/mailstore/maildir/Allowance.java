package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Quota;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.Usage;

/**
 * What an account keeps, held against what it may keep (RFC 9208). Room is taken before a message is written, so that
 * sessions that come at once never keep more together than one alone could. Costs nothing where nothing is limited.
 *
 * <p>Its lock is held while files are read: whoever holds it is on a thread of the disk, and waits for no other.
 */
final class Allowance {
    private static final Logger log = LoggerFactory.getLogger(Allowance.class);
    /** Where other programs add and remove messages all the time, they are counted no more often. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Means means;
    private final Address account;
    private final Folders folders;
    private final SizeFile file;
    private final ReentrantLock lock = new ReentrantLock();
    private Usage usage = Usage.UNLIMITED;
    private long pendingOctets;
    private long pendingMessages;
    /** Changes under way: nothing can be counted meanwhile. */
    private int open;

    private boolean doubtful = true;
    private boolean counted;
    private long countedAt;

    Allowance(Means means, Address account, Folders folders) {
        this.means = means;
        this.account = account;
        this.folders = folders;
        this.file = new SizeFile(means.disk(), folders.root());
    }

    /** A change of what the account keeps, from before its first file to after its last. */
    final class Room implements AutoCloseable {
        private final long octets;
        private final long messages;
        private boolean closed;

        private Room(long octets, long messages) {
            this.octets = octets;
            this.messages = messages;
        }

        /** What was really added, or removed where negative; ends it. */
        void keep(long moreOctets, long moreMessages) {
            end(() -> changed(moreOctets, moreMessages));
        }

        /** Nothing came of it, unless {@link #keep} was told otherwise. */
        @Override
        public void close() {
            end(() -> {});
        }

        private void end(Runnable then) {
            lock.lock();
            try {
                if (closed) return;
                closed = true;
                open--;
                pendingOctets -= octets;
                pendingMessages -= messages;
                then.run();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Whether there is anything to ask about. */
    boolean isLimited() {
        return !means.quotas().of(account).isNone();
    }

    /** Sets room aside for messages that are about to come; throws OVER_QUOTA when there is none. */
    Room take(long octets, long messages) throws IOException, StoreException {
        lock.lock();
        try {
            admit(octets, messages);
            return opened(octets, messages);
        } finally {
            lock.unlock();
        }
    }

    /** For a change that needs no more room: messages go, or move within the account. */
    Room change() {
        lock.lock();
        try {
            return opened(0, 0);
        } finally {
            lock.unlock();
        }
    }

    private Room opened(long octets, long messages) {
        open++;
        pendingOctets += octets;
        pendingMessages += messages;
        return new Room(octets, messages);
    }

    /** Throws OVER_QUOTA when there is no room for these. */
    void admit(long octets, long messages) throws IOException, StoreException {
        lock.lock();
        try {
            refresh();
            if (fits(octets, messages)) return;
            if (doubtful && open == 0) {
                count();
                if (fits(octets, messages)) return;
            }
            throw new StoreException(StoreException.Reason.OVER_QUOTA, "the quota of " + account + " is used up");
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(long octets, long messages) {
        return usage.quota().isNone() || usage.fits(pendingOctets + octets, pendingMessages + messages);
    }

    Usage usage() throws IOException, StoreException {
        lock.lock();
        try {
            refresh();
            return usage;
        } finally {
            lock.unlock();
        }
    }

    /** Other programs added or removed messages, without saying so here perhaps. */
    void doubt() {
        lock.lock();
        try {
            doubtful = true;
        } finally {
            lock.unlock();
        }
    }

    private void changed(long octets, long messages) {
        if (usage.quota().isNone()) {
            // Who counts later counts this too.
            counted = false;
            return;
        }
        usage = usage.and(octets, messages);
        try {
            file.add(octets, messages);
        } catch (IOException e) {
            doubtful = true;
            log.warn("{} in {} cannot be written", SizeFile.NAME, folders.root(), e);
        }
    }

    private void refresh() throws IOException, StoreException {
        Quota quota = means.quotas().of(account);
        if (quota.isNone()) {
            usage = Usage.UNLIMITED;
            counted = false;
            return;
        }
        boolean known = counted && quota.equals(usage.quota());
        boolean due = doubtful && (!known || System.nanoTime() - countedAt > PAUSE_NANOS);
        if (open == 0 && (!known || due)) {
            count(quota);
            return;
        }
        if (known && !file.isOther()) return;
        Optional<Usage> written = file.read(quota);
        if (written.isPresent()) usage = written.get();
        else if (open == 0) count(quota);
        else usage = new Usage(quota, usage.octets(), usage.messages());
    }

    private void count() throws IOException, StoreException {
        count(usage.quota());
    }

    private void count(Quota quota) throws IOException, StoreException {
        Usage sum = new Usage(quota, 0, 0);
        for (MailboxName name : folders.names()) {
            Sum more = sum(folders.of(name));
            sum = sum.and(more.octets(), more.messages());
        }
        usage = sum;
        file.write(usage);
        counted = true;
        doubtful = false;
        countedAt = System.nanoTime();
    }

    /** What a mailbox's folder holds. */
    record Sum(long octets, long messages) {}

    static Sum sum(Path mailbox) throws IOException {
        long octets = 0;
        Map<String, Place> files = Listing.whole(mailbox).files();
        for (Map.Entry<String, Place> each : files.entrySet())
            octets += octets(each.getKey(), each.getValue().of(mailbox, each.getKey()));
        return new Sum(octets, files.size());
    }

    /** What a message's file measures, as its name tells, else as it is; 0 when it is gone. */
    static long octets(String base, Path file) throws IOException {
        long named = FileName.size(base, 'S').orElse(-1);
        if (named >= 0) return named;
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** What a message's file measures, as its name tells, else as it is counted for its readers. */
    static long octets(View.Row row) {
        return FileName.size(row.base(), 'S').orElse(row.octets());
    }
}

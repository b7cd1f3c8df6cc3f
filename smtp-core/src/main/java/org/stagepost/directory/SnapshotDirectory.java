package org.stagepost.directory;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.directory.SnapshotFile.Stamp;
import org.stagepost.launch.Service;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;

/**
 * Serves the newest snapshot, so a stopped writer stops no login. Looks at most once a second whether the file was
 * replaced; a damaged one is reported and the last good one served on.
 */
public final class SnapshotDirectory implements Directory, Service {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotDirectory.class);
    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The writer shows what it holds as soon as it has made its database. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SnapshotFile file;
    private final Duration patience;
    private final ReentrantLock loading = new ReentrantLock();
    private volatile Snapshot served = Snapshot.EMPTY;
    private volatile long nextLook = System.nanoTime();
    private Stamp stamp = Stamp.ABSENT;

    @Inject
    public SnapshotDirectory(SnapshotFile file) {
        this(file, PATIENCE);
    }

    SnapshotDirectory(SnapshotFile file, Duration patience) {
        this.file = file;
        this.patience = patience;
    }

    /**
     * @throws DirectoryException when the file is damaged, or gone from beside its database: nobody is told that he does not
     *     live here
     */
    @Override
    public void start() throws DirectoryException, IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (file.isMissing()) {
            if (System.nanoTime() - deadline >= 0) throw file.missing();
            LockSupport.parkNanos(LOOK_EVERY_NANOS / 20);
        }
        loading.lock();
        try {
            load(file.stamp());
        } finally {
            loading.unlock();
        }
    }

    @Override
    public void stop() {}

    /** Looks now: what a writer in this process asks for before it says done. */
    public void refresh() {
        loading.lock();
        try {
            look();
        } finally {
            loading.unlock();
        }
    }

    SnapshotFile file() {
        return file;
    }

    Snapshot snapshot() {
        if (System.nanoTime() - nextLook >= 0 && loading.tryLock()) {
            try {
                look();
            } finally {
                loading.unlock();
            }
        }
        return served;
    }

    private void look() {
        nextLook = System.nanoTime() + LOOK_EVERY_NANOS;
        try {
            Stamp now = file.stamp();
            if (now.equals(stamp)) return;
            stamp = now;
            if (now.equals(Stamp.ABSENT)) LOG.error("The directory snapshot is gone: serving it as it was before");
            else load(now);
        } catch (DirectoryException | IOException e) {
            LOG.error("Serving the directory as it was before: {}", e.getMessage());
        }
    }

    /** The stamp is older than what is read: a file replaced in between is read again next time. */
    private void load(Stamp now) throws DirectoryException {
        served = file.read().orElse(Snapshot.EMPTY);
        stamp = now;
    }

    @Override
    public boolean isLocal(Domain domain) {
        return snapshot().isLocal(domain);
    }

    @Override
    public Optional<Domain> primaryDomain() {
        return snapshot().primaryDomain();
    }

    @Override
    public Optional<Account> account(Address address) {
        return snapshot().account(address);
    }

    @Override
    public Optional<Account> login(String name) {
        return snapshot().login(name);
    }

    @Override
    public List<Address> expand(Address address) {
        return snapshot().expand(address);
    }

    @Override
    public Optional<Account> owner(Address expanded) {
        return snapshot().owner(expanded);
    }

    @Override
    public Optional<String> setting(Address account, String name) {
        return snapshot().setting(account, name);
    }

    @Override
    public boolean maySendAs(Account account, Address address) {
        return snapshot().maySendAs(account, address);
    }
}

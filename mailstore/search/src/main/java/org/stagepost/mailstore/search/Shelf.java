package org.stagepost.mailstore.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.maildir.AccountFolder;

/** The indexes of all accounts: those used last are open, at most so many; all together take no more than their room. */
final class Shelf {
    private static final Logger log = LoggerFactory.getLogger(Shelf.class);
    /** Each holds a few dozen files open. */
    private static final int OPEN = 50;

    private final Disk disk;
    private final Path root;
    private final AccountFolder folders;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Path, AccountIndex> open = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable AccountIndex held;

    Shelf(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
        this.folders = new AccountFolder(root, "{domain}/{user}");
    }

    AccountIndex of(Address account) {
        lock.lock();
        try {
            Path folder = folders.of(account.folded());
            AccountIndex index = open.computeIfAbsent(folder, absent -> new AccountIndex(disk, absent));
            if (open.size() > OPEN) closeOldest();
            return index;
        } finally {
            lock.unlock();
        }
    }

    private void closeOldest() {
        Iterator<AccountIndex> oldest = open.values().iterator();
        AccountIndex index = oldest.next();
        if (index == held) index = oldest.next();
        oldest.remove();
        index.close();
    }

    /** The same, which is not closed before the next one is held: there is one that writes. */
    AccountIndex hold(Address account) {
        lock.lock();
        try {
            return held = of(account);
        } finally {
            lock.unlock();
        }
    }

    /** Deletes an account's index. */
    void drop(Address account) {
        drop(folders.of(account.folded()));
    }

    private void drop(Path folder) {
        AccountIndex index;
        lock.lock();
        try {
            index = open.remove(folder);
        } finally {
            lock.unlock();
        }
        (index == null ? new AccountIndex(disk, folder) : index).drop();
    }

    void close() {
        lock.lock();
        try {
            open.values().forEach(AccountIndex::close);
            open.clear();
        } finally {
            lock.unlock();
        }
    }

    /** An index on the disk: octets, and when it was last written to or used. */
    private record Volume(Path folder, long size, long used) {}

    /** Deletes those that have not been written to for longest until the rest takes no more than this. */
    void shrink(long most) {
        try {
            List<Volume> volumes = volumes();
            volumes.sort((one, other) -> Long.compare(one.used(), other.used()));
            long size = volumes.stream().mapToLong(Volume::size).sum();
            for (Volume each : volumes) {
                if (size <= most) return;
                log.info("the text index in {} makes room for others", each.folder());
                drop(each.folder());
                size -= each.size();
            }
        } catch (IOException e) {
            log.warn("the text indexes in {} cannot be measured now", root, e);
        }
    }

    private List<Volume> volumes() throws IOException {
        List<Volume> volumes = new ArrayList<>();
        for (Path domain : Folder.entries(root)) {
            for (Path user : Folder.entries(domain))
                volumes.add(new Volume(user, Folder.size(user), Folder.changed(user)));
        }
        return volumes;
    }
}

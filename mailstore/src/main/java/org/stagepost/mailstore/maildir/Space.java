package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.stagepost.disk.Disk;
import org.stagepost.mailstore.StoreException;

/**
 * Whether the disk has room for a message. The reserve stays free for what makes room again: change logs of deletions.
 * Asked at every message, so the system is asked some times a second only.
 */
final class Space {
    private static final long FRESH_NANOS = Duration.ofMillis(200).toNanos();

    private final Disk disk;
    private final Path root;
    private final long reserve;
    private volatile @Nullable Reading reading;

    private record Reading(FileStore store, long octets, long at) {}

    Space(Disk disk, Path root, long reserve) {
        this.disk = disk;
        this.root = root;
        this.reserve = reserve;
    }

    void admit(long size) throws StoreException {
        if (free() < reserve + size + size / 2)
            throw new StoreException(StoreException.Reason.UNAVAILABLE, "the mail store's disk is full");
    }

    private long free() throws StoreException {
        Reading last = reading;
        if (last != null && System.nanoTime() - last.at() < FRESH_NANOS) return last.octets();
        try {
            Reading now = disk.perform(() -> read(last == null ? Files.getFileStore(root) : last.store()));
            reading = now;
            return now.octets();
        } catch (IOException e) {
            throw LiveMailbox.failure(e);
        }
    }

    private static Reading read(FileStore store) throws IOException {
        return new Reading(store, store.getUsableSpace(), System.nanoTime());
    }
}

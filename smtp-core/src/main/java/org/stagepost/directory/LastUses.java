package org.stagepost.directory;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;

/**
 * When each app password was used last: the time of an empty file that bears its id. Every process of a site takes logins, so
 * each writes, at most once an hour, and none waits for another.
 */
public final class LastUses {
    private static final Logger LOG = LoggerFactory.getLogger(LastUses.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final int REMEMBERED = 10_000;

    private final Disk disk;
    private final Path folder;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Instant> written = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    @Inject
    public LastUses(Disk disk, DirectoryConfig config, Clock clock) {
        this.disk = disk;
        this.folder = config.folder().resolve("used");
        this.clock = clock;
    }

    /** A login with the app password of this id; that this cannot be written down is no reason to refuse it. */
    void used(String id) {
        if (!isDue(id)) return;
        try {
            disk.perform(() -> {
                disk.createDirectories(folder);
                disk.append(folder.resolve(id)).close();
                disk.stamp(folder.resolve(id), clock.instant());
                return id;
            });
        } catch (IOException e) {
            LOG.warn("the last use of an app password is not noted: {}", e.getMessage());
        }
    }

    private boolean isDue(String id) {
        lock.lock();
        try {
            Instant now = clock.instant();
            Instant last = written.get(id);
            if (last != null && now.isBefore(last.plus(EVERY))) return false;
            written.put(id, now);
            return true;
        } finally {
            lock.unlock();
        }
    }

    Optional<Instant> of(String id) throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(folder.resolve(id)).toInstant());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void forget(String id) throws IOException {
        disk.delete(folder.resolve(id));
    }
}

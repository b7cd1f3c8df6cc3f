package org.stagepost.distribution;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.mailstore.MailstoreConfig;

/**
 * The mail of removed accounts, which is kept for a while: in {@code .removed/} below the mail root, in a folder named after
 * the moment. Nothing but such folders is ever deleted, and no link is followed.
 */
public final class RemovedMail {
    private static final Logger LOG = LoggerFactory.getLogger(RemovedMail.class);
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");

    private final Path folder;
    private final Duration kept;
    private final Disk disk;
    private final Clock clock;

    @Inject
    public RemovedMail(MailstoreConfig config, Disk disk, Clock clock) {
        this.folder = config.root().resolve(".removed");
        this.kept = config.keepRemoved();
        this.disk = disk;
        this.clock = clock;
    }

    /** For mail that is removed now. */
    Path place() {
        return folder.resolve(MOMENT.format(clock.instant().atOffset(ZoneOffset.UTC)));
    }

    /** When mail that is removed now will be deleted; empty for never. */
    Optional<Instant> until() {
        return kept.isZero() ? Optional.empty() : Optional.of(clock.instant().plus(kept));
    }

    /**
     * Deletes what has been kept long enough.
     *
     * @param stopped asked at every file
     */
    void purge(BooleanSupplier stopped) {
        if (kept.isZero() || Files.isSymbolicLink(folder)) return;
        try (DirectoryStream<Path> moments = Files.newDirectoryStream(folder, this::isDue)) {
            for (Path each : moments) delete(each, stopped);
        } catch (NoSuchFileException | NotDirectoryException e) {
            LOG.debug("no account has been removed yet");
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("{} cannot be read now", folder, e);
        }
    }

    private boolean isDue(Path each) {
        if (!Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) return false;
        try {
            LocalDateTime removed = LocalDateTime.parse(each.getFileName().toString(), MOMENT);
            return removed.toInstant(ZoneOffset.UTC).plus(kept).isBefore(clock.instant());
        } catch (DateTimeParseException somebodyElses) {
            return false;
        }
    }

    private void delete(Path moment, BooleanSupplier stopped) {
        try {
            Deletion deletion = new Deletion(disk, stopped);
            Files.walkFileTree(moment, deletion);
            if (!stopped.getAsBoolean())
                LOG.info(
                        "deleted mail of removed accounts after {} days: {}, {} files",
                        kept.toDays(),
                        moment,
                        deletion.files);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted now", moment, e);
        }
    }

    /** Of a tree from its leaves on; links are deleted, not followed. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        private final Disk disk;
        private final BooleanSupplier stopped;
        private int files;

        Deletion(Disk disk, BooleanSupplier stopped) {
            this.disk = disk;
            this.stopped = stopped;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (stopped.getAsBoolean()) return FileVisitResult.TERMINATE;
            disk.delete(file);
            files++;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed) throws IOException {
            if (failed != null) throw failed;
            disk.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}

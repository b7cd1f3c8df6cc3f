package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files in a mailbox's {@code tmp/} that whoever wrote them will never finish. */
record Leftovers(Means means, Path mailbox) {
    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
    /** What Maildir's rules give a writer. */
    private static final Duration KEPT = Duration.ofHours(36);

    /** Removes them, as far as the disk lets us. */
    void sweep() {
        Instant oldest = means.clock().instant().minus(KEPT);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(mailbox.resolve("tmp"))) {
            for (Path file : files) sweep(file, oldest);
        } catch (IOException e) {
            log.debug("{}/tmp cannot be swept now", mailbox, e);
        }
    }

    /** By the time of the last change of its inode: the other time may be a message's date, long ago. */
    private void sweep(Path file, Instant oldest) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(file, "unix:ctime,isRegularFile", LinkOption.NOFOLLOW_LINKS);
        boolean plain = Boolean.TRUE.equals(attributes.get("isRegularFile"));
        if (plain
                && attributes.get("ctime") instanceof FileTime changed
                && changed.toInstant().isBefore(oldest)) means.disk().delete(file);
    }
}

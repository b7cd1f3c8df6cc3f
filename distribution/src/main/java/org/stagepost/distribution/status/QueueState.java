package org.stagepost.distribution.status;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TraceId;

/**
 * The queue by the names and sizes of its files; only those are opened that have waited for a day.
 *
 * @param oldest when the message came that has waited longest
 * @param overdue since when one waits that nobody wants to wait, and that has waited for a day
 * @param setAside files that are no messages of ours, and are not delivered
 */
public record QueueState(int messages, long octets, Optional<Instant> oldest, Optional<Instant> overdue, int setAside) {
    static final QueueState EMPTY = new QueueState(0, 0, Optional.empty(), Optional.empty(), 0);

    /**
     * @param folder of the queue; one that is not there yet is empty
     * @param fetched domains whose hosts come for their mail
     */
    static QueueState of(Path folder, Set<Domain> fetched, Instant now) throws IOException {
        Map<String, Instant> all = new HashMap<>();
        long octets = 0;
        Optional<Instant> oldest = Optional.empty();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve("messages"))) {
            for (Path file : files) {
                Instant came = came(file);
                oldest = oldest.filter(came::isAfter).or(() -> Optional.of(came));
                octets += size(file);
                all.put(file.getFileName().toString(), came);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return EMPTY;
        }
        Optional<Instant> overdue = new Overdue(folder, fetched, now).since(all);
        return new QueueState(all.size(), octets, oldest, overdue, count(folder.resolve("quarantine")));
    }

    /** The name begins with the id, and that with the time. */
    private static Instant came(Path file) throws IOException {
        String name = file.getFileName().toString();
        try {
            return TraceId.parse(name.substring(0, Math.min(TraceId.LENGTH, name.length())))
                    .madeAt();
        } catch (SyntaxException e) {
            return Files.getLastModifiedTime(file).toInstant();
        }
    }

    /** One that has been delivered meanwhile weighs nothing. */
    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static int count(Path folder) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) if (!file.getFileName().toString().startsWith(".")) count++;
        } catch (NoSuchFileException e) {
            return 0;
        }
        return count;
    }
}

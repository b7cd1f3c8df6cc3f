package org.stagepost.distribution.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stagepost.mail.Domain;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.QueueListing;

/**
 * The message that has waited longest without anybody wanting it to: not for a moment that its sender named (RFC 4865), nor for
 * the operator, nor for a host that comes for its mail (RFC 2645).
 */
final class Overdue {
    static final Duration OLD = Duration.ofDays(1);
    /** A queue may be long, and whether more than these wait on purpose is no matter of life and death. */
    private static final int MOST_OPENED = 1_000;

    private final Path folder;
    private final Set<Domain> fetched;
    private final Instant now;

    Overdue(Path folder, Set<Domain> fetched, Instant now) {
        this.folder = folder;
        this.fetched = fetched;
        this.now = now;
    }

    /**
     * Since when it waits; empty when there is none that has waited for a day.
     *
     * @param came the names of the files, and when they came; younger ones are not opened
     */
    Optional<Instant> since(Map<String, Instant> came) throws IOException {
        List<Map.Entry<String, Instant>> old = came.entrySet().stream()
                .filter(file -> isOld(file.getValue()))
                .sorted(Map.Entry.comparingByValue())
                .limit(MOST_OPENED)
                .toList();
        Optional<Instant> first = Optional.empty();
        for (Map.Entry<String, Instant> file : old) {
            if (first.isPresent() && !file.getValue().isBefore(first.get())) break;
            Optional<Instant> since = since(file.getKey(), file.getValue()).filter(this::isOld);
            if (since.isPresent() && first.filter(since.get()::isAfter).isEmpty()) first = since;
        }
        return first;
    }

    private boolean isOld(Instant moment) {
        return Duration.between(moment, now).compareTo(OLD) > 0;
    }

    /** What cannot be read is on nobody's wish here either. */
    private Optional<Instant> since(String name, Instant came) throws IOException {
        Optional<QueueEntry> entry = QueueListing.one(folder, name);
        if (entry.isEmpty())
            return Files.exists(folder.resolve("messages").resolve(name)) ? Optional.of(came) : Optional.empty();
        return entry.filter(this::isToGo).map(QueueEntry::since);
    }

    private boolean isToGo(QueueEntry entry) {
        return entry.ready(now).stream()
                .anyMatch(recipient -> !fetched.contains(recipient.address().domain()));
    }
}

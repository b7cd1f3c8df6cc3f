package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mta.queue.Agenda;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.Spool;

/**
 * All that waits, whether memory knows of it or not: where the agenda was full, what is due last waits as a file only, and
 * who asks for his mail asks for that too.
 */
final class Backlog {
    private static final Logger log = LoggerFactory.getLogger(Backlog.class);

    private final Spool spool;
    private final Agenda agenda;

    @Inject
    Backlog(Spool spool, Agenda agenda) {
        this.spool = spool;
        this.agenda = agenda;
    }

    /** Those of the messages that wait which are meant, one after the other: files are read only where they are looked for. */
    Stream<QueueEntry> waiting(Predicate<QueueEntry> meant) {
        Stream<QueueEntry> known = agenda.waiting().stream().map(Agenda.Item::entry);
        Stream<QueueEntry> others = unknown().stream().flatMap(name -> read(name).stream());
        return Stream.concat(known, others).filter(meant);
    }

    private List<String> unknown() {
        try {
            return agenda.unknown(spool::names);
        } catch (IOException e) {
            log.error("cannot look through the queue: {}", e.getMessage());
            return List.of();
        }
    }

    private Optional<QueueEntry> read(String name) {
        try {
            return spool.look(name);
        } catch (IOException e) {
            log.error("cannot read {} in the queue: {}", name, e.getMessage());
            return Optional.empty();
        }
    }

    /** Takes a message that waits: who has it begins its round, or gives it back to the agenda. */
    Optional<QueueEntry> claim(String name) {
        Optional<Agenda.Item> item = agenda.claim(name);
        if (item.isPresent()) return item.map(Agenda.Item::entry);
        if (!agenda.claimUnknown(name)) return Optional.empty();
        try {
            Optional<QueueEntry> entry = spool.read(name);
            if (entry.isEmpty()) agenda.unclaim(name);
            return entry;
        } catch (IOException | RuntimeException e) {
            agenda.unclaim(name);
            log.error("cannot read {} in the queue", name, e);
            return Optional.empty();
        }
    }
}

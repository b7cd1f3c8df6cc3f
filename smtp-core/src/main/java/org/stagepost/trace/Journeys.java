package org.stagepost.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TraceId;

/** Reads what all processes have logged, and joins what one message was called on the two sides of a wire. */
public final class Journeys {
    /** An event may be older than the file time of its segment by what a busy writer takes. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private static final int MAX_FOUND = 1_000;

    private final Path folder;

    /** @param folder of all processes' logs */
    public Journeys(Path folder) {
        this.folder = folder;
    }

    /**
     * Everything that was reported about one message, in order of time.
     *
     * @param id the first of its names
     */
    public record Journey(TraceId id, List<TraceEvent> events) {
        public Journey {
            events = List.copyOf(events);
        }
    }

    /** The journeys that have an event that is wanted, the oldest first; at most a thousand. */
    public List<Journey> find(Wanted wanted) throws IOException {
        Names names = new Names();
        Set<TraceId> found = new LinkedHashSet<>();
        each(wanted.since(), event -> {
            peer(event, peer -> names.join(event.id(), peer));
            if (found.size() < MAX_FOUND && wanted.matches(event)) found.add(event.id());
        });
        Map<TraceId, List<TraceEvent>> journeys = new TreeMap<>();
        for (TraceId id : found) journeys.put(names.first(id), new ArrayList<>());
        each(wanted.since(), event -> {
            List<TraceEvent> journey = journeys.get(names.first(event.id()));
            if (journey != null) journey.add(event);
        });
        List<Journey> sorted = new ArrayList<>();
        journeys.forEach((id, events) -> {
            events.sort(Comparator.comparing(TraceEvent::at));
            sorted.add(new Journey(id, events));
        });
        return sorted;
    }

    private static void peer(TraceEvent event, Consumer<TraceId> action) {
        if (event.peerId().isEmpty()) return;
        try {
            action.accept(TraceId.parse(event.peerId()));
        } catch (SyntaxException e) {
            // The id of somebody else's server joins nothing of ours.
        }
    }

    private void each(Instant since, Consumer<TraceEvent> action) throws IOException {
        for (Path segment : Segments.in(folder)) {
            try {
                Instant last = Files.getLastModifiedTime(segment).toInstant();
                if (!last.plus(SLACK).isBefore(since)) scan(segment, action);
            } catch (NoSuchFileException e) {
                // Swept away meanwhile: what it held is past its time.
            }
        }
    }

    private static void scan(Path segment, Consumer<TraceEvent> action) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(segment, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine())
                TraceLine.parse(line).ifPresent(action);
        }
    }

    /** Which ids name the same message: each leads to an older one, the oldest to nothing. */
    private static final class Names {
        private final Map<TraceId, TraceId> older = new HashMap<>();

        TraceId first(TraceId id) {
            TraceId name = id;
            for (TraceId next = older.get(name); next != null; next = older.get(name)) name = next;
            return name;
        }

        void join(TraceId one, TraceId other) {
            TraceId a = first(one);
            TraceId b = first(other);
            if (!a.equals(b)) older.put(a.compareTo(b) > 0 ? a : b, a.compareTo(b) > 0 ? b : a);
        }
    }
}

package org.stagepost.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TraceId;
import org.stagepost.trace.TraceEvent.Kind;

/** Reads what all processes have logged, and joins what one message was called on the two sides of a wire. */
public final class Journeys {
    /** An event may be older than the file time of its segment by what a busy writer takes. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private static final int MAX_FOUND = 1_000;
    private static final int BUFFER = 1 << 16;

    private final Path folder;

    /** @param folder of all processes' logs */
    public Journeys(Path folder) {
        this.folder = folder;
    }

    /**
     * Everything that was reported about one message, in the order in which it went on (see {@link Course}).
     *
     * @param id the first of its names
     */
    public record Journey(TraceId id, List<TraceEvent> events) {
        public Journey {
            events = List.copyOf(events);
        }
    }

    /** What was found, the oldest first; {@code more} when earlier ones were left out. */
    public record Found(List<Journey> journeys, boolean more) {
        public Found {
            journeys = List.copyOf(journeys);
        }
    }

    /** The journeys that have an event that is wanted; of more than a thousand, the last. */
    public Found find(Wanted wanted) throws IOException {
        Names names = new Names();
        Recent found = new Recent();
        each(wanted.since(), line -> {
            id(line.peerId()).ifPresent(peer -> id(line.id()).ifPresent(id -> names.join(id, peer)));
            if (wanted.matches(line)) id(line.id()).ifPresent(found::add);
        });
        Map<TraceId, List<TraceEvent>> journeys = new TreeMap<>();
        for (TraceId id : found.ids) journeys.put(names.first(id), new ArrayList<>());
        Set<String> all = names.thoseOf(journeys.keySet());
        each(wanted.since(), line -> {
            if (all.contains(line.id()))
                line.event()
                        .ifPresent(event -> journeys.computeIfAbsent(names.first(event.id()), id -> new ArrayList<>())
                                .add(event));
        });
        List<Journey> sorted = new ArrayList<>();
        journeys.forEach((id, events) -> {
            if (!events.isEmpty()) sorted.add(new Journey(id, Course.of(events)));
        });
        return new Found(sorted, found.more);
    }

    /** Every event of a wanted kind since then, of whatever message, in no order. */
    public void each(Instant since, Predicate<Kind> wanted, Consumer<TraceEvent> action) throws IOException {
        each(since, line -> {
            if (line.kind().filter(wanted).isPresent())
                line.event().filter(event -> !event.at().isBefore(since)).ifPresent(action);
        });
    }

    /** Empty also for the id of somebody else's server, which joins nothing of ours. */
    private static Optional<TraceId> id(String text) {
        if (text.length() != TraceId.LENGTH) return Optional.empty();
        try {
            return Optional.of(TraceId.parse(text));
        } catch (SyntaxException e) {
            return Optional.empty();
        }
    }

    private void each(Instant since, Consumer<LoggedLine> action) throws IOException {
        for (Path segment : Segments.in(folder)) {
            try {
                Instant last = Files.getLastModifiedTime(segment).toInstant();
                if (!last.plus(SLACK).isBefore(since)) scan(segment, action);
            } catch (NoSuchFileException e) {
                // Swept away meanwhile: what it held is past its time.
            }
        }
    }

    private static void scan(Path segment, Consumer<LoggedLine> action) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(Files.newInputStream(segment), StandardCharsets.ISO_8859_1), BUFFER)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine())
                action.accept(new LoggedLine(line));
        }
    }

    /** The ids found last. */
    private static final class Recent {
        private final Set<TraceId> ids = new LinkedHashSet<>();
        private boolean more;

        void add(TraceId id) {
            if (!ids.add(id) || ids.size() <= MAX_FOUND) return;
            ids.remove(ids.iterator().next());
            more = true;
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

        /** Every name of the messages whose first names these are. */
        Set<String> thoseOf(Set<TraceId> firsts) {
            Set<String> all = new HashSet<>();
            for (TraceId first : firsts) all.add(first.text());
            for (TraceId id : older.keySet()) {
                if (firsts.contains(first(id))) all.add(id.text());
            }
            return all;
        }
    }
}

package org.stagepost.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.stagepost.disk.Disk;

/** The folder of logs: every process writes segments of its own, named by when they began, and the oldest go first. */
final class Segments {
    static final String ENDING = ".log";
    private static final DateTimeFormatter BEGAN =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);

    private final Disk disk;
    private final Path folder;
    private final Clock clock;

    Segments(Disk disk, Path folder, Clock clock) {
        this.disk = disk;
        this.folder = folder;
        this.clock = clock;
    }

    /** The name of a segment that begins now; the process id tells two processes with the same name apart. */
    Path next(String process) {
        String began = BEGAN.format(clock.instant());
        return folder.resolve(
                began + "-" + process + "-" + ProcessHandle.current().pid() + ENDING);
    }

    /** All segments, the oldest first. */
    static List<Path> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted(Comparator.comparing(Path::getFileName))
                    .toList();
        }
    }

    /** Removes segments last written before the limit of age, then the oldest until the rest fits; never the given one. */
    void sweep(TraceConfig config, Path current) throws IOException {
        Instant limit = clock.instant().minus(config.keep());
        Deque<Path> kept = new ArrayDeque<>();
        long octets = 0;
        for (Path segment : new ArrayList<>(in(folder))) {
            if (!segment.equals(current) && modified(segment).isBefore(limit)) disk.delete(segment);
            else {
                kept.add(segment);
                octets += size(segment);
            }
        }
        while (octets > config.size() && !kept.isEmpty()) {
            Path oldest = kept.remove();
            if (oldest.equals(current)) continue;
            octets -= size(oldest);
            disk.delete(oldest);
        }
    }

    private static Instant modified(Path segment) throws IOException {
        try {
            return Files.getLastModifiedTime(segment).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.EPOCH;
        }
    }

    private static long size(Path segment) throws IOException {
        try {
            return Files.size(segment);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}

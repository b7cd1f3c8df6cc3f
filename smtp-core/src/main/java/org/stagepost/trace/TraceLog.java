package org.stagepost.trace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskFile;
import org.stagepost.launch.Service;

/**
 * Appends events to this process's own log. A session only puts its event into a bounded buffer; where that is full, or
 * the disk fails, events are dropped and counted: the trace is worth less than the mail.
 */
public final class TraceLog implements Tracer, Service {
    private static final Logger LOG = LoggerFactory.getLogger(TraceLog.class);
    private static final int BUFFER = 4_096;
    private static final int BATCH = 256;
    private static final int SEGMENTS = 32;
    private static final Duration SWEEP = Duration.ofMinutes(10);

    private final Disk disk;
    private final Path folder;
    private final String process;
    private final TraceConfig config;
    private final Clock clock;
    private final Echo echo;
    private final Segments segments;
    private final BlockingQueue<TraceEvent> buffer = new ArrayBlockingQueue<>(BUFFER);
    private final LongAdder dropped = new LongAdder();
    private final Thread writer;
    private volatile boolean stopping;
    private Optional<Segment> current = Optional.empty();
    private Instant nextSweep = Instant.MIN;

    /**
     * @param folder of all processes' logs
     * @param process what this process is called in the names of its segments: {@code all}, {@code msa}
     */
    public TraceLog(Disk disk, Path folder, String process, TraceConfig config, Clock clock) {
        this(disk, folder, process, config, clock, Tracer.NONE);
    }

    /** @param echo is told the same as the log, behind it: neither a session nor the log waits for it */
    public TraceLog(Disk disk, Path folder, String process, TraceConfig config, Clock clock, Tracer echo) {
        this.disk = disk;
        this.folder = folder;
        this.process = process;
        this.config = config;
        this.clock = clock;
        this.echo = new Echo(echo);
        this.segments = new Segments(disk, folder, clock);
        this.writer = Thread.ofPlatform().name("trace").daemon().unstarted(this::write);
    }

    /** The file being written. */
    private record Segment(Path path, DiskFile file) {}

    @Override
    public void start() throws IOException {
        disk.createDirectories(folder);
        echo.start();
        writer.start();
    }

    @Override
    public void report(TraceEvent event) {
        if (stopping || !buffer.offer(event)) dropped.increment();
    }

    /** How many events are lost so far. */
    public long dropped() {
        return dropped.sum();
    }

    /** Returns when everything reported before is written. */
    @Override
    public void stop() throws InterruptedException {
        stopping = true;
        writer.join(Duration.ofSeconds(5));
        echo.stop();
    }

    private void write() {
        List<TraceEvent> batch = new ArrayList<>(BATCH);
        try {
            while (!stopping || !buffer.isEmpty()) {
                TraceEvent first = buffer.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) continue;
                batch.add(first);
                buffer.drainTo(batch, BATCH - 1);
                append(batch);
                batch.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            current.ifPresent(this::close);
        }
    }

    private void append(List<TraceEvent> batch) {
        StringBuilder lines = new StringBuilder();
        for (TraceEvent event : batch)
            lines.append(TraceLine.of(config.kept(event))).append('\n');
        append(lines.toString(), batch.size());
        for (TraceEvent event : batch) echo.report(config.kept(event));
    }

    private void append(String lines, int count) {
        try {
            DiskFile file = segment().file();
            file.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)));
            if (file.size() > config.size() / SEGMENTS) end();
        } catch (IOException e) {
            dropped.add(count);
            LOG.warn("{} events of the trace are lost: {}", count, e.getMessage());
            end();
        }
    }

    /** The current segment; another one when it has been swept away by a process beside us, or none is open. */
    private Segment segment() throws IOException {
        if (!clock.instant().isBefore(nextSweep)) sweep();
        if (current.isEmpty()) {
            Path path = segments.next(process);
            current = Optional.of(new Segment(path, disk.append(path)));
        }
        return current.get();
    }

    private void sweep() throws IOException {
        nextSweep = clock.instant().plus(SWEEP);
        if (current.isPresent() && !Files.exists(current.get().path())) end();
        segments.sweep(config, current.map(Segment::path).orElse(folder));
    }

    private void end() {
        current.ifPresent(this::close);
        current = Optional.empty();
        nextSweep = Instant.MIN;
    }

    private void close(Segment segment) {
        try {
            segment.file().close();
        } catch (IOException e) {
            LOG.warn("{} could not be closed: {}", segment.path(), e.getMessage());
        }
    }
}

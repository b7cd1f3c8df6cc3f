package org.stagepost.msa;

import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskFile;
import org.stagepost.launch.Service;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.msa.Allotment.Kind;

/**
 * Writes down once a minute, and at the end, what the senders have used of their allotments, and reads it at the start: a restart
 * fills up nobody's hour or day. A line a sender, below one with the time; a power cut may lose it, so nothing is forced.
 */
public final class UsedAllotments implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(UsedAllotments.class);
    private static final String FIRST = "stagepost-allotments 1 ";
    private static final long MOST = 1_000_000_000_000_000L;
    private static final long MOST_OCTETS = 16L << 20;
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Path file;
    private final SubmissionLimits limits;
    private final Devices devices;
    private final Disk disk;
    private final Clock clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("allotments").unstarted(this::work);
    private boolean empty = true;

    @Inject
    UsedAllotments(MsaConfig config, SubmissionLimits limits, Devices devices, Disk disk, Clock clock) {
        this.file = config.allotments();
        this.limits = limits;
        this.devices = devices;
        this.disk = disk;
        this.clock = clock;
    }

    /** A file that cannot be read is no reason to take no mail. */
    @Override
    public void start() {
        try {
            read();
        } catch (IOException | SyntaxException | DateTimeException | IllegalArgumentException e) {
            LOG.warn("what senders have used of their allotments is not known: {}: {}", file, e.getMessage());
        }
        thread.start();
    }

    private void work() {
        try {
            while (!stop.await(1, TimeUnit.MINUTES)) write();
        } catch (InterruptedException e) {
            LOG.warn("what senders use of their allotments is not written down any more", e);
        }
    }

    @Override
    public void stop() throws InterruptedException {
        stop.countDown();
        if (thread.join(GRACE)) write();
    }

    private void read() throws IOException, SyntaxException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return;
        if (Files.size(file) > MOST_OCTETS) throw new IOException("too large");
        List<String> lines = disk.perform(() ->
                Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList());
        if (lines.isEmpty() || !lines.getFirst().startsWith(FIRST)) throw new SyntaxException("not one of ours");
        Instant at = Instant.parse(lines.getFirst().substring(FIRST.length()));
        Duration ago = Duration.between(at, clock.instant());
        if (ago.isNegative()) ago = Duration.ZERO;
        Map<String, Map<Kind, Long>> all = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] words = line.split(" ", -1);
            if (words.length == 1 + Kind.values().length)
                all.put(URLDecoder.decode(words[0], StandardCharsets.UTF_8), used(words));
        }
        empty = all.isEmpty();
        devices.recall(all, ago);
        limits.recall(all, ago);
    }

    private static Map<Kind, Long> used(String[] words) throws SyntaxException {
        Map<Kind, Long> used = new EnumMap<>(Kind.class);
        int at = 1;
        for (Kind kind : Kind.values()) used.put(kind, Ascii.number(words[at++], MOST));
        return used;
    }

    private void write() {
        StringBuilder text = new StringBuilder(FIRST).append(clock.instant()).append('\n');
        Map<String, Map<Kind, Long>> all = new LinkedHashMap<>(limits.used());
        all.putAll(devices.used());
        if (all.isEmpty() && empty) return;
        all.forEach((sender, used) -> {
            text.append(URLEncoder.encode(sender, StandardCharsets.UTF_8));
            for (Kind kind : Kind.values()) text.append(' ').append(used.get(kind));
            text.append('\n');
        });
        ByteBuffer octets = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
        Path beside = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            disk.perform(() -> {
                disk.delete(beside);
                try (DiskFile whole = disk.create(beside)) {
                    whole.write(octets);
                }
                disk.rename(beside, file);
                return file;
            });
            empty = all.isEmpty();
        } catch (IOException e) {
            LOG.warn("what senders have used of their allotments is not written down: {}", e.getMessage());
        }
    }
}

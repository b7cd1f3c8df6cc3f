package org.stagepost.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.Message;

/**
 * Keeps the octets of a message while it comes in: up to 256 KiB in memory, a larger one in a file that is not forced,
 * because whoever takes the message forces its own (write once). Closing it removes that file; by then the message must
 * have been taken.
 */
public final class MessageBuffer extends OutputStream {
    private static final int IN_MEMORY = 256 * 1024;
    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration EVERY = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(MessageBuffer.class);
    private static final Sweeps SWEEPS = new Sweeps();

    private final Path spillDirectory;
    private byte[] memory = new byte[0];
    private int held;
    private long size;
    private @Nullable Path file;
    private @Nullable OutputStream spill;

    /** @param spillDirectory where a large message waits; on the file system of the store, so that it can be linked */
    public MessageBuffer(Path spillDirectory) {
        this.spillDirectory = spillDirectory;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        if (spill == null && size + length > IN_MEMORY) spill = spilled();
        OutputStream out = spill;
        if (out != null) out.write(octets, offset, length);
        else remember(octets, offset, length);
        size += length;
    }

    private void remember(byte[] octets, int offset, int length) {
        if (held + length > memory.length)
            memory = Arrays.copyOf(
                    memory, Math.min(IN_MEMORY, Math.max(held + length, Math.max(4096, 2 * memory.length))));
        System.arraycopy(octets, offset, memory, held, length);
        held += length;
    }

    private OutputStream spilled() throws IOException {
        Files.createDirectories(spillDirectory);
        Path path = Files.createTempFile(
                spillDirectory,
                "incoming-",
                ".eml",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        file = path;
        sweep(path);
        OutputStream out = Files.newOutputStream(path, StandardOpenOption.WRITE);
        out.write(memory, 0, held);
        memory = new byte[0];
        held = 0;
        return out;
    }

    /**
     * Removes what processes that were killed left here; a message on its way in is written to all the time. Once an hour is
     * enough, and a failure no reason to refuse the message at hand.
     */
    private void sweep(Path mine) {
        if (!SWEEPS.isDue(spillDirectory)) return;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(spillDirectory, "incoming-*.eml")) {
            Instant oldest = Files.getLastModifiedTime(mine).toInstant().minus(KEPT);
            for (Path each : files) sweep(each, oldest);
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("{} cannot be looked through now", spillDirectory, e);
        }
    }

    private static void sweep(Path file, Instant oldest) {
        try {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) Files.delete(file);
        } catch (NoSuchFileException gone) {
            // Another session's, which has ended.
        } catch (IOException e) {
            LOG.warn("{} was left by a process that was killed, and cannot be removed now", file, e);
        }
    }

    /** How many octets have come. */
    public long size() {
        return size;
    }

    /** What has come, to be read before {@link #close}. */
    public Message message() {
        return new Kept();
    }

    /** Whoever took the message has it by now, and says so whatever becomes of what is left here. */
    @Override
    public void close() {
        Path path = file;
        if (path == null) return;
        try (OutputStream out = spill) {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed now; it will be in a day", path, e);
        }
    }

    /** When this process swept a folder last: there are few of them, and they stay. */
    private static final class Sweeps {
        private final Map<Path, Long> last = new ConcurrentHashMap<>();

        /** The first who asks within an hour is to do it. */
        boolean isDue(Path folder) {
            long now = System.nanoTime();
            Long before = last.putIfAbsent(folder, now);
            if (before == null) return true;
            return now - before >= EVERY.toNanos() && last.replace(folder, before, now);
        }
    }

    private final class Kept implements Message {
        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream open() throws IOException {
            Path path = file;
            return path == null ? new ByteArrayInputStream(memory, 0, held) : Files.newInputStream(path);
        }

        @Override
        public void writeTo(OutputStream target) throws IOException {
            if (file == null) target.write(memory, 0, held);
            else Message.super.writeTo(target);
        }
    }
}

package org.stagepost.mailstore.maildir;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskFile;
import org.stagepost.disk.ForceSite;

/**
 * A text file that grows by whole lines, and is now and then written anew beside itself and renamed into place. Where
 * another process writes it, what is written here stays in the memory of whoever keeps it. Not for use by several threads
 * at once.
 */
final class LineFile {
    private final Disk disk;
    private final Path file;
    private final ForceSite site;
    private final Use use;
    /** False after a failed append or force: the kernel may have dropped what it could not write (never force again). */
    private boolean sound = true;
    /** How long the file is after what was read and written here, or -1. */
    private long length = -1;

    /** Whose file it is. */
    enum Use {
        WRITTEN,
        ONLY_READ
    }

    LineFile(Disk disk, Path file, ForceSite site, Use use) {
        this.disk = disk;
        this.file = file;
        this.site = site;
        this.use = use;
    }

    /** All of it, one character an octet; empty when there is no such file. */
    String read() throws IOException {
        Set<? extends java.nio.file.OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try (FileChannel channel = FileChannel.open(file, options)) {
            byte[] octets = Channels.newInputStream(channel).readAllBytes();
            length = octets.length;
            return new String(octets, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            length = 0;
            return "";
        }
    }

    /** For a file whose content is known already: whether it ends as a file of whole lines does, as nothing torn would. */
    boolean resume() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            length = channel.size();
            ByteBuffer last = ByteBuffer.allocate(1);
            return length > 0 && channel.read(last, length - 1) == 1 && last.get(0) == '\n';
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Whether the file is as long as what was read and written here: nobody else wrote it. */
    boolean isOurs() throws IOException {
        try {
            return Files.size(file) == length;
        } catch (NoSuchFileException e) {
            return length == 0;
        }
    }

    /** Whether lines can be appended: otherwise the file must be {@link #replace}d first. */
    boolean isSound() {
        return sound;
    }

    void unsound() {
        sound = false;
    }

    /** Adds lines, durable when this returns. */
    void append(String lines) throws IOException {
        if (use == Use.WRITTEN) write(lines, true);
    }

    /** Adds lines that a power cut may take away again. */
    void note(String lines) throws IOException {
        if (use == Use.WRITTEN) write(lines, false);
    }

    /** Makes durable what was noted, also by another process. */
    void force() throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) write("", true);
    }

    private void write(String lines, boolean forced) throws IOException {
        if (!sound) throw new IOException(file + " failed before and has not been written anew");
        sound = false;
        try (DiskFile out = disk.append(file)) {
            if (!lines.isEmpty()) out.write(octets(lines));
            if (forced) out.force(site);
        }
        length += lines.length();
        sound = true;
    }

    /** Puts this content in place of the old, at once and durably. */
    void replace(String content) throws IOException {
        if (use == Use.WRITTEN) rewrite(content);
        length = content.length();
        sound = true;
    }

    private void rewrite(String content) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".tmp");
        disk.delete(aside);
        try (DiskFile out = disk.create(aside)) {
            out.write(octets(content));
            out.force(site);
        }
        sound = false;
        disk.rename(aside, file);
        disk.forceDirectory(requireNonNull(file.getParent()), site);
    }

    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Path path() {
        return file;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}

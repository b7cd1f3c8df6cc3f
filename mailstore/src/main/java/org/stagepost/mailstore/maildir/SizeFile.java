package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskFile;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.Quota;
import org.stagepost.mailstore.Usage;

/**
 * {@code maildirsize}, by which every program that works on a Maildir++ knows what its account keeps: a line with the
 * limits ({@code 1000000000S,50000C}), then a line a change ({@code octets messages}), each written at once. Nothing of it
 * is forced: it can be counted again.
 */
final class SizeFile {
    static final String NAME = "maildirsize";
    /** Maildir++: a longer file is counted anew. */
    private static final long LONGEST = 5120;

    private final Disk disk;
    private final Path file;
    /** The file as it was read or written last. */
    private Mark mark = Mark.NONE;

    SizeFile(Disk disk, Path root) {
        this.disk = disk;
        this.file = root.resolve(NAME);
    }

    private record Mark(Object key, long length, FileTime modified) {
        private static final Mark NONE = new Mark("", -1, FileTime.fromMillis(0));
    }

    /** Whether other programs wrote to the file since. */
    boolean isOther() {
        return !now().equals(mark);
    }

    /** What the file says; empty when it has to be counted: for other limits, or too long, or damaged. */
    Optional<Usage> read(Quota quota) throws IOException {
        Mark before = now();
        if (before.length() < 0 || before.length() > LONGEST) return Optional.empty();
        String[] lines;
        try {
            lines = Files.readString(file, StandardCharsets.ISO_8859_1).split("\n");
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (!lines[0].equals(limits(quota))) return Optional.empty();
        long octets = 0;
        long messages = 0;
        try {
            for (int i = 1; i < lines.length; i++) {
                String[] numbers = lines[i].strip().split(" +");
                if (numbers.length != 2) return Optional.empty();
                octets += signed(numbers[0]);
                messages += signed(numbers[1]);
            }
        } catch (SyntaxException e) {
            return Optional.empty();
        }
        if (octets < 0 || messages < 0) return Optional.empty();
        mark = before;
        return Optional.of(new Usage(quota, octets, messages));
    }

    private static long signed(String text) throws SyntaxException {
        boolean negative = text.startsWith("-");
        long value = Ascii.number(negative ? text.substring(1) : text, Long.MAX_VALUE >> 8);
        return negative ? -value : value;
    }

    /** Tells everybody of a change. */
    void add(long octets, long messages) throws IOException {
        byte[] line = Ascii.octets(octets + " " + messages + "\n");
        boolean known = !isOther();
        try (DiskFile out = disk.append(file)) {
            out.write(ByteBuffer.wrap(line));
        }
        Mark after = now();
        boolean onlyOurs = known && after.length() == mark.length() + line.length;
        if (onlyOurs) mark = after;
    }

    /** Writes what was counted. */
    void write(Usage usage) throws IOException {
        String text = limits(usage.quota()) + "\n" + usage.octets() + " " + usage.messages() + "\n";
        Path aside = file.resolveSibling(NAME + ".tmp");
        disk.delete(aside);
        try (DiskFile out = disk.create(aside)) {
            out.write(ByteBuffer.wrap(Ascii.octets(text)));
        }
        disk.rename(aside, file);
        mark = now();
    }

    private static String limits(Quota quota) {
        StringBuilder limits = new StringBuilder();
        if (quota.octets() < Long.MAX_VALUE) limits.append(quota.octets()).append('S');
        if (quota.messages() < Long.MAX_VALUE) {
            if (!limits.isEmpty()) limits.append(',');
            limits.append(quota.messages()).append('C');
        }
        return limits.toString();
    }

    private Mark now() {
        try {
            BasicFileAttributes read = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Object key = read.fileKey();
            return new Mark(key == null ? file : key, read.size(), read.lastModifiedTime());
        } catch (IOException e) {
            return Mark.NONE;
        }
    }
}

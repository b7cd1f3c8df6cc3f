package org.stagepost.distribution.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskFile;
import org.stagepost.disk.ForceSite;

/**
 * Makes one folder like another that is in use. Nothing is locked: the order in which files are copied makes the copy one
 * that a power cut could have left, and those every part of the suite starts from. What is there already, of the same length
 * and time, is not copied again.
 */
final class Mirror {
    static final ForceSite FILE = new ForceSite("backup.file");
    private static final int CHUNK = 256 << 10;
    /** How often a folder is looked at again because its files got other names meanwhile. */
    private static final int LOOKS = 10;

    /** What a mailbox knows of its messages, in the order in which it writes them down. */
    private static final List<String> RECORDS = List.of("dovecot-uidlist", "dovecot-keywords", "stagepost-changes");

    private static final List<String> MESSAGES = List.of("new", "cur");
    private static final String UNFINISHED = ".stagepost-copy";

    private final Disk disk;
    private final Predicate<Path> wanted;
    private long copied;

    /** @param wanted which files and folders are copied */
    Mirror(Disk disk, Predicate<Path> wanted) {
        this.disk = disk;
        this.wanted = wanted;
    }

    /** How many files were copied so far. */
    long copied() {
        return copied;
    }

    /** Makes the folder {@code to} like the folder {@code from}; removes what is only there. */
    void copy(Path from, Path to) throws IOException {
        disk.createDirectories(to);
        boolean mailbox = Files.isDirectory(from.resolve("cur"), LinkOption.NOFOLLOW_LINKS);
        if (mailbox) mailbox(from, to);
        Set<String> there = new HashSet<>();
        for (String name : names(from)) {
            Path file = from.resolve(name);
            if (!wanted.test(file) || mailbox && isOfMailbox(name)) continue;
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) copy(file, to.resolve(name));
            else if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !copyFile(file, to.resolve(name)))
                continue;
            there.add(name);
        }
        for (String name : names(to)) {
            if (!there.contains(name) && !(mailbox && isOfMailbox(name))) disk.deleteTree(to.resolve(name));
        }
    }

    private static boolean isOfMailbox(String name) {
        return RECORDS.contains(name) || MESSAGES.contains(name) || name.equals("tmp");
    }

    /** The records belong together: when one was written anew meanwhile, all are copied again. */
    private void mailbox(Path from, Path to) throws IOException {
        for (int look = 0; look < LOOKS; look++) {
            List<Object> before = keys(from);
            for (String name : RECORDS) {
                if (!copyFile(from.resolve(name), to.resolve(name))) disk.delete(to.resolve(name));
            }
            if (keys(from).equals(before)) break;
        }
        disk.createDirectories(to.resolve("tmp"));
        for (String name : MESSAGES) disk.createDirectories(to.resolve(name));
        messages(from, to);
    }

    private static List<Object> keys(Path mailbox) throws IOException {
        Object[] keys = new Object[RECORDS.size()];
        for (int i = 0; i < keys.length; i++) {
            try {
                Object key = attributes(mailbox.resolve(RECORDS.get(i))).fileKey();
                keys[i] = key == null ? "" : key;
            } catch (NoSuchFileException e) {
                keys[i] = "";
            }
        }
        return Arrays.asList(keys);
    }

    /** Messages never change, but their names do: one that is there under another name only gets the new one. */
    private void messages(Path from, Path to) throws IOException {
        Map<String, Path> there = new HashMap<>();
        for (String folder : MESSAGES) {
            for (String name : names(to.resolve(folder)))
                there.put(base(name), to.resolve(folder).resolve(name));
        }
        Map<String, Path> seen = new HashMap<>();
        boolean whole = false;
        for (int look = 0; look < LOOKS && !whole; look++) {
            whole = true;
            for (String folder : MESSAGES) {
                for (String name : names(from.resolve(folder))) {
                    Path target = to.resolve(folder).resolve(name);
                    if (name.startsWith(".") || target.equals(seen.get(base(name)))) continue;
                    Path old = there.get(base(name));
                    if (old != null && !old.equals(target) && Files.exists(old)) disk.rename(old, target);
                    if (!copyFile(from.resolve(folder).resolve(name), target)) {
                        whole = false;
                        continue;
                    }
                    there.put(base(name), target);
                    seen.put(base(name), target);
                }
            }
        }
        for (Map.Entry<String, Path> each : there.entrySet()) {
            if (!seen.containsKey(each.getKey())) disk.delete(each.getValue());
        }
    }

    private static String base(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    /** False when the file is not there, or no more. */
    private boolean copyFile(Path from, Path to) throws IOException {
        try {
            BasicFileAttributes source = attributes(from);
            if (!source.isRegularFile()) return false;
            if (isSame(source, to)) return true;
            Path aside = to.resolveSibling(UNFINISHED);
            disk.delete(aside);
            try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                    DiskFile out = disk.create(aside)) {
                write(in, out, source.size());
                disk.stamp(aside, source.lastModifiedTime().toInstant());
                out.force(FILE);
            }
            disk.rename(aside, to);
            copied++;
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** So much of it as there was when it was looked at: what is appended meanwhile is a later state's. */
    private static void write(FileChannel in, DiskFile out, long size) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, Math.max(1, size)));
        for (long left = size; left > 0; ) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), left));
            int read = in.read(chunk);
            if (read < 0) return;
            left -= read;
            out.write(chunk.flip());
        }
    }

    private static boolean isSame(BasicFileAttributes source, Path to) throws IOException {
        try {
            BasicFileAttributes there = attributes(to);
            return there.size() == source.size() && there.lastModifiedTime().equals(source.lastModifiedTime());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static List<String> names(Path folder) {
        String[] names = folder.toFile().list();
        return names == null ? List.of() : List.of(names);
    }
}

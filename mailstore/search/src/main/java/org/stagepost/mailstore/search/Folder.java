package org.stagepost.mailstore.search;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.stagepost.disk.Disk;

/** The folder of one index: files only. */
final class Folder {
    private Folder() {}

    /** What is in it; nothing when it is not there. */
    static List<Path> entries(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        if (Files.isSymbolicLink(folder)) return entries;
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) entries.add(entry);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return entries;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    /** Octets of its files. */
    static long size(Path folder) throws IOException {
        long size = 0;
        for (Path file : entries(folder)) {
            try {
                size += Files.size(file);
            } catch (NoSuchFileException e) {
                // It was merged into another one while we looked.
            }
        }
        return size;
    }

    /** When it was last written to, in milliseconds. */
    static long changed(Path folder) throws IOException {
        return Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS).toMillis();
    }

    static void delete(Disk disk, Path folder) throws IOException {
        for (Path file : entries(folder)) disk.delete(file);
        disk.delete(folder);
    }
}

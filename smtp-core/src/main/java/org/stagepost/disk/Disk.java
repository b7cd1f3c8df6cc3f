package org.stagepost.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.Callable;

/**
 * Files written so that they last. Files are made 0600 and folders 0700 whatever the umask. Reading needs no door and
 * goes straight to {@code java.nio.file}.
 */
public interface Disk {
    /** Makes a new file; fails when the name is taken, also by a dangling link. */
    DiskFile create(Path file) throws IOException;

    /** Opens a file for appending, made when absent; never follows a symbolic link. */
    DiskFile append(Path file) throws IOException;

    /** A second name for the same file; fails when the name is taken. */
    void link(Path existing, Path name) throws IOException;

    /** A new name in place of the old one and of whatever had it before, at once. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file or an empty folder; nothing happens when it is gone already. */
    void delete(Path path) throws IOException;

    /** Removes a folder with all that is in it, or a file; a link goes, and not what it leads to. */
    default void deleteTree(Path path) throws IOException {
        String[] names = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                ? path.toFile().list()
                : null;
        for (String name : names == null ? new String[0] : names) deleteTree(path.resolve(name));
        delete(path);
    }

    /** Gives a file the time that it shows as its last change; durable with the next force of the file's content. */
    default void stamp(Path file, Instant modified) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    /** Makes a folder and those above it that are missing. */
    void createDirectories(Path directory) throws IOException;

    /**
     * Makes a folder and those above it that are missing. When this returns their names survive a power cut, also if an
     * earlier start made them: each folder above is forced in which we might have made one.
     */
    default void establish(Path directory, ForceSite site) throws IOException {
        createDirectories(directory);
        Path above = directory.toAbsolutePath().normalize().getParent();
        for (; above != null && Files.isReadable(above) && Files.isWritable(above); above = above.getParent())
            forceDirectory(above, site);
    }

    /**
     * Puts a file in the place of the one before it, if any. When this returns all of it survives a power cut; before that
     * moment whoever looks, or starts again, finds the old one whole.
     *
     * @param fresh a name beside it for the time being; what bears it already was left half done, and goes
     */
    default void replace(Path file, Path fresh, ByteBuffer content, ForceSite contentSite, ForceSite nameSite)
            throws IOException {
        delete(fresh);
        try (DiskFile out = create(fresh)) {
            out.write(content);
            out.force(contentSite);
        }
        rename(fresh, file);
        forceDirectory(file.toAbsolutePath().resolveSibling(".").normalize(), nameSite);
    }

    /** Returns when the names in this folder survive a power cut. */
    void forceDirectory(Path directory, ForceSite site) throws IOException;

    /**
     * Runs a piece of file work on one of the few threads kept for it and waits, so that a session on a virtual thread
     * never blocks its carrier in the system. Work that is on such a thread already runs at once.
     */
    <T> T perform(Callable<T> work) throws IOException;
}

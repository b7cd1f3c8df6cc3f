package org.stagepost.distribution.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.stagepost.disk.Disk;
import org.stagepost.distribution.Configuration;
import org.stagepost.mailstore.maildir.Gap;

/** Makes a site out of a backup, where there is none. */
public final class Restore {
    private final Configuration configuration;
    private final Disk disk;

    public Restore(Configuration configuration, Disk disk) {
        this.configuration = configuration;
        this.disk = disk;
    }

    /** Where an account's mail lies in a backup. */
    public static Path mail(Path backup, Path folderBelowRoot) {
        return backup.resolve(Backup.MAIL).resolve(folderBelowRoot.toString());
    }

    /** What the backup says of itself: host and time. */
    public static String mark(Path backup) throws IOException {
        try {
            return Files.readString(backup.resolve(Backup.MARK), StandardCharsets.UTF_8)
                    .strip();
        } catch (NoSuchFileException e) {
            throw new IOException(backup + " is no backup, or one that was not finished", e);
        }
    }

    /**
     * Puts everything in its place. UIDs, flags and dates are as they were; what clients may have seen after the backup was
     * made is never given to something else.
     *
     * @throws IOException when something is there already: nothing is written then
     */
    public long from(Path backup) throws IOException {
        mark(backup);
        Path data = configuration.site().data();
        Path root = configuration.mailstore().root();
        Path queue = configuration.mta().queue().folder();
        for (Path each : List.of(data, root, queue)) demandEmpty(each);
        Mirror mirror = new Mirror(disk, any -> true);
        mirror.copy(backup.resolve(Backup.DATA), data);
        if (Files.isDirectory(backup.resolve(Backup.QUEUE))) mirror.copy(backup.resolve(Backup.QUEUE), queue);
        if (Files.isDirectory(backup.resolve(Backup.MAIL))) {
            mirror.copy(backup.resolve(Backup.MAIL), root);
            for (Path mailbox : Backup.mailboxes(root)) Gap.leave(disk, mailbox);
        }
        return mirror.copied() + new NamedFiles(disk, configuration.settings()).outOf(backup.resolve(Backup.SETTINGS));
    }

    private static void demandEmpty(Path folder) throws IOException {
        String[] names = folder.toFile().list();
        if (names != null && names.length > 0)
            throw new IOException(folder + " is not empty: a backup is restored where nothing is");
    }
}

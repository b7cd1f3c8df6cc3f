package org.stagepost.mta.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stagepost.mail.SyntaxException;

/** The queue as its files tell it, whether or not a process works on it: reads only, and leaves what it cannot read alone. */
public final class QueueListing {
    private QueueListing() {}

    /**
     * The messages in the queue, the oldest first.
     *
     * @param folder of the queue; one that is not there yet is empty
     */
    public static List<QueueEntry> of(Path folder) throws IOException {
        return of(folder, Selection.ALL);
    }

    /** Those with the names of a selection. */
    public static List<QueueEntry> of(Path folder, Selection selection) throws IOException {
        List<QueueEntry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("messages"))) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).toList();
            for (String name : selection.among(names))
                read(folder.resolve("messages").resolve(name), entries);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        entries.sort(Comparator.comparing(QueueEntry::arrived).thenComparing(QueueEntry::name));
        return entries;
    }

    /** One of them; empty when it is gone, or no whole message. */
    public static Optional<QueueEntry> one(Path folder, String name) throws IOException {
        List<QueueEntry> found = new ArrayList<>();
        read(folder.resolve("messages").resolve(name), found);
        return found.stream().findFirst();
    }

    private static void read(Path file, List<QueueEntry> into) throws IOException {
        try {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                into.add(QueueFile.read(file).entry());
        } catch (NoSuchFileException | SyntaxException e) {
            // It was delivered this very moment, or the running queue will set it aside and say so.
        }
    }
}

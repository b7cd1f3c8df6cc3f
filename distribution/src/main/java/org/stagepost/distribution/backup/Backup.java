package org.stagepost.distribution.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.stagepost.disk.Disk;
import org.stagepost.distribution.Configuration;

/**
 * A copy of all that a site would miss: mail, directory, keys, queue, settings and the files that they name. Made beside the
 * running site; made again into the same folder, it copies what is new.
 */
public final class Backup {
    /** Written last, and gone while a backup is made. */
    static final String MARK = "stagepost-backup";

    static final String MAIL = "mail";
    static final String QUEUE = "queue";
    static final String DATA = "data";
    static final String SETTINGS = "settings";

    /** Below data: what a start makes anew, what only this process has, and what others hold open. */
    private static final Set<String> OF_THE_MOMENT = Set.of("run", "trace", "incoming", "search");

    /** How files end that others hold open, or that are half written. */
    private static final List<String> PASSING = List.of(".mv.db", "-lock", ".lock", ".tmp");

    private final Configuration configuration;
    private final Disk disk;
    private final Clock clock;

    public Backup(Configuration configuration, Disk disk, Clock clock) {
        this.configuration = configuration;
        this.disk = disk;
        this.clock = clock;
    }

    /** Makes the backup in this folder; returns how many files had to be copied. */
    public long into(Path folder) throws IOException {
        Path data = configuration.site().data();
        Path root = configuration.mailstore().root();
        Path queue = configuration.mta().queue().folder();
        for (Path each : List.of(data, root, queue)) {
            if (folder.toAbsolutePath()
                    .normalize()
                    .startsWith(each.toAbsolutePath().normalize()))
                throw new IOException(folder + " lies in " + each + ", of which it is to be a copy");
        }
        disk.createDirectories(folder);
        disk.delete(folder.resolve(MARK));
        Mirror mirror = new Mirror(disk, this::isWanted);
        // The queue first: what is delivered meanwhile is then in both, where it lands on itself, and never in neither.
        if (Files.isDirectory(queue)) mirror.copy(queue, folder.resolve(QUEUE));
        if (Files.isDirectory(root)) mirror.copy(root, folder.resolve(MAIL));
        mirror.copy(data, folder.resolve(DATA));
        long settings = new NamedFiles(disk, configuration.settings()).into(folder.resolve(SETTINGS));
        mark(folder);
        return mirror.copied() + settings;
    }

    private boolean isWanted(Path path) {
        Path data = configuration.site().data();
        String name = String.valueOf(path.getFileName());
        if (path.equals(configuration.mailstore().root())
                || path.equals(configuration.mailstore().index())) return false;
        if (path.equals(configuration.mta().queue().folder())) return false;
        if (data.equals(path.getParent()) && OF_THE_MOMENT.contains(name)) return false;
        // A mailbox may be called anything.
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                || PASSING.stream().noneMatch(name::endsWith);
    }

    private void mark(Path folder) throws IOException {
        String text =
                configuration.site().hostname().name() + " " + clock.instant().truncatedTo(ChronoUnit.SECONDS) + "\n";
        NamedFiles.write(disk, folder.resolve(MARK), text);
    }

    /** The mailboxes in a mail root or in a copy of one: folders with messages. */
    static List<Path> mailboxes(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        try (var all = Files.walk(root)) {
            all.filter(path -> path.endsWith("cur") && Files.isDirectory(path))
                    .forEach(cur -> found.add(cur.resolveSibling(".").normalize()));
        }
        return found;
    }
}

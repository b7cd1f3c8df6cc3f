package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.index.Known;

/** How files become messages of one mailbox: its own and other programs'. The rows it yields have no UIDs yet. */
final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);
    private static final int MAX_BASE = 200;
    private static final int MAX_STRANGERS = 1000;

    private final Means means;
    private final Path folder;
    private final Set<Path> strangers = new HashSet<>();

    Intake(Means means, Path folder) {
        this.means = means;
        this.folder = folder;
    }

    /** A file that is a message, and when it was written: deliveries of one second come in that order. */
    private record Found(View.Row row, long modified) {}

    /** Files that other programs (or a delivery of ours) put there, in the order of their names' times. */
    List<View.Row> found(Map<String, Place> unknown, Keywords keywords, Knowledge knowledge) throws IOException {
        List<Found> all = new ArrayList<>();
        for (Map.Entry<String, Place> file : unknown.entrySet()) {
            Found found = found(file.getKey(), file.getValue(), keywords);
            if (found != null) all.add(found);
        }
        all.sort(Comparator.<Found>comparingLong(
                        found -> FileName.seconds(found.row().base()))
                .thenComparingLong(Found::modified)
                .thenComparing(found -> found.row().base()));
        List<View.Row> rows = new ArrayList<>();
        for (Found found : all) {
            View.Row row = found.row().octets() >= 0 ? found.row() : counted(found.row(), knowledge);
            if (row.octets() >= 0) rows.add(row);
        }
        return rows;
    }

    private @Nullable Found found(String base, Place place, Keywords keywords) throws IOException {
        Owner.Attributes file;
        try {
            file = means.owner().attributes(place.of(folder, base));
        } catch (NoSuchFileException e) {
            return null;
        }
        if (base.length() > MAX_BASE || !isPlain(base) || !means.owner().isMessage(file)) {
            leftAlone(place.of(folder, base));
            return null;
        }
        // A name that is wrong about the file is not asked about its lines either.
        boolean right = FileName.size(base, 'S').orElse(-1) == file.size();
        long octets = right ? FileName.size(base, 'W').orElse(-1) : -1;
        View.Row row = new View.Row(0, base, octets, keywords.flags(place.letters()), 0, place);
        return new Found(row, file.modified());
    }

    /** Whether there are files that may be messages another time: that somebody mends, or that could not be read. */
    boolean leftSome() {
        return !strangers.isEmpty();
    }

    /** Tells once about a file that is none of ours. */
    private void leftAlone(Path file) {
        if (strangers.size() < MAX_STRANGERS && strangers.add(file))
            log.warn(
                    "{} is left alone: a message is a plain file of user {}",
                    file,
                    means.owner().uid());
    }

    /** A message whose name does not tell its size with every line ending CR LF; without one if it cannot be read. */
    private View.Row counted(View.Row row, Knowledge knowledge) {
        Known known = knowledge.indexed(row.base());
        if (known != null) return row.octets(known.octets());
        Path file = row.place().of(folder, row.base());
        try {
            return row.octets(new MessageFile(means.owner(), file).known().octets());
        } catch (IOException e) {
            if (!(e instanceof NoSuchFileException)) leftAlone(file);
            return row;
        }
    }

    /** All messages of a view with their sizes, or nothing when it has all of those. */
    List<View.Row> counted(View view, Knowledge knowledge) {
        List<View.Row> rows = new ArrayList<>();
        boolean complete = true;
        for (int i = 0; i < view.size() && complete; i++) complete = view.octets(i) >= 0;
        for (int i = 0; i < view.size() && !complete; i++) {
            View.Row row = view.row(i);
            View.Row counted = row.octets() >= 0 ? row : counted(row, knowledge);
            rows.add(counted.octets() >= 0 ? counted : row.octets(0));
        }
        return rows;
    }

    /** A name that the UID list can hold: other programs' are such unless something is wrong. */
    private static boolean isPlain(String base) {
        return base.chars().allMatch(c -> c > ' ' && c < 127);
    }

    /** Gives drafts their names in this mailbox, all or none; they are durable when this returns. */
    List<View.Row> linked(List<Drafts.Draft> drafts, List<Flags> flags, Keywords keywords) throws IOException {
        List<View.Row> rows = new ArrayList<>();
        try {
            for (int i = 0; i < drafts.size(); i++) {
                Known known = drafts.get(i).known();
                String base = FileNames.sized(means.names().fresh(), known.octets(), known.octets());
                View.Row row = row(base, known.octets(), flags.get(i), keywords);
                link(drafts.get(i).file(), row);
                rows.add(row);
            }
            force(rows);
            return rows;
        } catch (IOException | RuntimeException e) {
            withdraw(rows, e);
            throw e;
        }
    }

    View.Row row(String base, long octets, Flags flags, Keywords keywords) {
        String info = keywords.info(flags);
        boolean fresh = info.isEmpty() && flags.equals(Flags.NONE);
        return new View.Row(0, base, octets, flags, 0, fresh ? Place.NEW : Place.cur(info));
    }

    void link(Path file, View.Row row) throws IOException {
        means.disk().link(file, row.place().of(folder, row.base()));
    }

    /** Makes the names of these messages durable. */
    void force(List<View.Row> rows) throws IOException {
        Set<String> folders = new TreeSet<>();
        for (View.Row row : rows) folders.add(row.place().fresh() ? "new" : "cur");
        for (String each : folders) means.disk().forceDirectory(folder.resolve(each), Means.DELIVERED);
    }

    /** Takes back names that were given, as well as the disk lets us. */
    void withdraw(List<View.Row> rows, Exception why) {
        for (View.Row row : rows) {
            try {
                means.disk().delete(row.place().of(folder, row.base()));
            } catch (IOException e) {
                why.addSuppressed(e);
            }
        }
    }

    /** The base name of a copy: a new one that tells the same sizes. */
    String copied(View.Row original, Path file) throws IOException {
        long stored = FileName.size(original.base(), 'S').orElse(-1);
        return FileNames.sized(means.names().fresh(), stored >= 0 ? stored : Files.size(file), original.octets());
    }
}

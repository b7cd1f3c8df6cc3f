package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an account's expunged messages stay for some days: {@code ..stagepost-expunged/20261130/.Work/cur/}, by the day on
 * which they were expunged. A message that cannot be put there is deleted, as it was to be.
 */
final class Wastebasket {
    private static final String FOLDER = "..stagepost-expunged";
    /** What INBOX, which has no folder name of its own, is called here. */
    private static final String INBOX = "INBOX";

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);
    private static final Logger log = LoggerFactory.getLogger(Wastebasket.class);

    private final Means means;
    private final Path root;
    private final Duration kept;
    private final Set<Path> made = ConcurrentHashMap.newKeySet();

    /** @param kept how long; zero for not at all */
    Wastebasket(Means means, Path root, Duration kept) {
        this.means = means;
        this.root = root;
        this.kept = kept;
    }

    /** Takes a message's file away from a mailbox; nothing happens when it is gone already. */
    void take(Path mailbox, Path file) throws IOException {
        if (kept.isZero()) {
            means.disk().delete(file);
            return;
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return;
        Path place = root.resolve(FOLDER).resolve(DAY.format(today())).resolve(name(mailbox));
        try {
            if (made.add(place)) {
                for (String each : List.of("tmp", "new", "cur")) means.disk().createDirectories(place.resolve(each));
            }
            means.disk()
                    .rename(
                            file,
                            place.resolve("cur").resolve(file.getFileName().toString()));
        } catch (IOException e) {
            made.remove(place);
            log.warn("{} cannot be kept, and is deleted", file, e);
            means.disk().delete(file);
        }
    }

    /** Takes all messages of a mailbox that is on its way out. */
    void takeAll(Path mailbox, Path from) throws IOException {
        if (kept.isZero()) return;
        for (String each : List.of("new", "cur")) {
            String[] names = from.resolve(each).toFile().list();
            for (String name : names == null ? new String[0] : names)
                take(mailbox, from.resolve(each).resolve(name));
        }
    }

    private String name(Path mailbox) {
        return mailbox.equals(root) ? INBOX : mailbox.getFileName().toString();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(means.clock().instant(), ZoneOffset.UTC);
    }

    /** What is kept of a mailbox, the days in order: a folder a day. */
    List<Path> of(Path mailbox) {
        TreeMap<String, Path> days = new TreeMap<>();
        for (Path day : days()) {
            Path place = day.resolve(name(mailbox));
            if (MaildirTree.isAt(place)) days.put(day.getFileName().toString(), place);
        }
        return List.copyOf(days.values());
    }

    /** What was kept there has come back to its mailbox. */
    Path forget(Path place) throws IOException {
        made.remove(place);
        means.disk().deleteTree(place);
        return place;
    }

    /** Deletes what has been kept long enough. */
    Path empty() throws IOException {
        made.clear();
        for (Path day : days()) {
            if (isDue(day)) means.disk().deleteTree(day);
        }
        return root;
    }

    private boolean isDue(Path day) {
        try {
            LocalDate expunged = LocalDate.parse(day.getFileName().toString(), DAY);
            // What was expunged late on that day is kept as long as what went early.
            return expunged.plusDays(kept.toDays() + 1).isBefore(today());
        } catch (DateTimeException somebodyElses) {
            return false;
        }
    }

    private List<Path> days() {
        String[] names = root.resolve(FOLDER).toFile().list();
        if (names == null) return List.of();
        return java.util.Arrays.stream(names).map(root.resolve(FOLDER)::resolve).toList();
    }
}

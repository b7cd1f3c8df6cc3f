package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.stagepost.mailstore.index.MailboxKey;
import org.stagepost.mailstore.index.Picture;

/**
 * How a mailbox was left and is found again: the index keeps a picture of it, which spares reading the mailbox's own files
 * and, where nothing came or went, its folders. Those files stay what counts: a picture of other ones is none.
 */
final class Resting {
    private final Means means;
    private final Path folder;
    private final MailboxKey key;
    /** The files of the picture that the index has, and what it shows; empty for none. */
    private String before = "";

    private View pictured = View.EMPTY;

    Resting(Means means, Path folder, MailboxKey key) {
        this.means = means;
        this.folder = folder;
        this.key = key;
    }

    /** The picture of the files as they are. */
    Optional<Picture> find() throws IOException {
        return means.has(Duty.OWN) ? means.index().picture(key, OwnFiles.mark(folder)) : Optional.empty();
    }

    /** The mailbox was opened from that picture, as this view. */
    void found(Picture picture, View view) {
        before = picture.header().files();
        pictured = view;
    }

    /** Keeps a picture, if files and folders say all that the view says. */
    void leave(View view, Register register, FolderTimes times) throws IOException {
        if (!means.has(Duty.OWN)) return;
        Optional<Picture.Lines> lines = register.plain(view);
        String files = OwnFiles.mark(folder);
        Optional<String> folders = times.certain(folder);
        if (lines.isEmpty() || folders.isEmpty()) return;
        Picture.Header header = new Picture.Header(
                files,
                folders.get(),
                register.uidValidity(),
                view.uidNext(),
                view.highestModSeq(),
                view.state().claimedUid(),
                view.keywords(),
                lines.get(),
                view.size());
        means.index().keep(key, before, new Picture(header, changed(view)));
        before = files;
        pictured = view;
    }

    /** The pages that the last picture does not show as they are. */
    private List<Picture.Page> changed(View view) {
        List<Picture.Page> changed = new ArrayList<>();
        Set<Long> numbers = new TreeSet<>(numbers(view));
        numbers.addAll(numbers(pictured));
        for (long number : numbers) {
            List<View.Row> rows = page(view, number);
            if (!rows.equals(page(pictured, number)))
                changed.add(new Picture.Page(
                        number, rows.stream().map(Resting::picture).toList()));
        }
        return changed;
    }

    private static List<Long> numbers(View view) {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < view.size(); i = view.from(end(numbers.get(numbers.size() - 1))))
            numbers.add(view.uid(i) / Picture.Page.SIZE);
        return numbers;
    }

    private static long end(long number) {
        return (number + 1) * Picture.Page.SIZE;
    }

    private static List<View.Row> page(View view, long number) {
        List<View.Row> rows = new ArrayList<>();
        int end = view.from(end(number));
        for (int i = view.from(number * Picture.Page.SIZE); i < end; i++) rows.add(view.row(i));
        return rows;
    }

    private static Picture.Row picture(View.Row row) {
        return new Picture.Row(
                row.uid(),
                row.base(),
                row.octets(),
                row.flags(),
                row.modSeq(),
                row.place().fresh(),
                row.place().info());
    }
}

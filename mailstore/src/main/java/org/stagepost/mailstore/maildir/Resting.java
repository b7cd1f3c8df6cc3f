package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private Optional<Picture.Header> found = Optional.empty();

    Resting(Means means, Path folder, MailboxKey key) {
        this.means = means;
        this.folder = folder;
        this.key = key;
    }

    /** The picture of the files as they are. */
    Optional<Picture> find() throws IOException {
        if (!means.has(Duty.OWN)) return Optional.empty();
        Optional<Picture> picture = means.index().picture(key, OwnFiles.mark(folder));
        found = picture.map(Picture::header);
        return picture;
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
                register.keywords().names(),
                lines.get(),
                view.size());
        if (found.isEmpty() || !found.get().equals(header)) means.index().keep(key, new Picture(header, rows(view)));
    }

    private static List<Picture.Row> rows(View view) {
        List<Picture.Row> rows = new ArrayList<>(view.size());
        for (int i = 0; i < view.size(); i++) rows.add(picture(view.row(i)));
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

package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskFile;
import org.stagepost.mail.Ascii;

/**
 * What a mailbox needs that comes from a copy made some time ago: clients have seen UIDs and mod-sequences that the copy
 * knows nothing of. A gap keeps them from being given to something else.
 */
public final class Gap {
    /** More than what any mailbox gets between two backups. */
    private static final long UIDS = 100_000;

    private static final long MOD_SEQS = 1_000_000;

    private Gap() {}

    /** Leaves a gap in the mailbox in this folder, which nobody has open; without files of ours it needs none. */
    public static void leave(Disk disk, Path mailbox) throws IOException {
        if (!Files.exists(mailbox.resolve(UidList.NAME))) return;
        UidList list = UidList.parse(text(mailbox.resolve(UidList.NAME)));
        ChangeLog.Reading changes = ChangeLog.parse(text(mailbox.resolve(ChangeLog.NAME)));
        if (list.header().uidValidity() == 0) return;
        View.State state = new Replay(list, changes.changes(), new Keywords()).state();
        long uidNext = Math.min(state.uidNext() + UIDS, UidList.MAX_UID - 1);
        String lines =
                ChangeLog.line(new ChangeLog.Begin(list.header().uidValidity(), state.highestModSeq() + MOD_SEQS))
                        + ChangeLog.line(new ChangeLog.Reserved(uidNext));
        try (DiskFile log = disk.append(mailbox.resolve(ChangeLog.NAME))) {
            log.write(ByteBuffer.wrap(Ascii.octets(lines)));
        }
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    }
}

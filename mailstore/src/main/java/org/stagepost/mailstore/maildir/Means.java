package org.stagepost.mailstore.maildir;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import org.stagepost.disk.Disk;
import org.stagepost.disk.ForceSite;
import org.stagepost.mailstore.QuotaRules;
import org.stagepost.mailstore.Repairs;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.index.Index;

/** What every part of the store works with. */
record Means(
        Disk disk,
        Clock clock,
        FileNames names,
        Drafts drafts,
        Index index,
        Blocks blocks,
        Owner owner,
        Space space,
        QuotaRules quotas,
        Repairs repairs,
        Set<Duty> duties) {
    /** The message itself, in tmp/. */
    static final ForceSite MESSAGE = new ForceSite("maildir.message");
    /** The folder that a message was linked into. */
    static final ForceSite DELIVERED = new ForceSite("maildir.delivered.directory");

    static final ForceSite UID_LIST = new ForceSite("maildir.uidlist");
    static final ForceSite CHANGES = new ForceSite("maildir.changes");
    static final ForceSite KEYWORDS = new ForceSite("maildir.keywords");
    /** The folder of renamed files, before the log says that the names show the flags. */
    static final ForceSite SHOWN = new ForceSite("maildir.shown.directory");
    /** The folder that a mailbox was made, renamed or removed in. */
    static final ForceSite MAILBOX = new ForceSite("maildir.mailbox.directory");

    static final ForceSite UID_VALIDITY = new ForceSite("maildir.uidvalidity");
    static final ForceSite SUBSCRIPTIONS = new ForceSite("maildir.subscriptions");
    static final ForceSite DELIVERIES = new ForceSite("maildir.deliveries");
    /** The folder that messages were removed from by a process that writes no log. */
    static final ForceSite REMOVED = new ForceSite("maildir.removed.directory");

    boolean has(Duty duty) {
        return duties.contains(duty);
    }

    /** Refuses what another process might be doing right now. */
    void need(Duty duty) throws StoreException {
        if (has(duty)) return;
        throw new StoreException(
                StoreException.Reason.READ_ONLY,
                switch (duty) {
                    case OWN -> "mailboxes can only be read here: they are changed in the process with the imap role";
                    case DELIVER -> "mail is delivered in the process with the mda role";
                });
    }

    /** A text file that only the process with this duty writes; to all others writing does nothing. */
    LineFile lines(Path file, ForceSite site, Duty writer) {
        return new LineFile(disk, file, site, has(writer) ? LineFile.Use.WRITTEN : LineFile.Use.ONLY_READ);
    }
}

package org.stagepost.mailstore.maildir;

import java.time.Clock;
import org.stagepost.disk.Disk;
import org.stagepost.disk.ForceSite;
import org.stagepost.mailstore.index.Index;

/** What every part of the store works with. */
record Means(
        Disk disk, Clock clock, FileNames names, Drafts drafts, Index index, Blocks blocks, Owner owner, Space space) {
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
}

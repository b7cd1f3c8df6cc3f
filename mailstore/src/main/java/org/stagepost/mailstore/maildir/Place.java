package org.stagepost.mailstore.maildir;

import java.nio.file.Path;

/** Where a message's file lies, but for its base name: in {@code new/} or {@code cur/}, and with which info part. */
record Place(boolean fresh, String info) {
    static final Place NEW = new Place(true, "");
    /** Nowhere: for a message whose file may or may not show its flags. */
    static final Place UNCERTAIN = new Place(false, "?");

    static Place cur(String info) {
        return new Place(false, info);
    }

    String letters() {
        return FileName.letters(info);
    }

    Path of(Path mailbox, String base) {
        return mailbox.resolve(fresh ? "new" : "cur").resolve(base + info);
    }
}

package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.stagepost.mailstore.StoreException;

/**
 * Whether the disk has room for a message. The reserve stays free for what makes room again: change logs of deletions.
 */
record Space(Path root, long reserve) {
    void admit(long size) throws IOException, StoreException {
        long free = Files.getFileStore(root).getUsableSpace();
        if (free < reserve + size + size / 2)
            throw new StoreException(StoreException.Reason.UNAVAILABLE, "the mail store's disk is full");
    }
}

package org.stagepost.mailstore;

import java.nio.file.Path;

/** Hears of files beside the mail that were not as they have to be, and are again: somebody may want to know what the disk does. */
@FunctionalInterface
public interface Repairs {
    Repairs UNTOLD = (file, how) -> {};

    /** @param how what was wrong and what was done, in plain words */
    void done(Path file, String how);
}

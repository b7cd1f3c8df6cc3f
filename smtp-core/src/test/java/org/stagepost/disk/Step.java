package org.stagepost.disk;

import java.time.Instant;

/**
 * One step of what a disk went through. Files and folders are inodes, told by numbers; 0 is the folder that everything is
 * below. The value {@link #GONE} in the place of an inode says that a name leads nowhere.
 */
sealed interface Step {
    int ROOT = 0;
    int GONE = -1;

    /** A new file or folder, which has no name yet. */
    record Made(int inode, boolean folder) implements Step {}

    /** Octets at the end of a file. */
    record Written(int inode, byte[] octets) implements Step {}

    record Truncated(int inode, long length) implements Step {}

    record Stamped(int inode, Instant modified) implements Step {}

    record Forced(int inode, String site) implements Step {}

    /** A name in a folder leads to this inode from now on, or is gone. */
    record Named(int folder, String name, int inode) implements Step {}

    /** An inode goes by another name, in place of what had it before. */
    record Renamed(int folder, String name, int toFolder, String toName, int inode) implements Step {}

    record FolderForced(int inode, String site) implements Step {}

    /** Something that a test knows: a promise that from here on must be kept. */
    record Mark(String text) implements Step {}
}

package org.stagepost.mailstore.maildir;

import static java.util.Objects.requireNonNull;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.stagepost.mailstore.StoreException;

/** The user whose files are ours. Everything that is not, a folder as well as a single file, is left alone. */
record Owner(long uid) {
    private static final int TYPE = 0xF000;
    private static final int REGULAR_FILE = 0x8000;
    private static final int DIRECTORY = 0x4000;
    /** More than any message that we take, whatever the configuration. */
    private static final long MAX_FILE = 1L << 30;

    static Owner self() {
        return new Owner(new UnixSystem().getUid());
    }

    /** Refuses a folder that is somebody else's, with the line that mends it. */
    void check(Path folder) throws IOException, StoreException {
        Attributes attributes = attributes(folder);
        if (!attributes.is(DIRECTORY))
            throw new StoreException(StoreException.Reason.CORRUPTION, folder + " is no folder");
        if (attributes.uid() == uid) return;
        throw new StoreException(
                StoreException.Reason.CORRUPTION,
                folder + " belongs to user " + attributes.uid() + ", but Stagepost runs as user " + uid
                        + "; to mend it: chown -R " + uid + " '" + folder + "'");
    }

    /** What the system says about a message's file; throws when it cannot be one. */
    Attributes message(Path file) throws IOException {
        Attributes attributes = attributes(file);
        if (!isMessage(attributes)) throw new IOException(file + " is no file of ours");
        return attributes;
    }

    /** Whether this is a file of ours that can be a message: no link, pipe, device or folder, and not enormous. */
    boolean isMessage(Path file) throws IOException {
        return isMessage(attributes(file));
    }

    boolean isMessage(Attributes attributes) {
        return attributes.is(REGULAR_FILE) && attributes.uid() == uid && attributes.size() <= MAX_FILE;
    }

    /** @param modified milliseconds since 1970 */
    record Attributes(int mode, long uid, long size, long modified) {
        boolean is(int type) {
            return (mode & TYPE) == type;
        }
    }

    Attributes attributes(Path path) throws IOException {
        Map<String, Object> read =
                Files.readAttributes(path, "unix:mode,uid,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        return new Attributes(
                ((Number) requireNonNull(read.get("mode"))).intValue(),
                Integer.toUnsignedLong(((Number) requireNonNull(read.get("uid"))).intValue()),
                ((Number) requireNonNull(read.get("size"))).longValue(),
                ((FileTime) requireNonNull(read.get("lastModifiedTime"))).toMillis());
    }
}

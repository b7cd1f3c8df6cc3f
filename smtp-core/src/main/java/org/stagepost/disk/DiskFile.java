package org.stagepost.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file open for writing at its end. Not for use by several threads at once. */
public interface DiskFile extends Closeable {
    /** Appends all that remains in the buffers, in one call of the system where it can. */
    void write(ByteBuffer... octets) throws IOException;

    /** The length so far, in octets. */
    long size() throws IOException;

    /** Cuts the file to a length; what is written next goes there. */
    void truncate(long size) throws IOException;

    /** Returns when the content so far survives a power cut. After an error the file is worthless: never try again. */
    void force(ForceSite site) throws IOException;
}

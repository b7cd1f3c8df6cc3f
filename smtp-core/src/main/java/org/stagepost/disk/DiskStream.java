package org.stagepost.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A new file as a stream, unforced: for what can be written again. */
public final class DiskStream extends OutputStream {
    private final DiskFile file;

    /** Makes the file; fails when the name is taken. */
    public DiskStream(Disk disk, Path path) throws IOException {
        file = disk.create(path);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        file.write(ByteBuffer.wrap(octets, offset, length));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

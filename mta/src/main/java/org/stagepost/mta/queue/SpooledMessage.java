package org.stagepost.mta.queue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.stagepost.mail.Message;

/** The octets of a message inside a queue file. */
record SpooledMessage(Path spooled, long at, long size) implements Message {
    private static final int READ_AT_ONCE = 256 * 1024;

    @Override
    public InputStream open() throws IOException {
        FileChannel channel = FileChannel.open(spooled, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        channel.position(at);
        if (size > READ_AT_ONCE) return new Part(Channels.newInputStream(channel), size);
        try (channel) {
            ByteBuffer octets = ByteBuffer.allocate((int) size);
            while (octets.hasRemaining())
                if (channel.read(octets) < 0) throw new EOFException(spooled + " is cut short");
            return new ByteArrayInputStream(octets.array());
        }
    }

    /** A stream that ends where the message does, before checksum and marks. */
    private static final class Part extends InputStream {
        private final InputStream in;
        private long left;

        Part(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            if (length == 0) return 0;
            if (left == 0) return -1;
            int count = in.read(octets, offset, (int) Math.min(length, left));
            if (count < 0) throw new EOFException("a queue file is cut short");
            left -= count;
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

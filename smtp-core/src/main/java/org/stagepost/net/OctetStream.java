package org.stagepost.net;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;

/** A counted run of octets from the peer: an IMAP literal or a BDAT chunk. */
final class OctetStream extends InputStream {
    private final Connection connection;
    private final long start = System.nanoTime();
    private final long count;
    private long left;

    OctetStream(Connection connection, long count) {
        this.connection = connection;
        this.count = count;
        this.left = count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) return 0;
        if (left == 0) return -1;
        ByteBuf buffer = connection.more(start, count - left);
        int some = (int) Math.min(left, Math.min(length, buffer.readableBytes()));
        buffer.readBytes(target, offset, some);
        left -= some;
        return some;
    }

    @Override
    public void close() throws IOException {
        while (left > 0) {
            ByteBuf buffer = connection.more(start, count - left);
            int some = (int) Math.min(left, buffer.readableBytes());
            buffer.skipBytes(some);
            left -= some;
        }
    }
}

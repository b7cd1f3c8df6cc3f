package org.stagepost.net;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;

/** A counted run of octets from the peer: an IMAP literal or a BDAT chunk. */
final class OctetStream extends InputStream {
    private final Connection connection;
    private final long start;
    private final long before;
    private final long count;
    private long left;

    /** @param before octets that have come since {@code start} */
    OctetStream(Connection connection, long count, long start, long before) {
        this.connection = connection;
        this.count = count;
        this.left = count;
        this.start = start;
        this.before = before;
    }

    private ByteBuf more() throws IOException {
        return connection.more(start, before + count - left);
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
        ByteBuf buffer = more();
        int some = (int) Math.min(left, Math.min(length, buffer.readableBytes()));
        buffer.readBytes(target, offset, some);
        left -= some;
        return some;
    }

    @Override
    public void close() throws IOException {
        while (left > 0) {
            ByteBuf buffer = more();
            int some = (int) Math.min(left, buffer.readableBytes());
            buffer.skipBytes(some);
            left -= some;
        }
    }
}

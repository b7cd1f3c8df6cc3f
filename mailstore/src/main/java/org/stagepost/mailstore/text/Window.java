package org.stagepost.mailstore.text;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The next so many octets of a stream; closing it leaves the stream open. */
final class Window extends FilterInputStream {
    private long left;

    Window(InputStream in, long octets) {
        super(in);
        left = octets;
    }

    @Override
    public int read() throws IOException {
        int octet = left > 0 ? super.read() : -1;
        if (octet >= 0) left--;
        return octet;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        if (left == 0) return -1;
        int count = super.read(octets, offset, (int) Math.min(length, left));
        if (count > 0) left -= count;
        return count;
    }

    @Override
    public long skip(long octets) throws IOException {
        long count = super.skip(Math.min(octets, left));
        left -= count;
        return count;
    }

    /** Reads what is left. */
    void drain() throws IOException {
        in.skipNBytes(left);
        left = 0;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(super.available(), left);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() {}
}

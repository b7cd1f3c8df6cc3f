package org.stagepost.imap.handle;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Passes octets on and remembers whether NUL was among them, which no literal may hold (RFC 3501 4.3). */
final class NulWatch extends FilterInputStream {
    private boolean seen;

    NulWatch(InputStream in) {
        super(in);
    }

    boolean seen() {
        return seen;
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        seen |= octet == 0;
        return octet;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        int count = super.read(octets, offset, length);
        for (int i = offset; i < offset + count; i++) seen |= octets[i] == 0;
        return count;
    }
}

package org.stagepost.message;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that takes encoded octets in blocks and gives out decoded ones. */
abstract sealed class DecodingStream extends FilterInputStream permits Base64Decoder, QuotedPrintableDecoder {
    private final byte[] encoded = new byte[8192];
    private int at;
    private int length;

    DecodingStream(InputStream in) {
        super(in);
    }

    /** The next encoded octet, or -1 at the end. */
    final int nextEncoded() throws IOException {
        if (at == length) {
            at = 0;
            length = Math.max(0, in.read(encoded, 0, encoded.length));
            if (length == 0) return -1;
        }
        return encoded[at++] & 0xff;
    }

    /** The next decoded octet, or -1 at the end. */
    abstract int nextDecoded() throws IOException;

    @Override
    public final int read() throws IOException {
        return nextDecoded();
    }

    @Override
    public final int read(byte[] octets, int offset, int wanted) throws IOException {
        int to = offset;
        while (to < offset + wanted) {
            int octet = nextDecoded();
            if (octet < 0) break;
            octets[to++] = (byte) octet;
        }
        return to == offset && wanted > 0 ? -1 : to - offset;
    }

    @Override
    public final long skip(long count) throws IOException {
        long passed = 0;
        while (passed < count && nextDecoded() >= 0) passed++;
        return passed;
    }

    @Override
    public final int available() {
        return 0;
    }

    @Override
    public final boolean markSupported() {
        return false;
    }
}

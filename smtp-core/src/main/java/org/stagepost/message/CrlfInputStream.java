package org.stagepost.message;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The CRLF form of a message whose lines may end with bare LF, as other programs write them. Every LF without a CR before it
 * gets one; everything else passes unchanged.
 */
public final class CrlfInputStream extends FilterInputStream {
    private final byte[] buffer = new byte[8192];
    private int at;
    private int length;
    private boolean afterCr;
    private boolean owesLf;

    public CrlfInputStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] octets, int offset, int wanted) throws IOException {
        if (wanted == 0) return 0;
        if (at == length && !owesLf && !fill()) return -1;
        int to = offset;
        int end = offset + wanted;
        while (to < end && (owesLf || at < length)) {
            to = pass(octets, to, Math.min(end - to, length - at));
            if (to < end && (owesLf || at < length)) octets[to++] = lineEnd();
        }
        return to - offset;
    }

    /** Passes what stands before the next LF, at most so many octets; returns where the next one goes. */
    private int pass(byte[] octets, int to, int most) {
        if (owesLf) return to;
        int lf = Octets.indexOfLf(buffer, at, at + most);
        int run = lf < 0 ? most : lf - at;
        if (run == 0) return to;
        System.arraycopy(buffer, at, octets, to, run);
        at += run;
        afterCr = buffer[at - 1] == '\r';
        return to + run;
    }

    /** The next octet of what an LF becomes. */
    private byte lineEnd() {
        if (owesLf || afterCr) {
            if (!owesLf) at++;
            owesLf = false;
            afterCr = false;
            return '\n';
        }
        at++;
        owesLf = true;
        return '\r';
    }

    private boolean fill() throws IOException {
        at = 0;
        length = Math.max(0, in.read(buffer, 0, buffer.length));
        return length > 0;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] passed = new byte[(int) Math.min(count, buffer.length)];
        long left = count;
        while (left > 0) {
            int read = read(passed, 0, (int) Math.min(left, passed.length));
            if (read < 0) break;
            left -= read;
        }
        return count - left;
    }

    @Override
    public int available() {
        return length - at + (owesLf ? 1 : 0);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

package org.stagepost.net;

import java.io.IOException;
import java.io.OutputStream;

/** Doubles the dot at the start of a line and ends the text with a line of one dot (RFC 5321 4.5.2). */
final class DotStuffing extends OutputStream {
    private static final byte[] END = {'.', '\r', '\n'};
    private static final byte[] CRLF = {'\r', '\n'};

    private final OutputStream out;
    private byte last = '\n';
    private byte lastButOne = '\r';

    DotStuffing(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        int from = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            byte octet = octets[i];
            if (octet == '.' && atLineStart()) {
                out.write(octets, from, i - from);
                out.write('.');
                from = i;
            }
            lastButOne = last;
            last = octet;
        }
        out.write(octets, from, end - from);
    }

    private boolean atLineStart() {
        return last == '\n' && lastButOne == '\r';
    }

    /** Ends the text; the stream below stays open. */
    @Override
    public void close() throws IOException {
        if (!atLineStart()) out.write(CRLF);
        out.write(END);
    }
}

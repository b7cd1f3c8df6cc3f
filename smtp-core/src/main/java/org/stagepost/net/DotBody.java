package org.stagepost.net;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;

/**
 * The octets of DATA. Only CR LF . CR LF ends it; a dot behind a bare CR or LF is an octet like any other, so nothing can
 * be smuggled behind it. Bare line ends and NUL are passed on and remembered: the session refuses the message.
 */
public final class DotBody extends InputStream {
    private enum At {
        LINE_START,
        TEXT,
        CR,
        DOT,
        DOT_CR,
        END
    }

    private final Connection connection;
    private final long start = System.nanoTime();
    private At at = At.LINE_START;
    private long received;
    private boolean bareLineEnd;
    private boolean nul;

    DotBody(Connection connection) {
        this.connection = connection;
    }

    /** Whether a CR without LF or an LF without CR has been seen (RFC 5321 2.3.8 forbids both). */
    public boolean bareLineEnd() {
        return bareLineEnd;
    }

    public boolean nul() {
        return nul;
    }

    /** Reads to the end and drops it. */
    public void drain() throws IOException {
        byte[] dropped = new byte[8 * 1024];
        while (read(dropped, 0, dropped.length) >= 0) {}
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) return 0;
        int written = 0;
        while (written == 0 && at != At.END) written = fill(target, offset, length);
        return written == 0 ? -1 : written;
    }

    /**
     * Copies what is here into the target and takes the stuffing out in place. A CR that is held back since the last call
     * may have to go first, so one octet of room is kept for it.
     */
    private int fill(byte[] target, int offset, int length) throws IOException {
        ByteBuf buffer = connection.more(start, received);
        int held = at == At.DOT_CR ? 1 : 0;
        if (held == length) return releaseHeld(buffer, target, offset);
        int some = Math.min(length - held, buffer.readableBytes());
        buffer.getBytes(buffer.readerIndex(), target, offset + held, some);
        int to = offset;
        int from = offset + held;
        int end = from + some;
        while (from < end && at != At.END) {
            int run = at == At.TEXT ? text(target, from, end) : 0;
            if (run > 0) {
                System.arraycopy(target, from, target, to, run);
                from += run;
                to += run;
            } else to = step(target, from++, to);
        }
        int consumed = from - offset - held;
        buffer.skipBytes(consumed);
        received += consumed;
        return to - offset;
    }

    /** How many octets of the middle of a line stand here: nearly all there are, and nothing has to be known of them. */
    private static int text(byte[] octets, int from, int end) {
        int at = from;
        while (at < end && (octets[at] > '\r' || octets[at] < 0)) at++;
        return at - from;
    }

    /** A target of one octet while a CR is held back: looks at the next octet without taking it, unless it ends the body. */
    private int releaseHeld(ByteBuf buffer, byte[] target, int offset) {
        if (buffer.getByte(buffer.readerIndex()) == '\n') {
            buffer.skipBytes(1);
            at = At.END;
            return 0;
        }
        target[offset] = '\r';
        at = At.CR;
        return 1;
    }

    private int step(byte[] octets, int from, int to) {
        byte octet = octets[from];
        if (octet == 0) nul = true;
        switch (at) {
            case LINE_START -> {
                if (octet == '.') {
                    at = At.DOT;
                    return to;
                }
            }
            case DOT -> {
                if (octet == '\r') {
                    at = At.DOT_CR;
                    return to;
                }
            }
            case DOT_CR -> {
                if (octet == '\n') {
                    at = At.END;
                    return to;
                }
                octets[to++] = '\r';
                bareLineEnd = true;
            }
            case CR -> {
                if (octet != '\n') bareLineEnd = true;
            }
            case TEXT, END -> {}
        }
        at = next(octet);
        octets[to] = octet;
        return to + 1;
    }

    private At next(byte octet) {
        if (octet == '\r') return At.CR;
        if (octet != '\n') return At.TEXT;
        if (at == At.CR) return At.LINE_START;
        bareLineEnd = true;
        return At.TEXT;
    }
}

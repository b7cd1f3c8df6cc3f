package org.stagepost.mailstore.mbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** The lines of a file, one at a time, with where they lie; of a long one only the beginning is kept. */
final class Lines {
    /** What is kept of a line: a separator, and what a field of the file itself says, are shorter. */
    private static final int KEPT = 8 << 10;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10).limit(0);
    private final byte[] kept = new byte[KEPT];
    private int length;
    private long start;
    private long next;
    private boolean ended;
    private boolean carriageReturn;

    Lines(FileChannel channel) {
        this.channel = channel;
    }

    /** Goes to the next line; false at the end of the file. */
    boolean next() throws IOException {
        start = next;
        length = 0;
        ended = false;
        byte last = 0;
        while (!ended) {
            if (!buffer.hasRemaining() && !fill()) break;
            byte octet = buffer.get();
            next++;
            if (octet == '\n') {
                ended = true;
                carriageReturn = last == '\r';
            } else if (length < KEPT) kept[length++] = octet;
            last = octet;
        }
        if (!ended) carriageReturn = false;
        if (carriageReturn && length > 0 && kept[length - 1] == '\r') length--;
        return next > start;
    }

    private boolean fill() throws IOException {
        buffer.clear();
        int read = channel.read(buffer, next);
        buffer.flip();
        return read > 0;
    }

    /** The next line is the one that begins here. */
    void seek(long offset) {
        next = offset;
        buffer.limit(0);
    }

    /** Whether a line end stands just before this place. */
    boolean isLineStart(long offset) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        return channel.read(one, offset - 1) == 1 && one.get(0) == '\n';
    }

    /** Where this line begins. */
    long start() {
        return start;
    }

    /** Where the next line begins. */
    long end() {
        return next;
    }

    /** Without its end, and cut when it is long; a char an octet. */
    String text() {
        return new String(kept, 0, length, StandardCharsets.ISO_8859_1);
    }

    boolean isBlank() {
        return length == 0;
    }

    boolean startsWith(char c) {
        return length > 0 && kept[0] == (byte) c;
    }

    /** Octets of this line when it ends with CR LF. */
    long crlfLength() {
        return next - start + (ended && !carriageReturn ? 1 : 0);
    }
}

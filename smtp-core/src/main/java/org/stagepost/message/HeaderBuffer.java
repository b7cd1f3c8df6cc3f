package org.stagepost.message;

import java.util.Arrays;

/** The octets of the header that is being read, as far as {@link Bounds#HEADER_BLOCK} permits. */
final class HeaderBuffer {
    private byte[] octets = new byte[2048];
    private int length;
    private int lineStart;

    void append(byte[] from, int offset, int count) {
        int room = Math.min(count, Bounds.HEADER_BLOCK - length);
        if (length + room > octets.length) {
            octets = Arrays.copyOf(octets, Math.min(Bounds.HEADER_BLOCK, Math.max(length + room, 2 * octets.length)));
        }
        System.arraycopy(from, offset, octets, length, room);
        length += room;
    }

    /** What has been appended since the last line was a line of the header. */
    void endLine() {
        lineStart = length;
    }

    /** What has been appended since the last line was none of the header. */
    void dropLine() {
        length = lineStart;
    }

    Header take() {
        Header header = Header.parse(octets, length);
        length = 0;
        lineStart = 0;
        return header;
    }
}

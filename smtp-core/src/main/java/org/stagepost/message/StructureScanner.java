package org.stagepost.message;

import java.util.Objects;

/**
 * Finds the structure of a message while its octets pass by, in one pass and in whatever chunks they come.
 *
 * <p>This class makes lines of chunks; {@link PartTree} makes a tree of the lines. Most lines need not be made at all: in a
 * body only those that begin with a dash may matter, the others are counted where they stand.
 *
 * <p>Feed it the CRLF form ({@link CrlfInputStream}); it also reads bare LF, counting one octet for it.
 */
public final class StructureScanner {
    private final PartTree tree = new PartTree();

    /** The beginning of a line that a chunk left unfinished: nothing further on can make it a delimiter. */
    private final byte[] kept = new byte[Bounds.DELIMITER_LINE];

    private int keptLength;
    private long unfinished;
    private byte lastOctet;

    /** Takes the next octets of the message. */
    public void feed(byte[] octets, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, octets.length);
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (unfinished == 0 && tree.inBody()) at = skipBody(octets, at, end);
            if (at < end) at = feedLine(octets, at, end);
        }
    }

    /** No more octets come: the structure of those that came. The scanner is of no use afterwards. */
    public MimePart finish() {
        if (unfinished > 0) endLine(0);
        return tree.finish();
    }

    /** Passes whole lines of a body that cannot be delimiters. */
    private int skipBody(byte[] octets, int from, int end) {
        int at = from;
        long lines = 0;
        int lineEnd = 0;
        while (at < end && octets[at] != '-') {
            int lf = Octets.indexOfLf(octets, at, end);
            if (lf < 0) break;
            lineEnd = lf > at && octets[lf - 1] == '\r' ? 2 : 1;
            at = lf + 1;
            lines++;
        }
        if (lines > 0) tree.pass(at - from, lines, lineEnd);
        return at;
    }

    private int feedLine(byte[] octets, int from, int end) {
        int lf = Octets.indexOfLf(octets, from, end);
        int next = lf < 0 ? end : lf + 1;
        if (tree.inHeader()) tree.headerOctets(octets, from, next - from);
        if (lf >= 0 && unfinished == 0) {
            int lineEnd = lf > from && octets[lf - 1] == '\r' ? 2 : 1;
            tree.line(new Line(octets, from, next, next - from, lineEnd));
            return next;
        }
        byte beforeLf = lf > from ? octets[lf - 1] : lastOctet;
        keep(octets, from, next);
        if (lf >= 0) endLine(beforeLf == '\r' ? 2 : 1);
        return next;
    }

    private void keep(byte[] octets, int from, int to) {
        int room = Math.min(to - from, kept.length - keptLength);
        System.arraycopy(octets, from, kept, keptLength, room);
        keptLength += room;
        unfinished += to - from;
        lastOctet = octets[to - 1];
    }

    private void endLine(int lineEnd) {
        tree.line(new Line(kept, 0, keptLength, unfinished, lineEnd));
        keptLength = 0;
        unfinished = 0;
    }
}

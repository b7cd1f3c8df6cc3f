package org.stagepost.message;

import java.util.ArrayList;
import java.util.List;
import org.stagepost.message.OpenPart.Kind;

/**
 * Builds the tree of parts from the lines of a message. The open entities form a stack, so no nesting costs recursion.
 *
 * <p>A delimiter is a whole line: the boundary of an open multipart between its dashes and white space (RFC 2046 5.1.1).
 * The innermost multipart with that boundary takes it, and everything open inside ends. So a boundary that is the beginning
 * of another cannot be mistaken for it, and a missing final boundary loses nothing.
 */
final class PartTree {
    private final List<OpenPart> open = new ArrayList<>();
    private final HeaderBuffer header = new HeaderBuffer();
    private long headerOctets;
    private int parts;
    private boolean lastPart;

    /** Offset of the next line, lines before it, and octets of the line end before it. */
    private long offset;

    private long lines;
    private int lineEnd;

    PartTree() {
        open(new OpenPart(Kind.MESSAGE, MediaType.TEXT_PLAIN, 0, 0));
    }

    boolean inHeader() {
        return innermost().inHeader();
    }

    boolean inBody() {
        return !inHeader();
    }

    /** Octets of a header line; the line itself follows when it is whole. */
    void headerOctets(byte[] octets, int from, int length) {
        header.append(octets, from, length);
    }

    /** Lines of a body that are no delimiters. */
    void pass(long octets, long count, int lastLineEnd) {
        offset += octets;
        lines += count;
        lineEnd = lastLineEnd;
    }

    void line(Line line) {
        if (!takeDelimiter(line)) {
            while (inHeader() && !takeHeaderLine(line)) beginBody(offset, lines);
        }
        pass(line.length(), line.lines(), line.lineEnd());
    }

    MimePart finish() {
        endHeader();
        endDownTo(0, offset, lines);
        return innermost().end(offset, lines);
    }

    /** Takes a line as one of the header, and ends the header at the empty line; false if the body has begun instead. */
    private boolean takeHeaderLine(Line line) {
        OpenPart part = innermost();
        if (part.isMessage() && part.beginsAt(offset) && line.isMboxSeparator()) {
            header.endLine();
            return true;
        }
        if (line.isBlank()) {
            beginBody(offset + line.length(), lines + line.lines());
            return true;
        }
        if (part.isFirstLine() && !line.isField()) {
            header.dropLine();
            return false;
        }
        part.firstLineSeen();
        header.endLine();
        return true;
    }

    /** Ends parts at a delimiter, and begins the next one or, at a close-delimiter, the epilogue; false if it is none. */
    private boolean takeDelimiter(Line line) {
        if (lastPart || !line.isDashed()) return false;
        byte[] octets = line.octets();
        int from = line.from() + 2;
        int to = line.stripped();
        int holder = holderOf(octets, from, to);
        if (holder >= 0) {
            nextPart(holder, line);
            return true;
        }
        boolean closing = to - from > 2 && octets[to - 1] == '-' && octets[to - 2] == '-';
        holder = closing ? holderOf(octets, from, to - 2) : -1;
        if (holder < 0) return false;
        endParts(holder);
        open.get(holder).closeDelimited();
        return true;
    }

    /** Depth of the innermost multipart with this boundary, or -1. */
    private int holderOf(byte[] octets, int from, int to) {
        for (int depth = open.size() - 1; depth >= 0; depth--) {
            if (open.get(depth).isBoundary(octets, from, to)) return depth;
        }
        return -1;
    }

    private void nextPart(int holder, Line delimiter) {
        endParts(holder);
        MediaType otherwise = open.get(holder).defaultOfParts();
        long start = offset + delimiter.length();
        long linesBefore = lines + delimiter.lines();
        OpenPart part = new OpenPart(Kind.BODY_PART, otherwise, start, linesBefore);
        open(part);
        lastPart = parts >= Bounds.PARTS;
        if (lastPart) part.beginBody(ContentFields.nothingSaid(MediaType.OCTET_STREAM), start, linesBefore);
    }

    /** Ends everything inside the multipart at this depth; the line end before the delimiter belongs to the delimiter. */
    private void endParts(int holder) {
        header.dropLine();
        endHeader();
        endDownTo(holder, offset - lineEnd, lineEnd > 0 ? lines - 1 : lines);
    }

    /** Ends a header that has no empty line; that of the message inside, which never began, with it. */
    private void endHeader() {
        while (inHeader()) beginBody(offset, lines);
    }

    private void endDownTo(int depth, long before, long linesBefore) {
        long end = before;
        long linesThere = linesBefore;
        while (open.size() - 1 > depth) {
            MimePart ended = open.removeLast().end(end, linesThere);
            innermost().add(ended);
            if (ended.extent().end() > end) {
                // A part of no octets between two delimiters leaves no line end to belong to the second.
                end = offset;
                linesThere = lines;
            }
        }
    }

    private void beginBody(long at, long linesBefore) {
        OpenPart part = innermost();
        Header fields = header.take();
        headerOctets += fields.length();
        boolean affordable = headerOctets <= Bounds.HEADERS;
        if (part.isMessage()) part.envelope(affordable ? EnvelopeFields.of(fields) : EnvelopeFields.CUT);
        ContentFields content = affordable
                ? bounded(ContentFields.of(fields, part.otherwise()))
                : ContentFields.nothingSaid(MediaType.OCTET_STREAM);
        part.beginBody(content, at, linesBefore);
        if (content.type().isMessage()) open(new OpenPart(Kind.MESSAGE, MediaType.TEXT_PLAIN, at, linesBefore));
    }

    /** Whether the suite looks inside: else a container becomes something that can be shown or saved as it is. */
    private ContentFields bounded(ContentFields content) {
        MediaType type = content.type();
        if (!type.isMultipart() && !type.isMessage()) return content;
        if (open.size() >= Bounds.DEPTH || parts >= Bounds.PARTS) return content.opaque();
        if (type.isMultipart() && OpenPart.boundary(type).isEmpty()) return content.plain();
        return content;
    }

    private void open(OpenPart part) {
        open.add(part);
        parts++;
    }

    private OpenPart innermost() {
        return open.getLast();
    }
}

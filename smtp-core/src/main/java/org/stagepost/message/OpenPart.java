package org.stagepost.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An entity whose end has not been seen yet. */
final class OpenPart {
    enum Kind {
        MESSAGE,
        BODY_PART
    }

    private final Kind kind;
    private final long start;
    private final long linesBefore;
    private final MediaType otherwise;

    private boolean firstLine = true;
    private long body = -1;
    private long linesBeforeBody;
    private @Nullable ContentFields content;
    private @Nullable EnvelopeFields envelope;
    private byte @Nullable [] boundary;
    private final List<MimePart> children = new ArrayList<>();

    /** @param otherwise the media type if the header names none */
    OpenPart(Kind kind, MediaType otherwise, long start, long linesBefore) {
        this.kind = kind;
        this.otherwise = otherwise;
        this.start = start;
        this.linesBefore = linesBefore;
    }

    boolean isMessage() {
        return kind == Kind.MESSAGE;
    }

    boolean inHeader() {
        return content == null;
    }

    /** Whether no line of its header has been seen, a separator of mbox files aside. */
    boolean isFirstLine() {
        return firstLine;
    }

    void firstLineSeen() {
        firstLine = false;
    }

    boolean beginsAt(long offset) {
        return offset == start;
    }

    /** The header is whole: from here on the body. */
    void beginBody(ContentFields said, long at, long lines) {
        content = said;
        body = at;
        linesBeforeBody = lines;
        boundary = boundary(said.type())
                .map(b -> b.getBytes(StandardCharsets.ISO_8859_1))
                .orElse(null);
    }

    /** The boundary of a multipart, if it names a usable one. */
    static Optional<String> boundary(MediaType type) {
        if (!type.isMultipart()) return Optional.empty();
        return type.parameters()
                .value("boundary")
                .or(() -> type.parameters().text("boundary"))
                .map(Chars::strip)
                .filter(boundary -> !boundary.isEmpty() && boundary.length() <= Bounds.BOUNDARY);
    }

    void envelope(EnvelopeFields fields) {
        envelope = fields;
    }

    ContentFields content() {
        return Objects.requireNonNull(content);
    }

    MediaType otherwise() {
        return otherwise;
    }

    /** The media type of a part whose header names none (RFC 2046 5.1.5). */
    MediaType defaultOfParts() {
        return content().type().is("multipart", "digest") ? MediaType.MESSAGE : MediaType.TEXT_PLAIN;
    }

    /** Whether {@code octets[from, to)} is the boundary of this multipart, and it still awaits parts. */
    boolean isBoundary(byte[] octets, int from, int to) {
        return boundary != null && Arrays.equals(boundary, 0, boundary.length, octets, from, to);
    }

    /** The close-delimiter has been seen: what follows is epilogue. */
    void closeDelimited() {
        boundary = null;
    }

    void add(MimePart child) {
        children.add(child);
    }

    /** The entity ends here; a body that the delimiter's own line end would precede is empty. */
    MimePart end(long end, long lines) {
        long last = Math.max(end, body);
        long bodyLines = Math.max(0, lines - linesBeforeBody);
        if (content().type().isMultipart() && children.isEmpty()) children.add(emptyText(last));
        Extent extent = new Extent(start, body, last, linesBeforeBody - linesBefore, bodyLines);
        return new MimePart(content(), extent, Optional.ofNullable(envelope), children);
    }

    /** IMAP cannot say that a multipart has no parts: it has an empty one. */
    private static MimePart emptyText(long at) {
        ContentFields nothingSaid = ContentFields.nothingSaid(MediaType.TEXT_PLAIN);
        return new MimePart(nothingSaid, new Extent(at, at, at, 0, 0), Optional.empty(), List.of());
    }
}

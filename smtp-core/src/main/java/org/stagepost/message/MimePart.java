package org.stagepost.message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One entity of a message (RFC 2045 2.4): the message itself, or a part of it.
 *
 * <p>Three shapes, told apart by the media type:
 *
 * <ul>
 *   <li>a multipart has one child a body part, and always at least one;
 *   <li>a part of type message/rfc822 or message/global has exactly one child: the message inside;
 *   <li>everything else has none.
 * </ul>
 *
 * @param content what the entity's header says of its body
 * @param extent where it lies
 * @param envelope present for messages: the root and every message inside, not for the part that carries it
 */
public record MimePart(
        ContentFields content, Extent extent, Optional<EnvelopeFields> envelope, List<MimePart> children) {
    public MimePart {
        children = List.copyOf(children);
    }

    /** The structure of a whole message in CRLF form. */
    public static MimePart of(byte[] octets) {
        StructureScanner scanner = new StructureScanner();
        scanner.feed(octets, 0, octets.length);
        return scanner.finish();
    }

    /** The structure of a whole message in CRLF form; the stream is read to its end and not closed. */
    public static MimePart of(InputStream message) throws IOException {
        StructureScanner scanner = new StructureScanner();
        byte[] chunk = new byte[1 << 16];
        for (int length = message.read(chunk); length >= 0; length = message.read(chunk)) {
            scanner.feed(chunk, 0, length);
        }
        return scanner.finish();
    }

    public MediaType type() {
        return content.type();
    }

    /** The charset of its text; UTF-8 where its header names none, or none that is known here. */
    public Charset charset() {
        return type().parameters().value("charset").flatMap(Charsets::lookup).orElse(StandardCharsets.UTF_8);
    }

    public boolean isMultipart() {
        return type().isMultipart();
    }

    /** The message inside a part of type message/rfc822 or message/global. */
    public Optional<MimePart> message() {
        return type().isMessage() ? Optional.of(children.getFirst()) : Optional.empty();
    }

    /**
     * The part with these numbers (RFC 3501 6.4.5), below this message: 1 is the body of a message that is no multipart; a
     * message/rfc822 part is passed through to the parts of the message inside. No numbers name the message itself.
     */
    public Optional<MimePart> part(List<Integer> numbers) {
        MimePart at = this;
        List<MimePart> below = bodyParts();
        for (int number : numbers) {
            if (number < 1 || number > below.size()) return Optional.empty();
            at = below.get(number - 1);
            below = at.message().map(MimePart::bodyParts).orElse(at.children);
        }
        return Optional.of(at);
    }

    /** The numbered parts of a message: itself alone if it is no multipart. */
    private List<MimePart> bodyParts() {
        return isMultipart() ? children : List.of(this);
    }

    /** A compact form for a cache, in a version that {@link #decode} knows again. */
    public byte[] encode() {
        return new PartWriter().write(this);
    }

    /** The structure that {@link #encode} wrote; empty for octets of another version or damaged ones: scan again. */
    public static Optional<MimePart> decode(byte[] octets) {
        return PartReader.read(octets);
    }
}

package org.stagepost.mailstore.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.Optional;
import org.stagepost.message.Bounds;
import org.stagepost.message.Extent;
import org.stagepost.message.Header;
import org.stagepost.message.HeaderField;
import org.stagepost.message.MimePart;
import org.stagepost.message.TransferDecoder;

/**
 * The text of one message, decoded as it streams by: the fields of its header, then those of messages inside and all parts
 * of type text, attached or not. What TEXT and BODY search is what an index is made of (RFC 3501 6.4.4).
 */
public final class MessageText {
    private final MimePart message;
    private final InputStream in;
    private final Listener listener;
    private long at;

    /** Hears the text a piece at a time; no text goes on from one piece into the next. */
    public interface Listener {
        /** A field as {@code name: text}; true when enough has been heard. */
        boolean field(String field) throws IOException;

        /** The text of a part; true when enough has been heard. */
        boolean part(Reader text) throws IOException;
    }

    /** @param in the message's octets from the first on; whoever opened it closes it */
    public MessageText(MimePart message, InputStream in, Listener listener) {
        this.message = message;
        this.in = in;
        this.listener = listener;
    }

    /** Tells the message's own header, before {@link #body}; true when the listener has had enough. */
    public boolean header() throws IOException {
        return inHeader(message.extent());
    }

    /** Tells text parts, and messages inside; true when the listener has had enough. */
    public boolean body() throws IOException {
        return inParts(message);
    }

    /** Parts come in the order in which they lie in the message. */
    private boolean inParts(MimePart part) throws IOException {
        Optional<MimePart> inner = part.message();
        if (inner.isPresent()) return inHeader(inner.get().extent()) || inParts(inner.get());
        for (MimePart child : part.children()) {
            if (inParts(child)) return true;
        }
        return part.type().isText() && inText(part);
    }

    private boolean inHeader(Extent extent) throws IOException {
        seek(extent.start());
        int length = (int) Math.min(extent.headerOctets(), Bounds.HEADER_BLOCK);
        byte[] block = in.readNBytes(length);
        at += block.length;
        for (HeaderField field : Header.parse(block).fields()) {
            if (listener.field(field.name() + ": " + field.text())) return true;
        }
        return false;
    }

    private boolean inText(MimePart part) throws IOException {
        seek(part.extent().body());
        Window body = new Window(in, part.extent().bodyOctets());
        Optional<InputStream> decoded = TransferDecoder.decode(part.content().encoding(), body);
        if (decoded.isPresent() && listener.part(new InputStreamReader(decoded.get(), part.charset()))) return true;
        body.drain();
        at = part.extent().end();
        return false;
    }

    private void seek(long offset) throws IOException {
        in.skipNBytes(offset - at);
        at = offset;
    }
}

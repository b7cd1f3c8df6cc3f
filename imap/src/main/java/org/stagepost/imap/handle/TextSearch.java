package org.stagepost.imap.handle;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.stagepost.mailstore.StoreException;
import org.stagepost.message.Bounds;
import org.stagepost.message.Charsets;
import org.stagepost.message.Extent;
import org.stagepost.message.Header;
import org.stagepost.message.HeaderField;
import org.stagepost.message.MimePart;
import org.stagepost.message.TransferDecoder;

/** One search through the text of one message, decoded as it streams by: headers of messages, and parts of type text. */
@SuppressWarnings("ThreadPriorityCheck") // a virtual thread that yields lets others run: that is all it is to do
final class TextSearch {
    private final Candidate message;
    private final Needle needle;
    private long at;

    TextSearch(Candidate message, Needle needle) {
        this.message = message;
        this.needle = needle;
    }

    /** In the text parts, and in messages inside. */
    boolean inBody() throws IOException, StoreException {
        if (needle.in("")) return true;
        try (InputStream in = message.open()) {
            return inParts(message.structure(), in);
        }
    }

    /** In the header too. */
    boolean inMessage() throws IOException, StoreException {
        if (needle.in("")) return true;
        try (InputStream in = message.open()) {
            MimePart root = message.structure();
            return inHeader(root.extent(), in) || inParts(root, in);
        }
    }

    /** Parts come in the order in which they lie in the message. */
    private boolean inParts(MimePart part, InputStream in) throws IOException {
        Optional<MimePart> inner = part.message();
        if (inner.isPresent()) return inHeader(inner.get().extent(), in) || inParts(inner.get(), in);
        for (MimePart child : part.children()) {
            if (inParts(child, in)) return true;
        }
        return part.type().isText() && inText(part, in);
    }

    private boolean inHeader(Extent extent, InputStream in) throws IOException {
        seek(extent.start(), in);
        int length = (int) Math.min(extent.headerOctets(), Bounds.HEADER_BLOCK);
        byte[] block = in.readNBytes(length);
        at += block.length;
        for (HeaderField field : Header.parse(block).fields()) {
            if (needle.in(field.name() + ": " + field.text())) return true;
        }
        return false;
    }

    private boolean inText(MimePart part, InputStream in) throws IOException {
        seek(part.extent().body(), in);
        Window body = new Window(in, part.extent().bodyOctets());
        Optional<InputStream> decoded = TransferDecoder.decode(part.content().encoding(), body);
        if (decoded.isPresent() && in(new InputStreamReader(decoded.get(), charset(part)))) return true;
        body.drain();
        at = part.extent().end();
        return false;
    }

    /** Reads to the end unless it is found; others get their turn on the carrier thread now and then. */
    private boolean in(Reader text) throws IOException {
        char[] chunk = new char[8192];
        needle.restart();
        for (int length = text.read(chunk); length >= 0; length = text.read(chunk)) {
            for (int i = 0; i < length; i++) {
                if (needle.found(chunk[i])) return true;
            }
            Thread.yield();
        }
        return false;
    }

    private void seek(long offset, InputStream in) throws IOException {
        in.skipNBytes(offset - at);
        at = offset;
    }

    private static Charset charset(MimePart part) {
        return part.type()
                .parameters()
                .value("charset")
                .flatMap(Charsets::lookup)
                .orElse(StandardCharsets.UTF_8);
    }
}

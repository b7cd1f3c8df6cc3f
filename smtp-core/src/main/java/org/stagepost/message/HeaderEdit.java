package org.stagepost.message;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.stagepost.mail.Message;

/**
 * A message with another header, immutable: fields put on top, fields taken out. What stays, stays octet by octet, and the body passes
 * through without being held. A message that had no header gets the empty line that then has to end it, and an mbox
 * separator goes: below other fields it would be neither.
 */
public final class HeaderEdit {
    private final Message message;
    private final Header header;
    /** The fields that go. */
    private final List<Predicate<HeaderField>> removed;
    /** Fields that come, the topmost last. */
    private final List<HeaderField> onTop;

    private HeaderEdit(Message message, Header header, List<Predicate<HeaderField>> removed, List<HeaderField> onTop) {
        this.message = message;
        this.header = header;
        this.removed = removed;
        this.onTop = onTop;
    }

    /** Reads the header of the message, {@link Bounds#HEADER_BLOCK} octets of it at most. */
    public static HeaderEdit of(Message message) throws IOException {
        try (InputStream in = message.open()) {
            return new HeaderEdit(message, Header.read(in), List.of(), List.of());
        }
    }

    /** The header as it came. */
    public Header header() {
        return header;
    }

    /** Also puts this field on top of everything. */
    public HeaderEdit onTop(HeaderField field) {
        return new HeaderEdit(message, header, removed, with(onTop, field));
    }

    /** Also takes out all fields of this name that came with the message. */
    public HeaderEdit without(String name) {
        return without(field -> field.is(name));
    }

    /** Also takes out those of the fields that came with the message. */
    public HeaderEdit without(Predicate<HeaderField> those) {
        return new HeaderEdit(message, header, with(removed, those), onTop);
    }

    private static <T> List<T> with(List<T> some, T more) {
        List<T> all = new ArrayList<>(some);
        all.add(more);
        return all;
    }

    /** The message with the header as edited. */
    public Message message() {
        return new Edited(message, block(), header.length());
    }

    private byte[] block() {
        ByteArrayOutputStream block = new ByteArrayOutputStream(header.length() + 512);
        for (HeaderField field : onTop.reversed()) block.writeBytes(field.octets());
        byte[] came = header.octets();
        int at = header.afterMboxSeparator();
        for (HeaderField field : header.fields()) {
            if (removed.stream().noneMatch(those -> those.test(field))) continue;
            block.write(came, at, field.offset() - at);
            at = field.offset() + field.length();
        }
        block.write(came, at, came.length - at);
        boolean cut = came.length == Bounds.HEADER_BLOCK;
        if (!header.isEnded() && !cut && message.size() > came.length) block.writeBytes(new byte[] {'\r', '\n'});
        return block.toByteArray();
    }

    /** @param passed octets of the original that the block stands for */
    private record Edited(Message original, byte[] block, int passed) implements Message {
        @Override
        public long size() {
            return block.length + original.size() - passed;
        }

        @Override
        public InputStream open() throws IOException {
            return new SequenceInputStream(new ByteArrayInputStream(block), rest());
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(block);
            try (InputStream rest = rest()) {
                rest.transferTo(out);
            }
        }

        private InputStream rest() throws IOException {
            InputStream in = original.open();
            try {
                in.skipNBytes(passed);
                return in;
            } catch (EOFException shorter) {
                in.close();
                throw shorter;
            }
        }
    }
}

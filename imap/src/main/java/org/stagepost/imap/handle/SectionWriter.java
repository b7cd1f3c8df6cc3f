package org.stagepost.imap.handle;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.stagepost.imap.command.FetchItem.Partial;
import org.stagepost.imap.command.FetchItem.Section;
import org.stagepost.imap.command.FetchItem.Text;
import org.stagepost.imap.response.ResponseWriter;
import org.stagepost.mail.Ascii;
import org.stagepost.message.Extent;
import org.stagepost.message.Header;
import org.stagepost.message.HeaderField;
import org.stagepost.message.MimePart;

/** Octets of a message: BODY[...] and its kin (RFC 3501 6.4.5), streamed from where the structure says they lie. */
final class SectionWriter {
    private final Row row;
    private final ResponseWriter out;

    /** A run of octets of the message. */
    private record Piece(long start, long length) {
        Piece within(Partial partial) {
            long from = Math.min(partial.origin(), length);
            return new Piece(start + from, Math.min(partial.octets(), length - from));
        }
    }

    SectionWriter(Row row, ResponseWriter out) {
        this.row = row;
        this.out = out;
    }

    void write(Section section) throws IOException {
        out.text(section.label()).octet(' ');
        Optional<Piece> piece = piece(section);
        boolean fields = section.text() == Text.HEADER_FIELDS || section.text() == Text.HEADER_FIELDS_NOT;
        if (piece.isEmpty()) out.nil();
        else if (fields) fields(section, piece.get());
        else stream(section.partial().map(piece.get()::within).orElse(piece.get()));
    }

    private void stream(Piece piece) throws IOException {
        out.literal(piece.length());
        try (InputStream in = row.stream()) {
            in.skipNBytes(piece.start());
            out.stream(in, piece.length());
        }
    }

    /** A part of the header is put together first, and a piece of it cut then. */
    private void fields(Section section, Piece header) throws IOException {
        byte[] block;
        try (InputStream in = row.stream()) {
            in.skipNBytes(header.start());
            block = in.readNBytes((int) Math.min(header.length(), org.stagepost.message.Bounds.HEADER_BLOCK));
        }
        byte[] chosen = chosen(section, block);
        Piece piece = new Piece(0, chosen.length);
        Piece wanted = section.partial().map(piece::within).orElse(piece);
        out.literal(wanted.length()).octets(chosen, (int) wanted.start(), (int) wanted.length());
    }

    private static byte[] chosen(Section section, byte[] block) {
        Set<String> names = new HashSet<>();
        for (String name : section.fields()) names.add(Ascii.lower(name));
        boolean listed = section.text() == Text.HEADER_FIELDS;
        byte[] chosen = new byte[block.length];
        int length = 0;
        for (HeaderField field : Header.parse(block).fields()) {
            if (names.contains(Ascii.lower(field.name())) != listed) continue;
            System.arraycopy(block, field.offset(), chosen, length, field.length());
            length += field.length();
        }
        boolean blankLine = block.length >= 2 && block[block.length - 2] == '\r' && endsBlank(block);
        if (blankLine) {
            chosen[length++] = '\r';
            chosen[length++] = '\n';
        }
        return java.util.Arrays.copyOf(chosen, length);
    }

    /** Whether the header ends with the empty line: a message that has no body may lack it (RFC 3501 6.4.5). */
    private static boolean endsBlank(byte[] block) {
        int length = block.length;
        return length == 2 || block[length - 3] == '\n';
    }

    /** Where the section lies; empty for a part that does not exist, or that has no such section. */
    private Optional<Piece> piece(Section section) {
        if (section.part().isEmpty()) {
            if (section.text() == Text.ALL) return Optional.of(new Piece(0, row.octets()));
            return Optional.of(piece(section.text(), row.structure().extent()));
        }
        Optional<MimePart> part = row.structure().part(section.part());
        return switch (section.text()) {
            case ALL -> part.map(found -> body(found.extent()));
            case MIME -> part.map(found -> header(found.extent()));
            default -> part.flatMap(MimePart::message).map(inner -> piece(section.text(), inner.extent()));
        };
    }

    private static Piece piece(Text text, Extent message) {
        return text == Text.TEXT ? body(message) : header(message);
    }

    private static Piece header(Extent extent) {
        return new Piece(extent.start(), extent.headerOctets());
    }

    private static Piece body(Extent extent) {
        return new Piece(extent.body(), extent.bodyOctets());
    }
}

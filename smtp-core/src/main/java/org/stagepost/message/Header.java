package org.stagepost.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A header block (RFC 5322 2.2): its fields in their order.
 *
 * <p>A message whose first line is no field has no header. Further down, a line that is neither field nor fold belongs to
 * no field and is passed over; an mbox separator on top likewise. The block ends with an empty line.
 */
public final class Header {
    private static final int FIRST_READ = 8 << 10;

    private final byte[] block;
    private final List<HeaderField> fields;

    private Header(byte[] block, List<HeaderField> fields) {
        this.block = block;
        this.fields = fields;
    }

    /** The header at the start of these octets; what follows its empty line is not looked at. */
    public static Header parse(byte[] octets) {
        return parse(octets, octets.length);
    }

    /** The header at the start of the first {@code length} octets, {@link Bounds#HEADER_BLOCK} of them at most. */
    public static Header parse(byte[] octets, int length) {
        int limit = Math.min(length, Bounds.HEADER_BLOCK);
        byte[] block = Arrays.copyOf(octets, lengthIn(octets, limit).orElseGet(() -> lengthWithoutEnd(octets, limit)));
        return new Header(block, fields(block));
    }

    /** The header of a message of which no more is read than a little beyond it. */
    public static Header read(InputStream message) throws IOException {
        byte[] octets = message.readNBytes(FIRST_READ);
        int wanted = FIRST_READ;
        while (octets.length == wanted
                && wanted < Bounds.HEADER_BLOCK
                && lengthIn(octets, wanted).isEmpty()) {
            octets = Arrays.copyOf(octets, 2 * wanted);
            int more = message.readNBytes(octets, wanted, wanted);
            if (more < wanted) octets = Arrays.copyOf(octets, wanted + more);
            wanted *= 2;
        }
        return parse(octets);
    }

    /**
     * Octets of the header block at the start of the first {@code length} octets, its empty line included: 0 if the first
     * line is no field, empty as long as the end has not been seen. Larger than {@link Bounds#HEADER_BLOCK} if it is.
     */
    public static OptionalInt lengthIn(byte[] octets, int length) {
        int start = afterMboxSeparator(octets, length);
        int at = start;
        while (at < length) {
            int lf = Octets.indexOfLf(octets, at, length);
            int next = lf < 0 ? length : lf + 1;
            if (HeaderLine.isBlank(octets, at, next)) return OptionalInt.of(next);
            boolean decided = lf >= 0 || next - at >= Bounds.FIELD_NAME;
            if (at == start && decided && HeaderLine.colon(octets, at, next) < 0) return OptionalInt.of(start);
            at = next;
        }
        return OptionalInt.empty();
    }

    private static int lengthWithoutEnd(byte[] octets, int length) {
        int start = afterMboxSeparator(octets, length);
        return HeaderLine.colon(octets, start, length) < 0 ? start : length;
    }

    private static int afterMboxSeparator(byte[] octets, int length) {
        if (!HeaderLine.isMboxSeparator(octets, 0, length)) return 0;
        int lf = Octets.indexOfLf(octets, 0, length);
        return lf < 0 ? length : lf + 1;
    }

    private static List<HeaderField> fields(byte[] block) {
        List<HeaderField> fields = new ArrayList<>();
        int start = 0;
        int colon = -1;
        int at = 0;
        while (at < block.length) {
            int lf = Octets.indexOfLf(block, at, block.length);
            int next = lf < 0 ? block.length : lf + 1;
            if (!HeaderLine.isFolded(block, at, next)) {
                if (colon >= 0) fields.add(new HeaderField(block, start, colon, at));
                start = at;
                colon = HeaderLine.colon(block, at, next);
            }
            at = next;
        }
        if (colon >= 0) fields.add(new HeaderField(block, start, colon, block.length));
        return List.copyOf(fields);
    }

    public List<HeaderField> fields() {
        return fields;
    }

    /** The topmost field of this name, ASCII case aside. */
    public Optional<HeaderField> first(String name) {
        for (HeaderField field : fields) {
            if (field.is(name)) return Optional.of(field);
        }
        return Optional.empty();
    }

    /** The unfolded value of the topmost field of this name. */
    public Optional<String> value(String name) {
        return first(name).map(HeaderField::value);
    }

    /** All fields of this name from top to bottom. */
    public List<HeaderField> all(String name) {
        List<HeaderField> found = new ArrayList<>();
        for (HeaderField field : fields) {
            if (field.is(name)) found.add(field);
        }
        return List.copyOf(found);
    }

    /** Whether the block has its empty line. */
    boolean isEnded() {
        int length = block.length;
        int before = length >= 2 && block[length - 1] == '\n' && block[length - 2] == '\r' ? length - 2 : length - 1;
        return length > 0 && block[length - 1] == '\n' && (before == 0 || block[before - 1] == '\n');
    }

    /** Where the fields begin: behind an mbox separator, if there is one. */
    int afterMboxSeparator() {
        return afterMboxSeparator(block, block.length);
    }

    /** The block as it stands, with the empty line if there was one. */
    public byte[] octets() {
        return block.clone();
    }

    /** Octets of the block, with the empty line if there was one. */
    public int length() {
        return block.length;
    }
}

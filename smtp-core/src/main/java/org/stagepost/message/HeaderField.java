package org.stagepost.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One field of a header: its octets as they stand, its name, and its value unfolded (RFC 5322 2.2). */
public final class HeaderField {
    private static final int FOLD_COLUMN = 78;

    private final byte[] block;
    private final int start;
    private final int colon;
    private final int end;

    HeaderField(byte[] block, int start, int colon, int end) {
        this.block = block;
        this.start = start;
        this.colon = colon;
        this.end = end;
    }

    /**
     * A new field, folded before words that would pass column 78.
     *
     * @throws IllegalArgumentException if the name is no field name, or the value holds CR, LF, NUL or a char above U+00FF
     */
    public static HeaderField of(String name, String value) {
        byte[] octets = folded(name + ": " + Chars.strip(value)).getBytes(StandardCharsets.ISO_8859_1);
        if (HeaderLine.colon(octets, 0, octets.length) != name.length() || name.endsWith(" ") || name.endsWith("\t")) {
            throw new IllegalArgumentException("not a field name");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0 || c > 0xff) throw new IllegalArgumentException("not a field value");
        }
        return new HeaderField(octets, 0, name.length(), octets.length);
    }

    private static String folded(String field) {
        StringBuilder lines = new StringBuilder(field.length() + 16);
        int line = 0;
        int fold = foldAt(field, line);
        while (fold > 0) {
            lines.append(field, line, fold).append("\r\n");
            line = fold;
            fold = foldAt(field, line);
        }
        return lines.append(field, line, field.length()).append("\r\n").toString();
    }

    /** The space before which the line that begins at {@code line} is folded, or -1; no line is left blank. */
    private static int foldAt(String field, int line) {
        if (field.length() - line <= FOLD_COLUMN) return -1;
        int word = line == 0 ? field.indexOf(": ") + 2 : line;
        while (word < field.length() && field.charAt(word) == ' ') word++;
        int fold = field.lastIndexOf(' ', line + FOLD_COLUMN);
        return fold > word ? fold : field.indexOf(' ', Math.max(word, line + FOLD_COLUMN));
    }

    public String name() {
        int to = colon;
        while (Chars.isSpace(block[to - 1])) to--;
        return new String(block, start, to - start, StandardCharsets.ISO_8859_1);
    }

    /** Whether this is the field's name; ASCII case does not count. */
    public boolean is(String name) {
        int length = name.length();
        if (length > colon - start) return false;
        for (int i = 0; i < length; i++) {
            if (Chars.lower(block[start + i]) != Chars.lower(name.charAt(i))) return false;
        }
        for (int i = start + length; i < colon; i++) {
            if (!Chars.isSpace(block[i])) return false;
        }
        return true;
    }

    /** The value as an octet string: unfolded, stripped, without CR, LF and NUL, at most {@link Bounds#FIELD_VALUE}. */
    public String value() {
        int limit = Math.min(end, colon + 1 + Bounds.FIELD_VALUE);
        byte[] kept = new byte[limit - colon - 1];
        int length = 0;
        for (int i = colon + 1; i < limit; i++) {
            byte b = block[i];
            if (b != '\r' && b != '\n' && b != 0) kept[length++] = b;
        }
        int from = 0;
        while (from < length && Chars.isSpace(kept[from])) from++;
        while (length > from && Chars.isSpace(kept[length - 1])) length--;
        return new String(kept, from, length - from, StandardCharsets.ISO_8859_1);
    }

    /** The value as text for people and for search: encoded words and raw UTF-8 decoded, control characters gone. */
    public String text() {
        return EncodedWords.decode(value());
    }

    /** The whole field as it stands, folds and line end included. */
    public byte[] octets() {
        return Arrays.copyOfRange(block, start, end);
    }

    /** Octets of the whole field. */
    public int length() {
        return end - start;
    }

    /** Offset of the field in its header block. */
    public int offset() {
        return start;
    }

    @Override
    public String toString() {
        return name() + ": " + value();
    }
}

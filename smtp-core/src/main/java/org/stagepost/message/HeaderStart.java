package org.stagepost.message;

/**
 * Whether a message begins with a header, found out while its octets come in; decides as {@link Header} does of the whole
 * message, so that nobody looks for fields where another sees none.
 */
public final class HeaderStart {
    private final byte[] line = new byte[Bounds.FIELD_NAME];
    private int length;
    private boolean first = true;
    private boolean inSeparator;
    private boolean spaced;

    /** What is known so far. */
    public enum Finding {
        UNDECIDED,
        HEADER,
        /** All of the message is body. */
        NONE
    }

    /** Takes the next octet, while it is undecided. */
    public Finding take(byte octet) {
        if (inSeparator) {
            inSeparator = octet != '\n';
            return Finding.UNDECIDED;
        }
        line[length++] = octet;
        if (first && HeaderLine.isMboxSeparator(line, 0, length)) {
            first = false;
            inSeparator = true;
            length = 0;
            spaced = false;
            return Finding.UNDECIDED;
        }
        if (isHopeless(octet)) return Finding.NONE;
        if (octet != '\n' && octet != ':' && length < line.length) return Finding.UNDECIDED;
        boolean header = HeaderLine.isBlank(line, 0, length) || HeaderLine.colon(line, 0, length) >= 0;
        return header ? Finding.HEADER : Finding.NONE;
    }

    /** No colon behind this octet makes a field of its line: a name has no space in it and nothing unprintable. */
    private boolean isHopeless(byte octet) {
        if (octet == '\r' || octet == '\n' || octet == ':') return false;
        boolean space = Chars.isSpace(octet);
        boolean between = space ? length == 1 : spaced;
        spaced |= space;
        return between || !space && (octet <= ' ' || octet == 0x7f);
    }
}

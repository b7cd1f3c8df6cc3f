package org.stagepost.message;

/** What a hostile message may cost. Offsets stay exact beyond every bound; only what is interpreted is cut. */
public final class Bounds {
    /** Octets of one header block that are looked at. */
    public static final int HEADER_BLOCK = 1 << 20;

    /** Octets of one field's value that are interpreted. */
    public static final int FIELD_VALUE = 100 << 10;

    /** Octets of a field name; a longer one is no field (RFC 5322 2.1.1: no line exceeds 998). */
    public static final int FIELD_NAME = 998;

    /** Multiparts and messages inside each other; what lies deeper is application/octet-stream. */
    public static final int DEPTH = 100;

    /** Parts of one message; the last one permitted takes all that follows as application/octet-stream. */
    public static final int PARTS = 10_000;

    /** Octets of a boundary (RFC 2046 allows 70). */
    public static final int BOUNDARY = 2_048;

    /** Octets of a line that can be a delimiter: the boundary, its dashes, and white space that a relay has added. */
    static final int DELIMITER_LINE = 4_096;

    /** Parameters of one field, and segments of one continued parameter (RFC 2231). */
    public static final int PARAMETERS = 100;

    /** Addresses of one list. */
    public static final int ADDRESSES = 10_000;

    /** Octets of all headers of a message that are interpreted; parts beyond are application/octet-stream. */
    static final int HEADERS = 16 << 20;

    private Bounds() {}
}

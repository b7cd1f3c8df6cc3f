package org.stagepost.message;

/**
 * Where an entity lies in the CRLF form of its message, and how long it is. The line end before a delimiter belongs to the
 * delimiter (RFC 2046 5.1.1), not to the part above it.
 *
 * @param start offset of the first header octet
 * @param body offset of the first body octet: behind the empty line, equal to {@code end} if there is no body
 * @param end offset behind the last body octet
 * @param headerLines line ends in the header, the empty line's included
 * @param bodyLines line ends in the body
 */
public record Extent(long start, long body, long end, long headerLines, long bodyLines) {
    /** Octets of the header, its empty line included. */
    public long headerOctets() {
        return body - start;
    }

    public long bodyOctets() {
        return end - body;
    }

    /** Octets of the whole entity; of the root this is RFC822.SIZE. */
    public long octets() {
        return end - start;
    }

    /** Line ends of the whole entity. */
    public long lines() {
        return headerLines + bodyLines;
    }
}

package org.stagepost.message;

/** What one line of a header block is; the only place that decides it, for stored and for streaming octets. */
final class HeaderLine {
    private HeaderLine() {}

    /** CRLF or LF alone: the header block is over. White space alone is an obsolete fold (RFC 5322 4.2) and is not. */
    static boolean isBlank(byte[] octets, int from, int to) {
        int length = to - from;
        return length == 1 && octets[from] == '\n' || length == 2 && octets[from] == '\r' && octets[from + 1] == '\n';
    }

    static boolean isFolded(byte[] octets, int from, int to) {
        return from < to && Chars.isSpace(octets[from]);
    }

    /**
     * Index of the colon when the line begins a field: printable ASCII, white space that RFC 5322 4.5 still allows, a
     * colon. Otherwise -1.
     */
    static int colon(byte[] octets, int from, int to) {
        int at = from;
        int limit = Math.min(to, from + Bounds.FIELD_NAME);
        while (at < limit && octets[at] > ' ' && octets[at] < 0x7f && octets[at] != ':') at++;
        if (at == from) return -1;
        while (at < limit && Chars.isSpace(octets[at])) at++;
        return at < limit && octets[at] == ':' ? at : -1;
    }

    /** The separator of an mbox file, quoted or not, which careless programs leave on top of a message. */
    static boolean isMboxSeparator(byte[] octets, int from, int to) {
        int at = from < to && octets[from] == '>' ? from + 1 : from;
        return to - at >= 5
                && octets[at] == 'F'
                && octets[at + 1] == 'r'
                && octets[at + 2] == 'o'
                && octets[at + 3] == 'm'
                && octets[at + 4] == ' ';
    }
}

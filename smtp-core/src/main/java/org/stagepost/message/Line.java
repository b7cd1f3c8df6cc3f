package org.stagepost.message;

/**
 * One line of a message as it is scanned, or the beginning of a long one.
 *
 * @param length octets of the whole line, line end included
 * @param lineEnd octets of the line end; 0 if the message ends without one
 */
record Line(byte[] octets, int from, int to, long length, int lineEnd) {
    int lines() {
        return lineEnd > 0 ? 1 : 0;
    }

    /** Whether it may be a delimiter: two dashes and more, and not so long that no boundary fits. */
    boolean isDashed() {
        return length <= Bounds.DELIMITER_LINE && to - from > 2 && octets[from] == '-' && octets[from + 1] == '-';
    }

    boolean isBlank() {
        return HeaderLine.isBlank(octets, from, to);
    }

    boolean isField() {
        return HeaderLine.colon(octets, from, to) >= 0;
    }

    boolean isMboxSeparator() {
        return HeaderLine.isMboxSeparator(octets, from, to);
    }

    /** Index behind the last octet that is no white space, or {@code from}. */
    int stripped() {
        int end = to;
        while (end > from && isSpace(octets[end - 1])) end--;
        return end;
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
    }
}

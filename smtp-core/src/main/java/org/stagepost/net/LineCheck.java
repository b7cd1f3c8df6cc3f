package org.stagepost.net;

import org.stagepost.mail.SyntaxException;

/** Whether what a peer sends in place of lines is any. */
final class LineCheck {
    /** The first octet of a TLS hello; no line of any protocol here begins with it. */
    private static final byte TLS_HANDSHAKE = 22;

    /** So many empty lines, and then a NUL, begin the binary header of the PROXY protocol; nothing of mail does. */
    private static final int PROXY_BLANKS = 2;

    private int blanks;
    private boolean onlyBlanks = true;

    /** @throws EndedException for a line that is none of text, or a proxy's header that was not asked for (rows C7, C16) */
    void begins(byte first) throws EndedException {
        if (first == TLS_HANDSHAKE) throw new EndedException(EndedException.Why.TLS_HELLO);
        if (onlyBlanks && blanks == PROXY_BLANKS && first == 0)
            throw new EndedException(EndedException.Why.OTHER_PROTOCOL);
        onlyBlanks &= first == '\r' && blanks < PROXY_BLANKS;
        blanks++;
    }

    static String withoutEnd(StringBuilder line) throws SyntaxException {
        int end = line.length() - 2;
        if (end < 0 || line.charAt(end) != '\r') throw new SyntaxException("lines end with CR LF");
        return line.substring(0, end);
    }

    static String checked(String line, int max) throws SyntaxException {
        if (line.length() > max) throw new SyntaxException("line too long");
        if (line.indexOf('\r') >= 0 || line.indexOf('\0') >= 0) throw new SyntaxException("NUL or bare CR in the line");
        return line;
    }
}

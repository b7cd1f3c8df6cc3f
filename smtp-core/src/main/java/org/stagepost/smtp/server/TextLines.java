package org.stagepost.smtp.server;

/** Follows octets for what no text of mail may hold: a CR or LF of its own (RFC 5321 2.3.8), and NUL. */
final class TextLines {
    private boolean afterCr;
    private boolean bareLineEnd;
    private boolean nul;

    void follow(byte octet) {
        if (octet == '\n' != afterCr) bareLineEnd = true;
        if (octet == 0) nul = true;
        afterCr = octet == '\r';
    }

    /** Whether a CR has come that no LF followed, or an LF that followed none; not yet of a CR that came last. */
    boolean bareLineEnd() {
        return bareLineEnd;
    }

    boolean endsInCr() {
        return afterCr;
    }

    boolean nul() {
        return nul;
    }
}

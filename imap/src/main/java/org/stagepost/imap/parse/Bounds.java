package org.stagepost.imap.parse;

/**
 * What one command may cost before it is understood.
 *
 * @param line octets of a line
 * @param literal octets of one literal, other than the message of APPEND
 * @param command octets of all lines and literals together
 */
record Bounds(int line, int literal, int command) {
    /** Until somebody has logged in. */
    static final Bounds STRANGER = new Bounds(8 << 10, 8 << 10, 16 << 10);

    static final Bounds KNOWN = new Bounds(64 << 10, 128 << 10, 1 << 20);

    /** Literals of one command. */
    static final int LITERALS = 1_000;

    /** Parentheses and operators inside each other. */
    static final int DEPTH = 50;

    /** Octets of refused non-synchronizing literals that are read away to stay in step, before it is cheaper to part. */
    static final long DRAIN = 64L << 20;
}

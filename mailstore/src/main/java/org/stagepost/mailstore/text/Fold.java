package org.stagepost.mailstore.text;

/** Letters without regard to case, one UTF-16 unit at a time: scan and index have to agree on each. */
public final class Fold {
    private Fold() {}

    /** Upper, then lower case: what differs in one of them only is the same letter. Knows no locale. */
    public static char of(char c) {
        if (c < 0x80) return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
        return Character.toLowerCase(Character.toUpperCase(c));
    }
}

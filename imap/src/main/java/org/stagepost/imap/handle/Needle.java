package org.stagepost.imap.handle;

import org.stagepost.mailstore.text.Fold;

/**
 * A text that is searched for, without regard to case and in one pass: the automaton of Knuth, Morris and Pratt, so that no
 * text and no message makes it slow.
 */
final class Needle {
    private final char[] text;
    private final int[] fallback;
    private int matched;

    Needle(String text) {
        this.text = text.toCharArray();
        for (int i = 0; i < this.text.length; i++) this.text[i] = Fold.of(this.text[i]);
        fallback = new int[this.text.length];
        for (int i = 1; i < this.text.length; i++) fallback[i] = step(fallback[i - 1], this.text[i]);
    }

    boolean in(String hay) {
        restart();
        if (matched == text.length) return true;
        for (int i = 0; i < hay.length(); i++) {
            if (found(hay.charAt(i))) return true;
        }
        return false;
    }

    /** Forgets what came before. */
    void restart() {
        matched = 0;
    }

    /** Whether the text is complete with this character. */
    boolean found(char next) {
        if (matched < text.length) matched = step(matched, Fold.of(next));
        return matched == text.length;
    }

    private int step(int from, char next) {
        int state = from;
        while (state > 0 && text[state] != next) state = fallback[state - 1];
        return text[state] == next ? state + 1 : 0;
    }
}

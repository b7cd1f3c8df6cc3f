package org.stagepost.mailstore.search;

import org.apache.lucene.util.BytesRef;
import org.stagepost.mailstore.text.Fold;

/**
 * Cuts text into grams: every run of three folded UTF-16 units, and of scripts in which a word may be one or two characters
 * long also every single one and every pair. A text that holds another holds all of its grams.
 */
final class Grams {
    /** From here on characters are ideographs, kana, hangul, and the halves of those beyond the first plane. */
    private static final char WIDE = 0x2E80;

    private static final int UNIT = 16;
    private static final long UNIT_MASK = 0xFFFF;

    private final GramSet into;
    private int length;
    private char before;
    private char last;

    Grams(GramSet into) {
        this.into = into;
    }

    /** What comes now has nothing to do with what came before. */
    void restart() {
        length = 0;
    }

    void add(char next) {
        char c = Fold.of(next);
        if (c >= WIDE) {
            into.add(packed(1, c));
            if (length > 0 && last >= WIDE) into.add(packed(2, (long) last << UNIT | c));
        }
        if (length > 1) into.add(packed(3, ((long) before << UNIT | last) << UNIT | c));
        before = last;
        last = c;
        if (length < 2) length++;
    }

    void add(String text) {
        restart();
        for (int i = 0; i < text.length(); i++) add(text.charAt(i));
    }

    /** How many units, then the units; never 0. */
    private static long packed(int units, long text) {
        return (long) units << 3 * UNIT | text;
    }

    /** Grams that every text has which has this one; none when it is too short to have any. */
    static long[] of(String text) {
        GramSet grams = new GramSet();
        new Grams(grams).add(text);
        return grams.toArray();
    }

    /** The gram as the index spells it: its units, each in two octets. */
    static void spell(long gram, BytesRef term) {
        int units = (int) (gram >>> 3 * UNIT);
        term.offset = 0;
        term.length = 2 * units;
        for (int i = 0; i < units; i++) {
            long unit = gram >>> UNIT * (units - 1 - i) & UNIT_MASK;
            term.bytes[2 * i] = (byte) (unit >> 8);
            term.bytes[2 * i + 1] = (byte) unit;
        }
    }

    /** Room for any gram. */
    static BytesRef term() {
        return new BytesRef(2 * 3);
    }
}

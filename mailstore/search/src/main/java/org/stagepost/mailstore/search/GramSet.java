package org.stagepost.mailstore.search;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Different grams, each packed into a long that is never 0: open addressing, since a message has thousands. */
final class GramSet {
    private static final int SMALL = 1 << 12;
    /** Nobody can write a message whose grams all meet in one slot. */
    private static final long FACTOR = new SplittableRandom().nextLong() | 1;

    private long[] table = new long[SMALL];
    private int size;

    /** True when it was not here before. */
    boolean add(long gram) {
        int at = slot(gram);
        if (table[at] == gram) return false;
        table[at] = gram;
        if (++size > table.length / 2) grow();
        return true;
    }

    /** Where the gram is or would be. */
    private int slot(long gram) {
        int mask = table.length - 1;
        int at = (int) (gram * FACTOR >>> Long.numberOfLeadingZeros(mask));
        while (table[at] != 0 && table[at] != gram) at = (at + 1) & mask;
        return at;
    }

    private void grow() {
        long[] old = table;
        table = new long[2 * old.length];
        for (long gram : old) {
            if (gram != 0) table[slot(gram)] = gram;
        }
    }

    int size() {
        return size;
    }

    /** As many as {@link #size}, in no order. */
    long[] toArray() {
        long[] grams = new long[size];
        int n = 0;
        for (long gram : table) {
            if (gram != 0) grams[n++] = gram;
        }
        return grams;
    }

    /** A large table is not kept for the next message. */
    void clear() {
        if (table.length > 16 * SMALL) table = new long[SMALL];
        else Arrays.fill(table, 0);
        size = 0;
    }
}

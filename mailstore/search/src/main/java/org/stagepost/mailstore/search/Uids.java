package org.stagepost.mailstore.search;

import java.util.Arrays;

/** UIDs as they are found. */
final class Uids {
    private long[] uids = new long[64];
    private int size;

    void add(long uid) {
        if (size == uids.length) uids = Arrays.copyOf(uids, 2 * size);
        uids[size++] = uid;
    }

    int size() {
        return size;
    }

    /** Ascending, each once. */
    long[] sorted() {
        long[] sorted = Arrays.copyOf(uids, size);
        Arrays.sort(sorted);
        int n = 0;
        for (long uid : sorted) {
            if (n == 0 || sorted[n - 1] != uid) sorted[n++] = uid;
        }
        return Arrays.copyOf(sorted, n);
    }
}

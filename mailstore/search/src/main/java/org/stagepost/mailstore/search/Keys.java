package org.stagepost.mailstore.search;

import java.util.Arrays;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.UidSet;

/**
 * Messages of a mailbox as they are found, each a number: its UID, and in the lower half its size. A message of another size is
 * another one, whatever brought it there: older files that somebody put back, for example.
 */
final class Keys {
    private static final int HALF = 32;

    private long[] keys = new long[64];
    private int size;

    static long key(long uid, long octets) {
        return uid << HALF | octets & 0xFFFFFFFFL;
    }

    static long uid(long key) {
        return key >>> HALF;
    }

    static Keys of(Messages messages) {
        Keys keys = new Keys();
        for (int i = 0; i < messages.size(); i++) keys.add(key(messages.uid(i), messages.octets(i)));
        return keys;
    }

    void add(long key) {
        if (size == keys.length) keys = Arrays.copyOf(keys, 2 * size);
        keys[size++] = key;
    }

    int size() {
        return size;
    }

    /** Ascending. */
    private long[] sorted() {
        long[] sorted = Arrays.copyOf(keys, size);
        Arrays.sort(sorted);
        return sorted;
    }

    /** The largest UID; 0 where there is none. */
    long lastUid() {
        long last = 0;
        for (int i = 0; i < size; i++) last = Math.max(last, uid(keys[i]));
        return last;
    }

    /** Those that are not among the others, ascending. */
    long[] without(Keys others) {
        return split(others, false);
    }

    /** The UIDs of those that are also among the others. */
    UidSet uidsAmong(Keys others) {
        long[] both = split(others, true);
        for (int i = 0; i < both.length; i++) both[i] = uid(both[i]);
        return UidSet.of(both);
    }

    private long[] split(Keys others, boolean among) {
        long[] these = sorted();
        long[] those = others.sorted();
        int n = 0;
        int at = 0;
        for (long each : these) {
            while (at < those.length && those[at] < each) at++;
            boolean there = at < those.length && those[at] == each;
            if (there == among && (n == 0 || these[n - 1] != each)) these[n++] = each;
        }
        return Arrays.copyOf(these, n);
    }
}

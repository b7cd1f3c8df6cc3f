package org.stagepost.mailstore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/** A set of UIDs as merged, ascending, inclusive ranges, as IMAP writes them (RFC 9051 section 9, sequence-set). Immutable. */
public final class UidSet {
    private static final long MAX_UID = 0xFFFFFFFFL;
    public static final UidSet NONE = new UidSet(new long[0]);
    public static final UidSet ALL = ofRanges(List.of(new Range(1, MAX_UID)));

    /** first0, last0, first1, last1, ... */
    private final long[] bounds;

    private UidSet(long[] bounds) {
        this.bounds = bounds;
    }

    /** From one UID to another, both included; either order. */
    public record Range(long first, long last) {
        public Range {
            if (first > last) {
                long swapped = first;
                first = last;
                last = swapped;
            }
        }
    }

    public static UidSet of(long... uids) {
        long[] sorted = uids.clone();
        Arrays.sort(sorted);
        long[] bounds = new long[sorted.length * 2];
        int n = 0;
        for (long uid : sorted) {
            if (n > 0 && uid <= bounds[n - 1] + 1) bounds[n - 1] = uid;
            else {
                bounds[n++] = uid;
                bounds[n++] = uid;
            }
        }
        return new UidSet(Arrays.copyOf(bounds, n));
    }

    /** What {@link #toString} wrote. */
    public static UidSet parse(String text) throws SyntaxException {
        List<Range> ranges = new ArrayList<>();
        for (int at = 0, end = 0; end < text.length(); at = end + 1) {
            end = text.indexOf(',', at);
            if (end < 0) end = text.length();
            int colon = text.lastIndexOf(':', end);
            if (colon < at) colon = end;
            long first = Ascii.number(text.substring(at, colon), MAX_UID);
            ranges.add(new Range(first, colon == end ? first : Ascii.number(text.substring(colon + 1, end), MAX_UID)));
        }
        return ofRanges(ranges);
    }

    /** Merges in n log n: a hostile set of a hundred thousand ranges stays cheap. */
    public static UidSet ofRanges(List<Range> ranges) {
        Range[] sorted = ranges.toArray(new Range[0]);
        Arrays.sort(sorted, java.util.Comparator.comparingLong(Range::first));
        long[] bounds = new long[sorted.length * 2];
        int n = 0;
        for (Range range : sorted) {
            if (n > 0 && range.first() <= bounds[n - 1] + 1) bounds[n - 1] = Math.max(bounds[n - 1], range.last());
            else {
                bounds[n++] = range.first();
                bounds[n++] = range.last();
            }
        }
        return new UidSet(Arrays.copyOf(bounds, n));
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    public boolean contains(long uid) {
        int low = 0;
        int high = bounds.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (uid < bounds[2 * middle]) high = middle - 1;
            else if (uid > bounds[2 * middle + 1]) low = middle + 1;
            else return true;
        }
        return false;
    }

    /** How many UIDs the ranges hold. */
    public long count() {
        long count = 0;
        for (int i = 0; i < bounds.length; i += 2) count += bounds[i + 1] - bounds[i] + 1;
        return count;
    }

    public List<Range> ranges() {
        List<Range> ranges = new ArrayList<>(bounds.length / 2);
        for (int i = 0; i < bounds.length; i += 2) ranges.add(new Range(bounds[i], bounds[i + 1]));
        return ranges;
    }

    /** Every UID, ascending: only for sets that came from messages that exist. */
    public void forEach(LongConsumer action) {
        for (int i = 0; i < bounds.length; i += 2) {
            for (long uid = bounds[i]; uid <= bounds[i + 1]; uid++) action.accept(uid);
        }
    }

    /** As IMAP writes it: {@code 1:3,7}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            if (i > 0) text.append(',');
            text.append(bounds[i]);
            if (bounds[i + 1] != bounds[i]) text.append(':').append(bounds[i + 1]);
        }
        return text.toString();
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof UidSet set && Arrays.equals(bounds, set.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }
}

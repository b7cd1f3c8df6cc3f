package org.stagepost.imap.command;

import java.util.ArrayList;
import java.util.List;
import org.stagepost.mailstore.UidSet;

/** A set of sequence numbers or UIDs as the client wrote it, with {@code *} still open (RFC 3501 section 9, sequence-set). */
public record SequenceSet(List<UidSet.Range> ranges) {
    /** Stands for {@code *} in a range. */
    public static final long STAR = 0;

    public SequenceSet {
        ranges = List.copyOf(ranges);
    }

    /** The set once it is known what {@code *} means: the largest number in use. */
    public UidSet resolve(long largest) {
        List<UidSet.Range> resolved = new ArrayList<>(ranges.size());
        for (UidSet.Range range : ranges)
            resolved.add(new UidSet.Range(or(range.first(), largest), or(range.last(), largest)));
        return UidSet.ofRanges(resolved);
    }

    private static long or(long number, long largest) {
        return number == STAR ? largest : number;
    }
}

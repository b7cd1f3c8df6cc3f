package org.stagepost.mailstore.maildir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.UidSet;

/** Messages by the flags that they are to have: what a change log writes in one line. */
final class FlagGroups {
    private final Map<Flags, Uids> groups = new LinkedHashMap<>();

    private static final class Uids {
        private long[] uids = new long[8];
        private int count;

        void add(long uid) {
            if (count == uids.length) uids = Arrays.copyOf(uids, count * 2);
            uids[count++] = uid;
        }

        UidSet set() {
            return UidSet.of(Arrays.copyOf(uids, count));
        }
    }

    void add(Flags flags, long uid) {
        groups.computeIfAbsent(flags, any -> new Uids()).add(uid);
    }

    List<ChangeLog.Change> changes(long modSeq) {
        List<ChangeLog.Change> changes = new ArrayList<>();
        groups.forEach((flags, uids) -> changes.add(new ChangeLog.Flagged(modSeq, uids.set(), flags)));
        return changes;
    }

    UidSet uids() {
        List<UidSet.Range> ranges = new ArrayList<>();
        for (Uids each : groups.values()) ranges.addAll(each.set().ranges());
        return UidSet.ofRanges(ranges);
    }
}

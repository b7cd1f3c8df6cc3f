package org.stagepost.mailstore.maildir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.UidSet;

/**
 * The UID list with the change log played over it: what a mailbox was when its files were last written. Whether the
 * messages are still there, the folder tells.
 */
final class Replay {
    private final UidList list;
    private final Keywords keywords;
    private final long[] uids;
    private final Flags[] flags;
    private final long[] modSeqs;
    /** The mod-sequence at which a message was expunged, 0 for those that were not. */
    private final long[] gone;
    /** The same where we removed the file, and not another program: that may have to be finished. */
    private final long[] finish;

    private final Deque<ChangeLog.Expunged> expunged = new ArrayDeque<>();
    private long uidNext;
    private long highest;
    private long reserved;
    private long shown;
    private long claimed;
    private long forgotten;
    private boolean logged;

    Replay(UidList list, List<ChangeLog.Change> log, Keywords keywords) {
        this.list = list;
        this.keywords = keywords;
        int size = list.entries().size();
        uids = new long[size];
        flags = new Flags[size];
        modSeqs = new long[size];
        gone = new long[size];
        finish = new long[size];
        uidNext = list.header().uidNext();
        for (int i = 0; i < size; i++) begin(i, list.entries().get(i));
        // A log without its first line can only be this list's.
        boolean ours = list.header().uidValidity() > 0 && log.stream().noneMatch(ChangeLog.Begin.class::isInstance);
        logged = ours && !log.isEmpty();
        for (ChangeLog.Change change : log) {
            if (change instanceof ChangeLog.Begin begin) ours = begin(begin);
            else if (ours) play(change);
        }
    }

    private void begin(int i, UidList.Entry entry) {
        uids[i] = entry.uid();
        flags[i] = keywords.flags(FileName.letters(entry.name().info()));
        modSeqs[i] = modSeq(entry.field('M'));
        highest = Math.max(highest, modSeqs[i]);
    }

    private static long modSeq(String digits) {
        try {
            return digits.isEmpty() ? 0 : Ascii.number(digits, Long.MAX_VALUE);
        } catch (SyntaxException e) {
            return 0;
        }
    }

    /** The log of another UIDVALIDITY tells nothing but how high its mod-sequences began. */
    private boolean begin(ChangeLog.Begin begin) {
        boolean ours = list.header().uidValidity() == begin.uidValidity();
        logged |= ours;
        highest = Math.max(highest, begin.modSeq());
        return ours;
    }

    private void play(ChangeLog.Change change) {
        switch (change) {
            case ChangeLog.Begin begin -> begin(begin);
            case ChangeLog.Flagged flagged -> {
                mention(flagged.modSeq(), flagged.uids());
                Flags now = keywords.recall(flagged.flags());
                each(flagged.uids(), i -> {
                    flags[i] = now;
                    modSeqs[i] = flagged.modSeq();
                });
            }
            case ChangeLog.Expunged dropped -> {
                drop(dropped);
                each(dropped.uids(), i -> finish[i] = dropped.modSeq());
            }
            case ChangeLog.Missed missed -> drop(new ChangeLog.Expunged(missed.modSeq(), missed.uids()));
            case ChangeLog.Shown upTo -> shown = Math.max(shown, upTo.modSeq());
            case ChangeLog.Claimed upTo -> claimed = Math.max(claimed, upTo.uid());
            case ChangeLog.Reserved upTo -> reserved = upTo.uidNext();
            case ChangeLog.Forgotten upTo -> forgotten = Math.max(forgotten, upTo.modSeq());
        }
    }

    private void drop(ChangeLog.Expunged dropped) {
        mention(dropped.modSeq(), dropped.uids());
        expunged.add(dropped);
        each(dropped.uids(), i -> gone[i] = dropped.modSeq());
    }

    /** A UID that the log names has been given away, whatever the list says. */
    private void mention(long modSeq, UidSet set) {
        highest = Math.max(highest, modSeq);
        List<UidSet.Range> ranges = set.ranges();
        uidNext = Math.max(uidNext, ranges.get(ranges.size() - 1).last() + 1);
    }

    private void each(UidSet set, java.util.function.IntConsumer action) {
        for (UidSet.Range range : set.ranges()) {
            int from = Arrays.binarySearch(uids, range.first());
            for (int i = from < 0 ? -from - 1 : from; i < uids.length && uids[i] <= range.last(); i++) action.accept(i);
        }
    }

    /**
     * The messages that were there, each at the place where its file should be. Where that is not certain (the log's last
     * changes may or may not have reached the names) the place is {@link Place#UNCERTAIN}; without a log the names tell.
     * Sizes are those of list and names, or -1.
     */
    List<View.Row> rows() {
        List<View.Row> rows = new ArrayList<>(uids.length);
        for (int i = 0; i < uids.length; i++) {
            if (gone[i] > 0) continue;
            String base = list.entries().get(i).name().base();
            Place place = logged && modSeqs[i] > shown ? Place.UNCERTAIN : Place.cur(keywords.info(flags[i]));
            long octets = list.entries().get(i).octets();
            rows.add(new View.Row(uids[i], base, octets, flags[i], modSeqs[i], place));
        }
        return rows;
    }

    /** Base names of expunged messages whose files may still be there: the expunge is to be finished. */
    Set<String> ghosts() {
        Set<String> ghosts = new HashSet<>();
        for (int i = 0; i < uids.length; i++) {
            if (finish[i] > shown) ghosts.add(list.entries().get(i).name().base());
        }
        return ghosts;
    }

    /** Fields of UID list lines that are not ours, by UID. */
    Map<Long, String> fields() {
        Map<Long, String> fields = new HashMap<>();
        for (UidList.Entry entry : list.entries()) {
            String others = entry.others();
            if (!others.isEmpty()) fields.put(entry.uid(), others);
        }
        return fields;
    }

    View.State state() {
        return new View.State(Math.max(uidNext, reserved), Math.max(highest, 1), claimed, keywords.names());
    }

    Deque<ChangeLog.Expunged> expunged() {
        return expunged;
    }

    long shown() {
        return shown;
    }

    long forgotten() {
        return forgotten;
    }

    /** Whether there is a log of this mailbox at all; mod-sequences known elsewhere are unknown otherwise. */
    boolean isLogged() {
        return logged;
    }
}

package org.stagepost.imap.view;

import java.util.ArrayList;
import java.util.List;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.UidSet;

/** Sequence numbers and UIDs of one picture of a mailbox, turned into each other range by range. */
final class Positions {
    private Positions() {}

    /** How many messages have a UID below this one. */
    static int below(Messages messages, long uid) {
        int low = 0;
        int high = messages.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (messages.uid(middle) < uid) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /** @throws SyntaxException when a number is no sequence number here */
    static UidSet checked(UidSet numbers, int size) throws SyntaxException {
        List<UidSet.Range> ranges = numbers.ranges();
        if (ranges.getFirst().first() < 1 || ranges.getLast().last() > size)
            throw new SyntaxException("there is no message with that number");
        return numbers;
    }

    /** The sequence numbers of those of the UIDs that exist. */
    static UidSet ofUids(Messages messages, UidSet uids) {
        List<UidSet.Range> numbers = new ArrayList<>();
        for (UidSet.Range range : uids.ranges()) {
            int from = below(messages, range.first());
            int to = below(messages, range.last() + 1);
            if (from < to) numbers.add(new UidSet.Range(from + 1, to));
        }
        return UidSet.ofRanges(numbers);
    }

    static UidSet uids(Messages messages, UidSet numbers) {
        List<UidSet.Range> uids = new ArrayList<>();
        for (UidSet.Range range : numbers.ranges()) {
            long first = messages.uid((int) range.first() - 1);
            long last = first;
            for (int position = (int) range.first(); position < range.last(); position++) {
                long uid = messages.uid(position);
                if (uid != last + 1) {
                    uids.add(new UidSet.Range(first, last));
                    first = uid;
                }
                last = uid;
            }
            uids.add(new UidSet.Range(first, last));
        }
        return UidSet.ofRanges(uids);
    }
}

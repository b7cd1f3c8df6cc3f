package org.stagepost.mailstore.maildir;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.stagepost.mailstore.Flags;

/**
 * What other programs did: a mailbox as it was known, compared with its folder. Flags that a file name gained or lost
 * since it was last seen are gained or lost; flags that no name can show stay.
 *
 * @param moves files whose name or folder is another now
 * @param missing positions of messages without a file
 * @param unknown files without a message
 */
record Reconciliation(List<Move> moves, BitSet missing, Map<String, Place> unknown) {
    /** A message whose file has another place, and its flags as they are now. */
    record Move(int position, Place place, Flags flags) {}

    static Reconciliation of(View view, Listing listing, Keywords keywords) {
        Map<String, Place> unknown = new HashMap<>(listing.files());
        List<Move> moves = new ArrayList<>();
        BitSet missing = new BitSet();
        for (int i = 0; i < view.size(); i++) {
            Place before = view.place(i);
            Place now = unknown.remove(view.base(i));
            if (now == null) {
                if (listing.whole() || before.fresh()) missing.set(i);
            } else if (!now.equals(before)) {
                moves.add(new Move(i, now, merged(view.flags(i), before, now, keywords)));
            }
        }
        return new Reconciliation(moves, missing, unknown);
    }

    private static Flags merged(Flags flags, Place before, Place now, Keywords keywords) {
        if (before.equals(Place.UNCERTAIN) || before.letters().equals(now.letters())) return flags;
        Flags shownBefore = keywords.flags(before.letters());
        Flags shownNow = keywords.flags(now.letters());
        return keywords.pooled(flags.without(shownBefore.without(shownNow)).and(shownNow.without(shownBefore)));
    }

    boolean isEmpty() {
        return moves.isEmpty() && missing.isEmpty() && unknown.isEmpty();
    }
}

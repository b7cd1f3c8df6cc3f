package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.stagepost.disk.Disk;
import org.stagepost.mailstore.Flags;

/** Makes file names show the flags, and moves what a session has been shown from {@code new/} to {@code cur/}. */
final class Names {
    private final View view;
    private final Keywords keywords;
    private final IdentityHashMap<Flags, Map<Place, Place>> wanted = new IdentityHashMap<>();
    private boolean lost;

    Names(View view, Keywords keywords) {
        this.view = view;
        this.keywords = keywords;
    }

    /** Positions of messages whose file should have another place, this many at most. */
    List<Integer> behind(int most) {
        List<Integer> behind = new ArrayList<>();
        for (int i = 0; i < view.size() && behind.size() < most; i++) {
            if (!wanted(i).equals(view.place(i))) behind.add(i);
        }
        return behind;
    }

    /** Whether a file was not where it should be: the folder must be looked at. */
    boolean lost() {
        return lost;
    }

    /** Renames their files; the view afterwards. */
    View follow(List<Integer> behind, Disk disk, Path folder) throws IOException {
        View.Edit edit = view.edit();
        for (int i : behind) {
            Place place = wanted(i);
            try {
                disk.rename(view.place(i).of(folder, view.base(i)), place.of(folder, view.base(i)));
            } catch (NoSuchFileException e) {
                lost = true;
                continue;
            }
            edit.set(i, view.flags(i), view.modSeq(i), place);
        }
        return edit.done(view.state());
    }

    private Place wanted(int position) {
        Place place = view.place(position);
        Flags flags = view.flags(position);
        boolean claimed = view.uid(position) <= view.state().claimedUid();
        if (place.fresh() && !claimed && flags.equals(Flags.NONE)) return place;
        return wanted.computeIfAbsent(flags, any -> new java.util.HashMap<>())
                .computeIfAbsent(place, now -> wanted(flags, now));
    }

    private Place wanted(Flags flags, Place place) {
        String letters = keywords.letters(flags, place.letters());
        if (!place.fresh() && letters.equals(place.letters())) return place;
        return Place.cur(FileName.info(place.info(), letters));
    }
}

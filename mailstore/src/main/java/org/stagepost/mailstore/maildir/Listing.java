package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages that lie in a mailbox's folder: base names and where the file is. {@code new/} is read first, so that a file
 * on its way to {@code cur/} is seen at least once.
 *
 * @param whole whether {@code cur/} was read too
 * @param twins base names that two files have: while one is renamed, or for good
 */
record Listing(Map<String, Place> files, boolean whole, List<Twins> twins) {
    /** Two files of one base name. */
    record Twins(String base, Place one, Place other) {}

    static Listing fresh(Path mailbox) throws IOException {
        Listing listing = new Listing(new HashMap<>(), false, new ArrayList<>());
        listing.read(mailbox, true);
        return listing;
    }

    static Listing whole(Path mailbox) throws IOException {
        Listing listing = new Listing(new HashMap<>(), true, new ArrayList<>());
        listing.read(mailbox, true);
        listing.read(mailbox, false);
        return listing;
    }

    private void read(Path mailbox, boolean fresh) throws IOException {
        Path folder = mailbox.resolve(fresh ? "new" : "cur");
        String[] names = folder.toFile().list();
        if (names == null) {
            if (Files.isDirectory(folder)) throw new IOException(folder + " cannot be read");
            return;
        }
        Map<String, Place> known = new HashMap<>();
        for (String name : names) {
            if (name.startsWith(".")) continue;
            FileName file = FileName.parse(name);
            Place place = known.computeIfAbsent(file.info(), info -> new Place(fresh, info));
            Place other = files.put(file.base(), place);
            if (other != null) twins.add(new Twins(file.base(), other, place));
        }
    }
}

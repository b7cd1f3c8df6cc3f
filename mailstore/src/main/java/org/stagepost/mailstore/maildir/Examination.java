package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Looks at all of a mailbox's files as they lie there, and says what is wrong with them; changes nothing. */
record Examination(Owner owner, Path folder) {
    /** Of more messages with one complaint, only so many are named. */
    private static final int NAMED = 3;

    List<String> findings() throws IOException {
        List<String> findings = new ArrayList<>();
        String uids = text(UidList.NAME);
        // Nobody has opened it yet: its files are made then.
        if (uids.isEmpty() && text(ChangeLog.NAME).isEmpty()) return findings;
        UidList list = UidList.parse(uids);
        ChangeLog.Reading log = ChangeLog.parse(text(ChangeLog.NAME));
        if (list.header().uidValidity() == 0) findings.add(UidList.NAME + " tells no UIDVALIDITY");
        health(UidList.NAME, list.health(), findings);
        health(ChangeLog.NAME, log.health(), findings);
        Replay replay = new Replay(list, log.changes(), Keywords.parse(text(Keywords.NAME)));
        messages(replay, Listing.whole(folder), findings);
        return findings;
    }

    private static void health(String file, Health health, List<String> findings) {
        switch (health) {
            case WHOLE -> {}
            case MENDED -> findings.add(file + " has lines that were broken off or are not in order");
            case DAMAGED -> findings.add(file + " is damaged: lines in its midst cannot be read");
        }
    }

    private void messages(Replay replay, Listing listing, List<String> findings) throws IOException {
        Map<String, List<String>> complaints = new TreeMap<>();
        Set<String> known = new HashSet<>(replay.ghosts());
        for (View.Row row : replay.rows()) {
            known.add(row.base());
            if (!listing.files().containsKey(row.base()))
                complain(complaints, "listed, but there is no file", row.base());
        }
        for (Map.Entry<String, Place> file : listing.files().entrySet()) {
            String base = file.getKey();
            if (!known.contains(base)) complain(complaints, "without a UID", base);
            size(base, file.getValue().of(folder, base), complaints);
        }
        for (Listing.Twins twins : listing.twins()) complain(complaints, "two files of one name", twins.base());
        complaints.forEach((what, bases) -> findings.add(line(what, bases)));
    }

    private void size(String base, Path file, Map<String, List<String>> complaints) throws IOException {
        try {
            Owner.Attributes attributes = owner.attributes(file);
            if (!owner.isMessage(attributes)) complain(complaints, "no file that can be a message", base);
            else if (FileName.size(base, 'S').orElse(attributes.size()) != attributes.size())
                complain(complaints, "of another size than the name says", base);
            else if (!Files.isReadable(file)) complain(complaints, "that cannot be read", base);
        } catch (NoSuchFileException e) {
            // It got another name, or went, while we looked.
        }
    }

    private static void complain(Map<String, List<String>> complaints, String what, String base) {
        complaints.computeIfAbsent(what, first -> new ArrayList<>()).add(base);
    }

    private static String line(String what, List<String> bases) {
        String named = String.join(", ", bases.subList(0, Math.min(NAMED, bases.size())));
        return bases.size() + (bases.size() == 1 ? " message " : " messages ") + what + ": " + named
                + (bases.size() > NAMED ? ", ..." : "");
    }

    private String text(String name) throws IOException {
        try {
            return Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}

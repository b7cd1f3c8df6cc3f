package org.stagepost.mailstore.maildir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/**
 * What a {@code dovecot-uidlist} says (version 3; versions 1 are read): which file has which UID. A line is the UID,
 * fields of a capital letter and a value, and the file's name as it was when it got its UID. Letters of our own: {@code M},
 * the mod-sequence a message arrived with.
 *
 * @param header what the first line says
 * @param entries ascending by UID, each UID and each base name once
 * @param sound false when something had to be left out or mended: the file is then written anew
 */
record UidList(Header header, List<Entry> entries, boolean sound) {
    static final String NAME = "dovecot-uidlist";
    static final long MAX_UID = 0xFFFFFFFEL;

    /**
     * The first line.
     *
     * @param uidValidity 0 when it is not known
     * @param guid the mailbox's own name for ever, 32 hex digits
     * @param others fields that only others understand, kept as they are
     */
    record Header(long uidValidity, long uidNext, String guid, String others) {
        String line() {
            return "3 V" + uidValidity + " N" + uidNext + " G" + guid + (others.isEmpty() ? "" : " " + others) + "\n";
        }
    }

    /** A message's line. Its fields are kept as they stand, the name as it was when listed. */
    record Entry(long uid, String fields, FileName name) {
        String line() {
            return uid + (fields.isEmpty() ? "" : " " + fields) + " :" + name + "\n";
        }

        /** The value of the field with this letter, or the empty text. */
        String field(char letter) {
            for (String field : fields.split(" ", -1)) {
                if (!field.isEmpty() && field.charAt(0) == letter) return field.substring(1);
            }
            return "";
        }

        /** The fields but for this letter's. */
        String others(char letter) {
            String own = field(letter);
            return own.isEmpty()
                    ? fields
                    : (" " + fields + " ")
                            .replace(" " + letter + own + " ", " ")
                            .trim();
        }
    }

    /** Never fails: what cannot be read is left out. */
    static UidList parse(String text) {
        return new Reading().read(text);
    }

    private static final class Reading {
        private final Map<String, Entry> byBase = new HashMap<>();
        private final List<Entry> entries = new ArrayList<>();
        private boolean sound = true;

        UidList read(String text) {
            int end = text.indexOf('\n');
            Header header = header(end < 0 ? text : text.substring(0, end));
            boolean old = text.startsWith("1 ");
            for (int at = end + 1; at > 0 && at < text.length(); at = end + 1) {
                end = text.indexOf('\n', at);
                if (end < 0) {
                    sound = false;
                    break;
                }
                entry(text.substring(at, end), old);
            }
            List<Entry> clean = ascending();
            long last = clean.isEmpty() ? 0 : clean.get(clean.size() - 1).uid();
            long next = Math.max(header.uidNext(), last + 1);
            return new UidList(new Header(header.uidValidity(), next, header.guid(), header.others()), clean, sound);
        }

        private Header header(String line) {
            String[] words = line.split(" ", -1);
            try {
                if (words.length == 3 && words[0].equals("1"))
                    return new Header(number(words[1]), number(words[2]), "", "");
                if (words[0].equals("3")) return fields(words);
            } catch (SyntaxException e) {
                // Told below: the caller finds another way to the numbers.
            }
            sound = false;
            return new Header(0, 1, "", "");
        }

        private Header fields(String[] words) throws SyntaxException {
            long uidValidity = 0;
            long uidNext = 1;
            String guid = "";
            List<String> others = new ArrayList<>();
            for (int i = 1; i < words.length; i++) {
                String value = words[i].isEmpty() ? "" : words[i].substring(1);
                switch (words[i].isEmpty() ? ' ' : words[i].charAt(0)) {
                    case 'V' -> uidValidity = number(value);
                    case 'N' -> uidNext = number(value);
                    case 'G' -> guid = value;
                    case ' ' -> sound = false;
                    default -> others.add(words[i]);
                }
            }
            return new Header(uidValidity, uidNext, guid, String.join(" ", others));
        }

        private void entry(String line, boolean old) {
            int space = line.indexOf(' ');
            int colon = old ? space - 1 : line.indexOf(" :");
            try {
                if (space < 0 || colon < 0) throw new SyntaxException("not a line of a UID list");
                long uid = number(line.substring(0, space));
                String fields = colon > space ? line.substring(space + 1, colon) : "";
                FileName name = FileName.parse(line.substring(colon + 2));
                if (uid == 0 || name.base().isEmpty()) throw new SyntaxException("not a line of a UID list");
                Entry entry = new Entry(uid, fields, name);
                if (byBase.put(name.base(), entry) != null) sound = false;
                entries.add(entry);
            } catch (SyntaxException e) {
                sound = false;
            }
        }

        /** Of two lines for one file the later counts; of two files for one UID the first keeps it. */
        private List<Entry> ascending() {
            List<Entry> kept = new ArrayList<>(entries.size());
            Set<Long> uids = new HashSet<>(entries.size() * 2);
            boolean sorted = true;
            for (Entry entry : entries) {
                if (!entry.equals(byBase.get(entry.name().base()))) continue;
                if (!uids.add(entry.uid())) {
                    sound = false;
                    continue;
                }
                sorted &= kept.isEmpty() || kept.get(kept.size() - 1).uid() < entry.uid();
                kept.add(entry);
            }
            if (!sorted) kept.sort(java.util.Comparator.comparingLong(Entry::uid));
            sound &= sorted;
            return kept;
        }

        private static long number(String digits) throws SyntaxException {
            return Ascii.number(digits, MAX_UID);
        }
    }
}

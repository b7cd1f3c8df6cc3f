package org.stagepost.mailstore.maildir;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/**
 * What a {@code dovecot-uidlist} says (version 3; versions 1 are read): which file has which UID. A line is the UID,
 * fields of a capital letter and a value, and the file's name as it was when it got its UID. Letters of our own: {@code M},
 * the mod-sequence a message arrived with, and {@code C}, the CRC-32C of UID, mod-sequence and base name; in the first line
 * that of UIDVALIDITY.
 *
 * @param header what the first line says
 * @param entries ascending by UID, each UID and each base name once
 * @param health unless whole, something had to be left out or mended: the file is then written anew
 */
record UidList(Header header, List<Entry> entries, Health health) {
    static final String NAME = "dovecot-uidlist";
    static final long MAX_UID = 0xFFFFFFFEL;
    /** Numbers above are damage: a mailbox that got so far has been in use for longer than mail exists. */
    private static final long MAX_READ = 0xFFF00000L;
    /** Fields that are written anew from what they mean. */
    private static final String OWN = "MCW";

    /**
     * The first line.
     *
     * @param uidValidity 0 when it is not known
     * @param guid the mailbox's own name for ever, 32 hex digits
     * @param others fields that only others understand, kept as they are
     */
    record Header(long uidValidity, long uidNext, String guid, String others) {
        String line() {
            return "3 V" + uidValidity + " N" + uidNext + " G" + guid + " C" + sum("V" + uidValidity)
                    + (others.isEmpty() ? "" : " " + others) + "\n";
        }
    }

    /** A message's line. Its fields are kept as they stand, the name as it was when listed. */
    record Entry(long uid, String fields, FileName name) {
        /** @param others fields of other programs */
        static Entry of(long uid, long modSeq, long octets, String others, FileName name) {
            boolean told = FileName.size(name.base(), 'W').orElse(-1) == octets;
            String fields = "M" + modSeq + " C" + sum(uid + " M" + modSeq + " " + name.base());
            if (!told && octets >= 0) fields += " W" + octets;
            return new Entry(uid, others.isEmpty() ? fields : fields + " " + others, name);
        }

        /** Lines of other programs have no sum; ours have one that fits. */
        boolean fits() {
            String modSeq = field('M');
            return modSeq.isEmpty() || field('C').equals(sum(uid + " M" + modSeq + " " + name.base()));
        }

        /** Octets with every line ending CR LF, or -1 when neither the line nor the name tells. */
        long octets() {
            String told = field('W');
            try {
                return told.isEmpty() ? FileName.size(name.base(), 'W').orElse(-1) : Ascii.number(told, Long.MAX_VALUE);
            } catch (SyntaxException e) {
                return -1;
            }
        }

        String line() {
            return uid + (fields.isEmpty() ? "" : " " + fields) + " :" + name + "\n";
        }

        /** The value of the field with this letter, or the empty text. */
        String field(char letter) {
            return UidList.field(fields, letter);
        }

        /** The fields that only others understand. */
        String others() {
            StringBuilder others = new StringBuilder();
            for (String field : fields.split(" ", -1)) {
                if (field.isEmpty() || OWN.indexOf(field.charAt(0)) >= 0) continue;
                others.append(others.isEmpty() ? "" : " ").append(field);
            }
            return others.toString();
        }
    }

    private static String sum(String text) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    /** The value of the field with this letter, or the empty text. */
    static String field(String fields, char letter) {
        for (String field : fields.split(" ", -1)) {
            if (!field.isEmpty() && field.charAt(0) == letter) return field.substring(1);
        }
        return "";
    }

    /** Never fails: what cannot be read is left out. */
    static UidList parse(String text) {
        return new Reading().read(text);
    }

    private static final class Reading {
        private final Map<String, Entry> byBase = new HashMap<>();
        private final List<Entry> entries = new ArrayList<>();
        private boolean sound = true;
        private boolean broken;
        private boolean damaged;
        private boolean old;

        UidList read(String text) {
            int end = text.indexOf('\n');
            Header header = header(end < 0 ? text : text.substring(0, end));
            for (int at = end + 1; at > 0 && at < text.length(); at = end + 1) {
                end = text.indexOf('\n', at);
                if (end < 0) {
                    sound = false;
                    break;
                }
                entry(text.substring(at, end));
            }
            List<Entry> clean = ascending();
            long last = clean.isEmpty() ? 0 : clean.get(clean.size() - 1).uid();
            long next = Math.max(header.uidNext(), last + 1);
            return new UidList(new Header(header.uidValidity(), next, header.guid(), header.others()), clean, health());
        }

        private Health health() {
            if (damaged) return Health.DAMAGED;
            return sound && !broken ? Health.WHOLE : Health.MENDED;
        }

        private Header header(String line) {
            String[] words = line.split(" ", -1);
            try {
                if (words.length == 3 && words[0].equals("1")) {
                    Header header = new Header(number(words[1]), number(words[2]), "", "");
                    old = true;
                    return header;
                }
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
            Optional<String> sum = Optional.empty();
            List<String> others = new ArrayList<>();
            for (int i = 1; i < words.length; i++) {
                String value = words[i].isEmpty() ? "" : words[i].substring(1);
                switch (words[i].isEmpty() ? ' ' : words[i].charAt(0)) {
                    case 'V' -> uidValidity = number(value);
                    case 'N' -> uidNext = number(value);
                    case 'G' -> guid = value;
                    case 'C' -> sum = Optional.of(value);
                    case ' ' -> sound = false;
                    default -> others.add(words[i]);
                }
            }
            if (sum.isPresent() && !sum.get().equals(sum("V" + uidValidity))) {
                uidValidity = 0;
                sound = false;
            }
            return new Header(uidValidity, uidNext, guid, String.join(" ", others));
        }

        private void entry(String line) {
            int space = line.indexOf(' ');
            int colon = old ? space - 1 : line.indexOf(" :");
            try {
                if (space < 0 || colon < 0) throw new SyntaxException("not a line of a UID list");
                long uid = number(line.substring(0, space));
                String fields = colon > space ? line.substring(space + 1, colon) : "";
                FileName name = FileName.parse(line.substring(colon + 2));
                if (uid == 0 || name.base().isEmpty()) throw new SyntaxException("not a line of a UID list");
                Entry entry = new Entry(uid, fields, name);
                if (!entry.fits()) throw new SyntaxException("not as it was written");
                damaged |= broken;
                if (byBase.put(name.base(), entry) != null) sound = false;
                entries.add(entry);
            } catch (SyntaxException e) {
                broken = true;
            }
        }

        /** Of two lines for one file the later counts; of two files for one UID neither has it. */
        private List<Entry> ascending() {
            List<Entry> kept = new ArrayList<>(entries.size());
            Set<Long> uids = new HashSet<>(entries.size() * 2);
            Set<Long> twice = new HashSet<>();
            for (Entry entry : byBase.values()) {
                if (!uids.add(entry.uid())) twice.add(entry.uid());
            }
            damaged |= !twice.isEmpty();
            boolean sorted = true;
            for (Entry entry : entries) {
                if (!entry.equals(byBase.get(entry.name().base())) || twice.contains(entry.uid())) continue;
                sorted &= kept.isEmpty() || kept.get(kept.size() - 1).uid() < entry.uid();
                kept.add(entry);
            }
            if (!sorted) kept.sort(java.util.Comparator.comparingLong(Entry::uid));
            sound &= sorted;
            return kept;
        }

        private static long number(String digits) throws SyntaxException {
            return Ascii.number(digits, MAX_READ);
        }
    }
}

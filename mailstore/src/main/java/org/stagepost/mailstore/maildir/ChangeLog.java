package org.stagepost.mailstore.maildir;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.UidSet;

/**
 * The lines of a mailbox's change log, which makes flags, expunges and mod-sequences durable. Each line starts with the
 * CRC-32C of the rest in eight hex digits; one that does not fit its sum is left out.
 */
final class ChangeLog {
    static final String NAME = "stagepost-changes";
    private static final int SUM = 9;
    private static final long MAX_MOD_SEQ = Long.MAX_VALUE;

    private ChangeLog() {}

    /** What a line records. */
    sealed interface Change {}

    /** The first line of a log: its mailbox's UIDVALIDITY, and the highest mod-sequence when it was written. */
    record Begin(long uidValidity, long modSeq) implements Change {}

    /** The messages have exactly these flags. */
    record Flagged(long modSeq, UidSet uids, Flags flags) implements Change {}

    /** The messages are gone for ever. */
    record Expunged(long modSeq, UidSet uids) implements Change {}

    /** Other programs took these messages' files away; should one come back, it is another message. */
    record Missed(long modSeq, UidSet uids) implements Change {}

    /** File names and the folder show every change up to this mod-sequence. */
    record Shown(long modSeq) implements Change {}

    /** Some session has been told that the messages up to this UID are recent. */
    record Claimed(long uid) implements Change {}

    /** No UID from this one on has been given away; those below may have been. */
    record Reserved(long uidNext) implements Change {}

    /** Expunges up to this mod-sequence are no longer listed. */
    record Forgotten(long modSeq) implements Change {}

    /** What a log holds, in order. */
    record Reading(List<Change> changes, Health health) {}

    static String line(Change change) {
        String text = switch (change) {
            case Begin begin -> "V 1 " + begin.uidValidity() + " " + begin.modSeq();
            case Flagged flagged -> "F " + flagged.modSeq() + " " + flagged.uids() + " " + text(flagged.flags());
            case Expunged expunged -> "X " + expunged.modSeq() + " " + expunged.uids();
            case Missed missed -> "L " + missed.modSeq() + " " + missed.uids();
            case Shown shown -> "N " + shown.modSeq();
            case Reserved reserved -> "U " + reserved.uidNext();
            case Claimed claimed -> "R " + claimed.uid();
            case Forgotten forgotten -> "P " + forgotten.modSeq();
        };
        return sum(text) + " " + text + "\n";
    }

    /** Never fails: what cannot be read is left out. */
    static Reading parse(String text) {
        List<Change> changes = new ArrayList<>();
        boolean broken = false;
        boolean damaged = false;
        for (int at = 0, end; (end = text.indexOf('\n', at)) >= 0; at = end + 1) {
            try {
                changes.add(change(text.substring(at, end)));
                damaged |= broken;
            } catch (SyntaxException e) {
                broken = true;
            }
        }
        boolean whole = !broken && (text.isEmpty() || text.endsWith("\n"));
        return new Reading(changes, damaged ? Health.DAMAGED : whole ? Health.WHOLE : Health.MENDED);
    }

    private static Change change(String line) throws SyntaxException {
        if (line.length() < SUM || !line.startsWith(sum(line.substring(SUM)))) throw new SyntaxException("wrong sum");
        String[] words = line.substring(SUM).split(" ", -1);
        if (words.length < 2) throw new SyntaxException("not a change");
        return switch (words[0]) {
            case "V" -> new Begin(number(word(words, 2)), number(word(words, 3)));
            case "F" -> new Flagged(number(words[1]), UidSet.parse(word(words, 2)), flags(words));
            case "X" -> new Expunged(number(words[1]), UidSet.parse(word(words, 2)));
            case "L" -> new Missed(number(words[1]), UidSet.parse(word(words, 2)));
            case "N" -> new Shown(number(words[1]));
            case "R" -> new Claimed(number(words[1]));
            case "U" -> new Reserved(number(words[1]));
            case "P" -> new Forgotten(number(words[1]));
            default -> throw new SyntaxException("not a change");
        };
    }

    /** System flags as Maildir letters, or a hyphen for none; then the keywords, which are atoms of ASCII. */
    private static String text(Flags flags) {
        StringBuilder text = new StringBuilder();
        for (Flag flag : Flag.values()) {
            if (flags.has(flag)) text.append(flag.letter());
        }
        if (text.isEmpty()) text.append('-');
        for (String keyword : new TreeSet<>(flags.keywords())) text.append(' ').append(keyword);
        return text.toString();
    }

    private static Flags flags(String[] words) throws SyntaxException {
        Set<Flag> system = new TreeSet<>();
        String letters = word(words, 3);
        for (Flag flag : Flag.values()) {
            if (letters.indexOf(flag.letter()) >= 0) system.add(flag);
        }
        return new Flags(system, new TreeSet<>(List.of(words).subList(4, words.length)));
    }

    private static String word(String[] words, int i) throws SyntaxException {
        if (i >= words.length) throw new SyntaxException("a word is missing");
        return words[i];
    }

    private static long number(String digits) throws SyntaxException {
        return Ascii.number(digits, MAX_MOD_SEQ);
    }

    private static String sum(String text) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return java.util.HexFormat.of().toHexDigits((int) sum.getValue());
    }
}

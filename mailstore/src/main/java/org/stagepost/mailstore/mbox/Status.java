package org.stagepost.mailstore.mbox;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.stagepost.mail.Ascii;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.Flags;

/**
 * The fields in which an mbox file keeps what its readers know of a message: {@code Status} (R seen, O old),
 * {@code X-Status} (A answered, F flagged, T draft, D deleted), {@code X-Keywords}. Senders can forge all of them, so
 * they are never passed on.
 */
final class Status {
    /** Fields that are the file's and no message's. */
    static final Set<String> FIELDS =
            Set.of("status", "x-status", "x-keywords", "x-uid", "x-imapbase", "x-imap", "content-length");

    private static final Map<Flag, Character> IN_STATUS = Map.of(Flag.SEEN, 'R');
    private static final Map<Flag, Character> IN_X_STATUS =
            new TreeMap<>(Map.of(Flag.ANSWERED, 'A', Flag.DELETED, 'D', Flag.DRAFT, 'T', Flag.FLAGGED, 'F'));

    private Status() {}

    /** What these fields, by lower-case name, say. */
    static Flags flags(Map<String, String> fields) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        read(fields.getOrDefault("status", ""), IN_STATUS, flags);
        read(fields.getOrDefault("x-status", ""), IN_X_STATUS, flags);
        Set<String> keywords = new LinkedHashSet<>();
        for (String word : fields.getOrDefault("x-keywords", "").strip().split("[ \t]+")) {
            if (!word.isEmpty()) keywords.add(word);
        }
        return new Flags(flags, keywords);
    }

    private static void read(String letters, Map<Flag, Character> known, Set<Flag> flags) {
        known.forEach((flag, letter) -> {
            if (letters.indexOf(letter) >= 0) flags.add(flag);
        });
    }

    /** The fields that say so, each with its line end. */
    static byte[] fields(Flags flags) {
        StringBuilder text = new StringBuilder("Status: ");
        if (flags.has(Flag.SEEN)) text.append('R');
        text.append("O\n");
        StringBuilder more = new StringBuilder();
        IN_X_STATUS.forEach((flag, letter) -> {
            if (flags.has(flag)) more.append(letter);
        });
        if (!more.isEmpty()) text.append("X-Status: ").append(more).append('\n');
        if (!flags.keywords().isEmpty())
            text.append("X-Keywords: ")
                    .append(String.join(" ", flags.keywords()))
                    .append('\n');
        return Ascii.octets(text.toString());
    }
}

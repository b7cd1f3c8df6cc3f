package org.stagepost.mailstore;

import java.util.ArrayList;
import java.util.List;
import org.stagepost.mail.Ascii;

/**
 * The name of a mailbox as a path of Unicode levels, apart from any separator or encoding. INBOX has one spelling; names
 * below it keep theirs (RFC 9051 5.1).
 */
public record MailboxName(List<String> levels) implements Comparable<MailboxName> {
    public static final MailboxName INBOX = new MailboxName(List.of("INBOX"));
    private static final int MAX_LEVELS = 20;
    private static final int MAX_OCTETS = 200;

    public MailboxName {
        if (levels.isEmpty()) throw new IllegalArgumentException("a mailbox name has a level");
        List<String> own = new ArrayList<>(levels);
        if (Ascii.equalsIgnoreCase(own.get(0), "INBOX")) own.set(0, "INBOX");
        levels = List.copyOf(own);
    }

    /** @throws StoreException CANNOT, when the text is no name that can be kept safely */
    public static MailboxName of(String text, char separator) throws StoreException {
        List<String> levels = List.of(text.split(java.util.regex.Pattern.quote(String.valueOf(separator)), -1));
        if (levels.size() > MAX_LEVELS || Ascii.octets(text).length > MAX_OCTETS)
            throw new StoreException(StoreException.Reason.CANNOT, "the mailbox name is too long");
        for (String level : levels) check(level);
        return new MailboxName(levels);
    }

    public boolean isInbox() {
        return equals(INBOX);
    }

    public String text(char separator) {
        return String.join(String.valueOf(separator), levels);
    }

    public boolean isBelow(MailboxName other) {
        return levels.size() > other.levels.size()
                && levels.subList(0, other.levels.size()).equals(other.levels);
    }

    public MailboxName child(String level) {
        List<String> more = new ArrayList<>(levels);
        more.add(level);
        return new MailboxName(more);
    }

    @Override
    public int compareTo(MailboxName other) {
        int both = Math.min(levels.size(), other.levels.size());
        for (int i = 0; i < both; i++) {
            int order = levels.get(i).compareTo(other.levels.get(i));
            if (order != 0) return order;
        }
        return levels.size() - other.levels.size();
    }

    @Override
    public String toString() {
        return text('/');
    }

    /** Whether every level can be shown and sent as it is. */
    public boolean isSafe() {
        return levels.stream().allMatch(MailboxName::isSafe);
    }

    /** Whether LIST would take a part of it for a wildcard: such a mailbox can be used but not made (RFC 9051 5.1). */
    public boolean hasWildcards() {
        return levels.stream().anyMatch(level -> level.indexOf('*') >= 0 || level.indexOf('%') >= 0);
    }

    private static boolean isSafe(String level) {
        boolean good = !level.isEmpty() && !level.equals(".") && !level.equals("..");
        for (int i = 0; good && i < level.length(); i++) {
            char c = level.charAt(i);
            good = c >= ' ' && c != 127 && (c < 0x80 || c > 0x9f) && !isDirectional(c);
        }
        return good;
    }

    private static void check(String level) throws StoreException {
        boolean good = isSafe(level);
        if (!good) throw new StoreException(StoreException.Reason.CANNOT, "not a mailbox name that can be kept");
    }

    /** Characters that turn the direction of text around and so hide what a name says. */
    private static boolean isDirectional(char c) {
        return c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
    }
}

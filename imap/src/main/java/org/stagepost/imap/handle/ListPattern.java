package org.stagepost.imap.handle;

/**
 * A pattern of LIST (RFC 3501 6.3.8): {@code *} matches anything, {@code %} anything within a level. All positions of the
 * name that the pattern can have reached are followed at once, so the cost is the product of the two lengths, never more.
 */
final class ListPattern {
    private static final String INBOX = "INBOX";

    private final char separator;
    private final String tokens;
    private final int literals;

    ListPattern(String pattern, char separator) {
        this.separator = separator;
        StringBuilder collapsed = new StringBuilder();
        int count = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int last = collapsed.length() - 1;
            boolean afterWildcard = last >= 0 && isWildcard(collapsed.charAt(last));
            if (isWildcard(c) && afterWildcard) {
                if (c == '*') collapsed.setCharAt(last, c);
            } else collapsed.append(c);
            if (!isWildcard(c)) count++;
        }
        tokens = collapsed.toString();
        literals = count;
    }

    private static boolean isWildcard(char c) {
        return c == '*' || c == '%';
    }

    boolean hasPercent() {
        return tokens.indexOf('%') >= 0;
    }

    /** @param name as on the wire */
    boolean matches(String name) {
        if (literals > name.length()) return false;
        int folded = isInbox(name) ? INBOX.length() : 0;
        boolean[] reached = new boolean[name.length() + 1];
        reached[0] = true;
        for (int i = 0; i < tokens.length(); i++) {
            switch (tokens.charAt(i)) {
                case '*' -> anything(reached);
                case '%' -> level(reached, name);
                default -> literal(reached, tokens.charAt(i), name, folded);
            }
        }
        return reached[name.length()];
    }

    /** INBOX in any case is INBOX (RFC 3501 5.1). */
    private boolean isInbox(String name) {
        return name.startsWith(INBOX) && (name.length() == INBOX.length() || name.charAt(INBOX.length()) == separator);
    }

    private static void anything(boolean[] reached) {
        for (int i = 1; i < reached.length; i++) reached[i] |= reached[i - 1];
    }

    private void level(boolean[] reached, String name) {
        for (int i = 1; i < reached.length; i++) reached[i] |= reached[i - 1] && name.charAt(i - 1) != separator;
    }

    private static void literal(boolean[] reached, char c, String name, int folded) {
        for (int i = reached.length - 1; i > 0; i--) {
            char other = name.charAt(i - 1);
            boolean same = other == c || i <= folded && c >= 'a' && c <= 'z' && c - ('a' - 'A') == other;
            reached[i] = reached[i - 1] && same;
        }
        reached[0] = false;
    }
}

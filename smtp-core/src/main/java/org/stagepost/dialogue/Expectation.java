package org.stagepost.dialogue;

import java.util.HashMap;
import java.util.Map;

/**
 * The text of one {@code S:} line, compared with what came.
 *
 * <ul>
 *   <li>{@code *} at the end stands for anything, also for nothing; elsewhere it is itself.
 *   <li>{@code $name} (lower-case letters and digits) that is not known yet captures: up to the text that follows it, or up
 *       to the end. Once known it stands for its value, in {@code C:} lines too.
 *   <li>Lines of a longer reply that the script does not name are passed over: {@code 250-} lines before {@code 250 },
 *       untagged lines of IMAP before a tagged one or another untagged one, and everything before a lone dot.
 * </ul>
 */
final class Expectation {
    private final String text;
    private final Map<String, String> known;

    /** @param known what is captured so far; captures of this line are added when it matches */
    Expectation(String text, Map<String, String> known) {
        this.text = text;
        this.known = known;
    }

    boolean matches(String line) {
        Map<String, String> captured = new HashMap<>(known);
        if (!matches(line, captured)) return false;
        known.putAll(captured);
        return true;
    }

    /** Whether the line belongs to a longer reply whose awaited line may still come. */
    boolean passesOver(String line) {
        if (text.equals(".")) return true;
        if (line.startsWith("* ")) return !text.startsWith("* BYE");
        return isContinuation(line) && text.length() >= 3 && line.startsWith(text.substring(0, 3));
    }

    /** Whether what follows a literal's length on the next lines is matched by the wildcard too. */
    boolean endsWithWildcard() {
        return text.endsWith("*");
    }

    /** The text with every known name replaced by its value. */
    static String filledIn(String text, Map<String, String> known) {
        StringBuilder filled = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            int end = nameEnd(text, at);
            String value = known.get(text.substring(at + (end > at ? 1 : 0), end));
            if (value == null) filled.append(text.charAt(at++));
            else {
                filled.append(value);
                at = end;
            }
        }
        return filled.toString();
    }

    private boolean matches(String line, Map<String, String> captured) {
        int at = 0;
        for (int i = 0; i < text.length(); ) {
            if (text.charAt(i) == '*' && i == text.length() - 1) return true;
            int end = nameEnd(text, i);
            if (end > i) {
                String name = text.substring(i + 1, end);
                captured.putIfAbsent(name, captured(line, at, end));
                String value = captured.getOrDefault(name, "");
                if (value.isEmpty() || !line.startsWith(value, at)) return false;
                at += value.length();
                i = end;
            } else if (at < line.length() && line.charAt(at) == text.charAt(i)) {
                at++;
                i++;
            } else return false;
        }
        return at == line.length();
    }

    /** What a name takes in: up to the literal text behind it. */
    private String captured(String line, int from, int nameEnd) {
        int stop = nameEnd;
        while (stop < text.length() && nameEnd(text, stop) == stop && !isWildcard(stop)) stop++;
        if (stop == nameEnd) return line.substring(Math.min(from, line.length()));
        int found = line.indexOf(text.substring(nameEnd, stop), Math.min(from, line.length()));
        return found < 0 ? "" : line.substring(from, found);
    }

    private boolean isWildcard(int at) {
        return at == text.length() - 1 && text.charAt(at) == '*';
    }

    /** Where the name that begins at a dollar sign ends, or {@code at} when there is none. */
    private static int nameEnd(String text, int at) {
        if (text.charAt(at) != '$' || at + 1 == text.length() || !isLetter(text.charAt(at + 1))) return at;
        int end = at + 1;
        while (end < text.length() && (isLetter(text.charAt(end)) || isDigit(text.charAt(end)))) end++;
        return end;
    }

    private static boolean isContinuation(String line) {
        return line.length() > 3
                && line.charAt(3) == '-'
                && isDigit(line.charAt(0))
                && isDigit(line.charAt(1))
                && isDigit(line.charAt(2));
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}

package org.stagepost.dialogue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.stagepost.mail.Ascii;

/**
 * Keeps what was said in the running transaction of a session, in the form a {@link Player} takes: bounded, secrets
 * blanked. Whoever records passes command and reply lines, never a message's octets.
 *
 * <p>What was said before {@link #mark()} (greeting, hello, TLS) stays in front of every transaction.
 */
public final class Recorder {
    private static final int MAX_FIRST = 60;
    private static final int MAX_LAST = 60;
    private static final int MAX_LINE = 400;
    private static final String BLANK = "***";

    /** One line, put into words only when somebody asks. */
    private record Line(String side, String text) {}

    private final List<Line> first = new ArrayList<>();
    private final Deque<Line> last = new ArrayDeque<>();
    private int left;
    private int marked;
    private boolean authenticating;

    /** A line of the client. */
    public void client(String line) {
        keep("C: ", authenticating ? BLANK : blanked(line));
    }

    /** A line of the server. */
    public void server(String line) {
        boolean challenge = line.startsWith("334") || line.startsWith("+ ");
        keep("S: ", authenticating && challenge ? line.substring(0, line.indexOf(' ') + 1) + BLANK : line);
        if (!challenge) authenticating = false;
    }

    /** Something that happens between the lines, such as {@code TLS}. */
    public void event(String what) {
        keep("", what);
    }

    /** Everything up to here belongs to every transaction of this session. */
    public void mark() {
        marked = first.size();
    }

    /** The transaction is over: back to the mark. */
    public void rewind() {
        while (first.size() > marked) first.removeLast();
        last.clear();
        left = 0;
    }

    /** The lines so far, {@code C: } or {@code S: } in front of each; one line tells where some were left out. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(first.size() + last.size() + 1);
        for (Line line : first) lines.add(line.side + line.text);
        if (left > 0) lines.add("# " + left + " lines left out");
        for (Line line : last) lines.add(line.side + line.text);
        return lines;
    }

    private void keep(String side, String text) {
        Line line = new Line(side, text.length() > MAX_LINE ? text.substring(0, MAX_LINE) + "..." : text);
        if (first.size() < MAX_FIRST) {
            first.add(line);
            return;
        }
        if (last.size() == MAX_LAST) {
            last.removeFirst();
            left++;
        }
        last.addLast(line);
    }

    /** The words that carry secrets: AUTH (SMTP, POP3), AUTHENTICATE and LOGIN (IMAP, behind a tag), PASS and APOP (POP3). */
    private String blanked(String line) {
        int verbEnd = wordEnd(line, 0);
        if (isSecret(line, 0, verbEnd)) return blankedFrom(line, 0, verbEnd);
        if (verbEnd == line.length()) return line;
        int secondEnd = wordEnd(line, verbEnd + 1);
        return isTagged(line, verbEnd + 1, secondEnd) ? blankedFrom(line, verbEnd + 1, secondEnd) : line;
    }

    private String blankedFrom(String line, int verb, int verbEnd) {
        int length = verbEnd - verb;
        authenticating = isWord(line, verb, "AUTH", length) || isWord(line, verb, "AUTHENTICATE", length);
        if (verbEnd == line.length()) return line;
        int shown = isWord(line, verb, "PASS", length) ? verbEnd : wordEnd(line, verbEnd + 1);
        return shown == line.length() ? line : line.substring(0, shown + 1) + BLANK;
    }

    private static boolean isSecret(String line, int from, int to) {
        int length = to - from;
        return isWord(line, from, "AUTH", length)
                || isWord(line, from, "PASS", length)
                || isWord(line, from, "APOP", length);
    }

    private static boolean isTagged(String line, int from, int to) {
        int length = to - from;
        return isWord(line, from, "LOGIN", length) || isWord(line, from, "AUTHENTICATE", length);
    }

    private static boolean isWord(String line, int from, String word, int length) {
        return length == word.length() && Ascii.equalsIgnoreCase(line.substring(from, from + length), word);
    }

    private static int wordEnd(String line, int from) {
        int space = line.indexOf(' ', from);
        return space < 0 ? line.length() : space;
    }
}

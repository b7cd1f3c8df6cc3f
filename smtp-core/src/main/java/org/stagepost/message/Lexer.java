package org.stagepost.message;

/**
 * The lexical tokens of RFC 5322 3.2 over an octet string, leniently: whatever is left open ends with the string.
 * Comments nest without recursion, and every char is passed once.
 */
final class Lexer {
    private final String text;
    private int at;
    private int commentStart;
    private int commentEnd;

    Lexer(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** The next char, or -1 at the end. */
    int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    int next() {
        return at < text.length() ? text.charAt(at++) : -1;
    }

    boolean take(int c) {
        if (peek() != c) return false;
        at++;
        return true;
    }

    /** Passes white space and comments; remembers the last comment. Tells whether there was any. */
    boolean skipSpace() {
        int from = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '(') skipComment();
            else if (Chars.isSpace(c) || c == '\r' || c == '\n') at++;
            else break;
        }
        return at > from;
    }

    private void skipComment() {
        int depth = 0;
        commentStart = at + 1;
        do {
            char c = text.charAt(at++);
            if (c == '\\') at++;
            else if (c == '(') depth++;
            else if (c == ')') depth--;
        } while (depth > 0 && at < text.length());
        at = Math.min(at, text.length());
        commentEnd = depth == 0 ? at - 1 : at;
    }

    /** What the last comment said, empty if there was none since {@link #forgetComment()}. */
    String comment() {
        return Chars.strip(unescape(commentStart, commentEnd));
    }

    /** Whether there was a comment since then. */
    boolean hasComment() {
        return commentEnd > 0;
    }

    void forgetComment() {
        commentStart = 0;
        commentEnd = 0;
    }

    /** The content of the quoted string that begins here, escapes resolved. */
    String quoted() {
        int from = ++at;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') at++;
            at++;
        }
        int to = Math.min(at, text.length());
        at = Math.min(at + 1, text.length());
        return unescape(from, to);
    }

    private String unescape(int from, int to) {
        if (text.indexOf('\\', from, to) < 0) return text.substring(from, to);
        StringBuilder plain = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == '\\' && i + 1 < to) i++;
            plain.append(text.charAt(i));
        }
        return plain.toString();
    }

    /** The run of chars from here to white space, a comment or one of {@code stops}; may be empty. */
    String run(String stops) {
        int from = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c <= ' ' && (Chars.isSpace(c) || c == '\r' || c == '\n') || c == '(' || stops.indexOf(c) >= 0) break;
            at++;
        }
        return text.substring(from, at);
    }

    /** All chars from here to {@code stop}, which is not passed, or to the end. */
    String upTo(char stop) {
        int from = at;
        int found = text.indexOf(stop, at);
        at = found < 0 ? text.length() : found;
        return text.substring(from, at);
    }

    /** The digits that stand here as a number, at most {@code most} of them; -1 if there is none. */
    int number(int most) {
        int from = at;
        int value = 0;
        while (at < text.length() && at - from < most && Chars.isDigit(text.charAt(at))) {
            value = value * 10 + text.charAt(at++) - '0';
        }
        return at == from ? -1 : value;
    }

    /** The ASCII letters that stand here; may be empty. */
    String letters() {
        int from = at;
        while (at < text.length() && Chars.isLetter(text.charAt(at))) at++;
        return text.substring(from, at);
    }
}

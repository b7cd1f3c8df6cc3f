package org.stagepost.smtp;

import org.stagepost.mail.Ascii;

/** A place in a line that moves to the right as the grammar is read. */
final class Cursor {
    private final String text;
    private int at;

    Cursor(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return at == text.length();
    }

    boolean sees(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    boolean take(char c) {
        if (!sees(c)) return false;
        at++;
        return true;
    }

    /** Takes this word whatever its case. */
    boolean takeWord(String word) {
        if (text.length() - at < word.length()) return false;
        if (!Ascii.equalsIgnoreCase(text.substring(at, at + word.length()), word)) return false;
        at += word.length();
        return true;
    }

    /** Takes spaces; false when there is none. */
    boolean spaces() {
        int start = at;
        while (sees(' ')) at++;
        return at > start;
    }

    /** Takes everything up to one of these characters, or up to the end. */
    String until(String stops) {
        int start = at;
        while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) at++;
        return text.substring(start, at);
    }

    /** Takes a local part as it stands: a quoted string with its quotes, or everything up to an at sign (RFC 5321 4.1.2). */
    String localPart() {
        if (!sees('"')) return until("@> ");
        int start = at++;
        while (at < text.length() && text.charAt(at) != '"') at += text.charAt(at) == '\\' ? 2 : 1;
        at = Math.min(at + 1, text.length());
        return text.substring(start, at);
    }

    /** Takes all that is left. */
    String rest() {
        String rest = text.substring(at);
        at = text.length();
        return rest;
    }
}

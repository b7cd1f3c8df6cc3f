package org.stagepost.imap.parse;

/** Which characters stand in which element (RFC 3501 section 9). */
final class Chars {
    private Chars() {}

    static boolean isAtom(char c) {
        return isAstring(c) && c != ']';
    }

    static boolean isAstring(char c) {
        return isList(c) && c != '%' && c != '*';
    }

    static boolean isList(char c) {
        return c > ' ' && c < 0x7f && c != '(' && c != ')' && c != '{' && c != '"' && c != '\\';
    }

    static boolean isTag(char c) {
        return isAstring(c) && c != '+';
    }

    /** Of the words that the grammar itself defines. */
    static boolean isWord(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '=';
    }
}

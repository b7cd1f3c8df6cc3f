package org.stagepost.mail;

import java.nio.charset.StandardCharsets;

/** Text of the wire, folded and counted octet by octet: no locale, no Unicode digits, no signs (RFC 5234 appendix B.1). */
public final class Ascii {
    private static final int CASE = 'a' - 'A';

    private Ascii() {}

    /** Lower case of A-Z; every other character stays, so a Kelvin sign never becomes a k. */
    public static String lower(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUpper(text.charAt(i))) return lowered(text);
        }
        return text;
    }

    private static String lowered(String text) {
        char[] folded = text.toCharArray();
        for (int i = 0; i < folded.length; i++) {
            if (isUpper(folded[i])) folded[i] = (char) (folded[i] + CASE);
        }
        return new String(folded);
    }

    /** Upper case of a-z; every other character stays. */
    public static String upper(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isLower(text.charAt(i))) return uppered(text);
        }
        return text;
    }

    private static String uppered(String text) {
        char[] folded = text.toCharArray();
        for (int i = 0; i < folded.length; i++) {
            if (isLower(folded[i])) folded[i] = (char) (folded[i] - CASE);
        }
        return new String(folded);
    }

    public static boolean equalsIgnoreCase(String one, String other) {
        return one.length() == other.length() && lower(one).equals(lower(other));
    }

    /**
     * The number that one or more ASCII digits write, at most {@code max}.
     *
     * @throws SyntaxException for an empty text, anything that is no digit, or a number above {@code max}
     */
    public static long number(String digits, long max) throws SyntaxException {
        if (digits.isEmpty()) throw new SyntaxException("a number is missing");
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') throw new SyntaxException("not a number");
            if (value > (max - (digit - '0')) / 10) throw new SyntaxException("the number is too large");
            value = value * 10 + (digit - '0');
        }
        return value;
    }

    /** The octets of a text that is ASCII by construction, or its UTF-8 form where it is not. */
    public static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }
}

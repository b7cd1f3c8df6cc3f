package org.stagepost.mail;

/**
 * An address of type {@code utf-8} where only some characters may stand (RFC 6533 section 3): {@code \x{F6}} writes any other.
 * What the escapes stand for is kept; each hop and each report gets the form that it can take.
 */
public final class Utf8Address {
    private static final String TYPE = "utf-8;";

    private Utf8Address() {}

    /** Whether {@code type;address} says that the address is one of UTF-8. */
    public static boolean isTyped(String typed) {
        return typed.length() >= TYPE.length() && Ascii.equalsIgnoreCase(typed.substring(0, TYPE.length()), TYPE);
    }

    /** {@code utf-8-addr-xtext}: printable ASCII, for servers and reports of every age. */
    public static String xtext(String text) {
        return encoded(text, 127);
    }

    /** {@code utf-8-addr-unitext}: as xtext, but letters beyond ASCII stay; for where SMTPUTF8 is on. */
    public static String unitext(String text) {
        return encoded(text, Character.MAX_CODE_POINT + 1);
    }

    private static String encoded(String text, int firstEscaped) {
        StringBuilder encoded = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean stays = c > ' ' && c < firstEscaped && !isSpecial(c);
            if (stays) encoded.appendCodePoint(c);
            else encoded.append("\\x{").append(hex(c)).append('}');
        });
        return encoded.toString();
    }

    private static boolean isSpecial(int c) {
        return c == '\\' || c == '+' || c == '=' || c >= 127 && c < 160;
    }

    private static String hex(int c) {
        String digits = Ascii.upper(Integer.toHexString(c));
        return digits.length() == 1 ? "0" + digits : digits;
    }

    /** @throws SyntaxException for an escape that is none, or that would put a control character where a line is */
    public static String decoded(String encoded) throws SyntaxException {
        if (encoded.indexOf('\\') < 0) return encoded;
        StringBuilder text = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            if (encoded.charAt(i) != '\\') {
                text.append(encoded.charAt(i));
                continue;
            }
            int end = encoded.indexOf('}', i);
            if (!encoded.startsWith("\\x{", i) || end < 0) throw new SyntaxException("a backslash begins an escape");
            text.appendCodePoint(codePoint(encoded.substring(i + 3, end)));
            i = end;
        }
        return text.toString();
    }

    private static int codePoint(String digits) throws SyntaxException {
        int c = 0;
        boolean good = digits.length() >= 2 && digits.length() <= 6;
        for (int i = 0; good && i < digits.length(); i++) {
            int digit = digits.charAt(i) < 128 ? Character.digit(digits.charAt(i), 16) : -1;
            good = digit >= 0;
            c = c << 4 | digit & 15;
        }
        boolean legal =
                c >= ' ' && (c < 127 || c >= 160) && c <= Character.MAX_CODE_POINT && (c < 0xd800 || c > 0xdfff);
        if (!good || !legal) throw new SyntaxException("not a character of an address");
        return c;
    }
}

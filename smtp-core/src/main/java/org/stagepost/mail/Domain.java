package org.stagepost.mail;

import java.net.IDN;

/**
 * A domain name in lower-case ASCII (A-labels, no final dot), or an address literal in brackets (RFC 5321 4.1.2, 4.1.3).
 */
public record Domain(String name) {
    private static final int MAX_LENGTH = 255;

    /** @throws SyntaxException when the text is neither a domain name nor an address literal */
    public static Domain of(String text) throws SyntaxException {
        if (text.startsWith("[")) return new Domain(AddressLiteral.checked(text));
        return new Domain(checkedName(ascii(text)));
    }

    public boolean isLiteral() {
        return name.startsWith("[");
    }

    /** The name as people read it: U-labels where it holds A-labels. */
    public String unicode() {
        return isLiteral() ? name : IDN.toUnicode(name, IDN.ALLOW_UNASSIGNED);
    }

    @Override
    public String toString() {
        return name;
    }

    private static String ascii(String text) throws SyntaxException {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) return encoded(text);
        }
        return Ascii.lower(text);
    }

    private static String encoded(String text) throws SyntaxException {
        try {
            return Ascii.lower(IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES));
        } catch (IllegalArgumentException e) {
            throw new SyntaxException("not a domain name");
        }
    }

    private static String checkedName(String name) throws SyntaxException {
        if (name.isEmpty() || name.length() > MAX_LENGTH) throw new SyntaxException("not a domain name");
        int label = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i < name.length() && name.charAt(i) != '.') {
                if (!isLabelCharacter(name.charAt(i))) throw new SyntaxException("not a domain name");
                continue;
            }
            checkLabel(name, label, i);
            label = i + 1;
        }
        return name;
    }

    private static void checkLabel(String name, int from, int to) throws SyntaxException {
        if (to == from || to - from > 63 || name.charAt(from) == '-' || name.charAt(to - 1) == '-')
            throw new SyntaxException("not a domain name");
    }

    /** The underscore is no host name's (RFC 952), but some domains in use hold it. */
    private static boolean isLabelCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
}

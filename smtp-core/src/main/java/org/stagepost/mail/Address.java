package org.stagepost.mail;

/**
 * A mailbox of RFC 5321 4.1.2: the local part without quotes or backslashes, and the domain. (We keep the word
 * <em>mailbox</em> for the folder of the store.)
 */
public record Address(String localPart, Domain domain) {
    private static final int MAX_LOCAL_PART = 64;
    private static final int MAX_LENGTH = 254;
    private static final String ATEXT_MARKS = "!#$%&'*+-/=?^_`{|}~";

    /** @throws SyntaxException when the text is no {@code Mailbox} of RFC 5321 (or 6531), or longer than 4.5.3.1 allows */
    public static Address parse(String text) throws SyntaxException {
        int at = text.lastIndexOf('@');
        if (text.indexOf("@[") > 0 && text.endsWith("]")) at = text.lastIndexOf("@[");
        if (at <= 0) throw new SyntaxException("an address is written local-part@domain");
        if (Ascii.octets(text).length > MAX_LENGTH) throw new SyntaxException("the address is too long");
        return new Address(localPart(text.substring(0, at)), Domain.of(text.substring(at + 1)));
    }

    /** The same address with its local part folded: how local mail is looked up (house rule, RFC 5321 2.4 allows it). */
    public Address folded() {
        return new Address(Ascii.lower(localPart), domain);
    }

    /** Whether this address needs SMTPUTF8 on the wire (RFC 6531 3.4). */
    public boolean isInternational() {
        return localPart.chars().anyMatch(c -> c > 127);
    }

    /** As on the wire: quoted where the local part is no dot-string. */
    @Override
    public String toString() {
        return (isDotString(localPart) ? localPart : quoted(localPart)) + "@" + domain;
    }

    /**
     * The local part that a dot-string or quoted-string writes.
     *
     * @throws SyntaxException when it is neither, empty, or longer than 64 octets
     */
    public static String localPart(String text) throws SyntaxException {
        String plain = text.startsWith("\"") ? unquoted(text) : text;
        if (plain.isEmpty() || Ascii.octets(plain).length > MAX_LOCAL_PART)
            throw new SyntaxException("the local part must have 1 to 64 octets");
        if (!text.startsWith("\"") && !isDotString(text)) throw new SyntaxException("not a local part");
        return plain;
    }

    private static String unquoted(String text) throws SyntaxException {
        StringBuilder plain = new StringBuilder();
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && i == text.length() - 1) return plain.toString();
            if (c == '\\' && i + 1 < text.length() - 1) c = text.charAt(++i);
            else if (c == '"' || c == '\\') break;
            if (c < ' ' || c == 127) break;
            plain.append(c);
        }
        throw new SyntaxException("not a quoted string");
    }

    private static String quoted(String plain) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '"' || c == '\\') text.append('\\');
            text.append(c);
        }
        return text.append('"').toString();
    }

    private static boolean isDotString(String text) {
        boolean dot = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' ? dot : !isAtext(c)) return false;
            dot = c == '.';
        }
        return !dot;
    }

    private static boolean isAtext(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c > 127
                || ATEXT_MARKS.indexOf(c) >= 0;
    }
}

package org.stagepost.smtp;

import org.stagepost.mail.SyntaxException;

/** Text in a parameter value: {@code +} and two upper-case hexadecimal digits for what may not stand there (RFC 3461 section 4). */
public final class Xtext {
    private static final String HEX = "0123456789ABCDEF";

    private Xtext() {}

    /** Characters beyond ASCII stay: RFC 6533 section 3 lets them stand where SMTPUTF8 does. */
    public static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ' ' && c != 127 && c != '+' && c != '=') encoded.append(c);
            else encoded.append('+').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
        }
        return encoded.toString();
    }

    /**
     * @throws SyntaxException also for a control character, encoded or not, and for an encoded octet beyond ASCII: no header
     *     may ever hold it
     */
    public static String decode(String encoded) throws SyntaxException {
        StringBuilder text = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c <= ' ' || c == 127 || c == '=') throw new SyntaxException("not xtext");
            if (c == '+') {
                c = hex(encoded, i + 1);
                i += 2;
            }
            text.append(c);
        }
        return text.toString();
    }

    private static char hex(String encoded, int at) throws SyntaxException {
        if (at + 1 >= encoded.length()) throw new SyntaxException("not xtext");
        int high = HEX.indexOf(encoded.charAt(at));
        int low = HEX.indexOf(encoded.charAt(at + 1));
        int c = high << 4 | low;
        if (high < 0 || low < 0 || c < ' ' || c >= 127) throw new SyntaxException("not xtext");
        return (char) c;
    }
}

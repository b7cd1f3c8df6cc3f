package org.stagepost.mta.queue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/** Text as one printable ASCII word without spaces, in the manner of xtext (RFC 3461 section 4): {@code +} and two digits. */
final class Words {
    private static final String HEX = "0123456789ABCDEF";

    private Words() {}

    static String encoded(String text) {
        StringBuilder word = new StringBuilder();
        for (byte octet : Ascii.octets(text)) {
            if (octet > ' ' && octet < 127 && octet != '+' && octet != '=') word.append((char) octet);
            else word.append('+').append(HEX.charAt(octet >> 4 & 15)).append(HEX.charAt(octet & 15));
        }
        return word.toString();
    }

    static String decoded(String word) throws SyntaxException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c != '+') {
                text.write(c);
                continue;
            }
            if (i + 2 >= word.length()) throw new SyntaxException("an encoded word ends in the middle");
            text.write(digit(word.charAt(++i)) << 4 | digit(word.charAt(++i)));
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static int digit(char c) throws SyntaxException {
        int value = HEX.indexOf(c);
        if (value < 0) throw new SyntaxException("no hexadecimal digit");
        return value;
    }
}

package org.stagepost.mailstore;

import org.stagepost.mail.SyntaxException;

/** Names as seven-bit text, the modified UTF-7 of RFC 3501 5.1.3: for older IMAP clients, and for folders on disk. */
public final class ModifiedUtf7 {
    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

    private ModifiedUtf7() {}

    public static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int end = i + 1;
            if (c == '&') out.append("&-");
            else if (isPlain(c)) out.append(c);
            else {
                while (end < text.length() && !isPlain(text.charAt(end))) end++;
                shift(text.substring(i, end), out);
            }
            i = end;
        }
        return out.toString();
    }

    /** @throws SyntaxException for anything that {@link #encode} would not have written: each name has one spelling */
    public static String decode(String text) throws SyntaxException {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '&') {
                out.append(c);
                continue;
            }
            int end = text.indexOf('-', i);
            if (end < 0) throw new SyntaxException("not modified UTF-7");
            if (end == i) out.append('&');
            else unshift(text.substring(i, end), out);
            i = end + 1;
        }
        String decoded = out.toString();
        if (!encode(decoded).equals(text)) throw new SyntaxException("not modified UTF-7");
        return decoded;
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c <= '~';
    }

    private static void shift(String run, StringBuilder out) {
        out.append('&');
        int bits = 0;
        int held = 0;
        for (int i = 0; i < run.length(); i++) {
            held = held << 16 | run.charAt(i);
            bits += 16;
            while (bits >= 6) {
                bits -= 6;
                out.append(DIGITS.charAt(held >>> bits & 63));
            }
            held &= (1 << bits) - 1;
        }
        if (bits > 0) out.append(DIGITS.charAt(held << 6 - bits & 63));
        out.append('-');
    }

    private static void unshift(String run, StringBuilder out) throws SyntaxException {
        int bits = 0;
        int held = 0;
        for (int i = 0; i < run.length(); i++) {
            int digit = DIGITS.indexOf(run.charAt(i));
            if (digit < 0) throw new SyntaxException("not modified UTF-7");
            held = held << 6 | digit;
            bits += 6;
            if (bits < 16) continue;
            bits -= 16;
            out.append((char) (held >>> bits));
            held &= (1 << bits) - 1;
        }
    }
}

package org.stagepost.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Text in header fields (RFC 2047): reading encoded words, and writing them. */
public final class EncodedWords {
    private static final int CHARSET_LENGTH = 64;
    private static final String HEX = "0123456789ABCDEF";
    private static final String PREFIX = "=?UTF-8?";
    /** What fits into one word of 75 chars beside its marks. */
    private static final int WORD_TEXT = 75 - "=?UTF-8?Q?".length() - "?=".length();

    private EncodedWords() {}

    /** The octets of one word, still to be joined with those of its neighbours: senders split characters. */
    private record Word(Charset charset, byte[] octets, int end) {}

    /**
     * The text of an octet string: encoded words decoded where charset and form are known and left as they stand where
     * not, everything else as {@link Charsets#text}; control characters become spaces.
     */
    public static String decode(String octets) {
        if (!octets.contains("=?")) return withoutControls(Charsets.text(octets));
        return new Decoding(octets).text();
    }

    /** One pass over a value; the octets of adjacent words in one charset are decoded together. */
    private static final class Decoding {
        private final String value;
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
        private @Nullable Charset charset;

        Decoding(String value) {
            this.value = value;
        }

        String text() {
            int plain = 0;
            int at = value.indexOf("=?");
            while (at >= 0) {
                Word word = wordAt(value, at);
                if (word != null) {
                    between(value.substring(plain, at));
                    add(word);
                    plain = word.end();
                }
                at = value.indexOf("=?", word == null ? at + 2 : plain);
            }
            flush();
            return withoutControls(
                    text.append(Charsets.text(value.substring(plain))).toString());
        }

        /** White space between two words is not part of the text (RFC 2047 6.2). */
        private void between(String plain) {
            if (charset != null && Chars.strip(plain).isEmpty()) return;
            flush();
            text.append(Charsets.text(plain));
        }

        private void add(Word word) {
            if (charset != null && !word.charset().equals(charset)) flush();
            charset = word.charset();
            pending.writeBytes(word.octets());
        }

        private void flush() {
            if (charset != null) text.append(Charsets.decode(pending.toByteArray(), charset));
            pending.reset();
            charset = null;
        }
    }

    /** The word that begins at this {@code =?}, or null: {@code =?charset*language?B|Q?text?=}. */
    private static @Nullable Word wordAt(String value, int start) {
        int charsetEnd = value.indexOf('?', start + 2, Math.min(value.length(), start + 2 + CHARSET_LENGTH));
        if (charsetEnd < 0 || charsetEnd + 2 >= value.length() || value.charAt(charsetEnd + 2) != '?') return null;
        int textEnd = value.indexOf('?', charsetEnd + 3);
        if (textEnd < 0 || textEnd + 1 >= value.length() || value.charAt(textEnd + 1) != '=') return null;
        String named = value.substring(start + 2, charsetEnd);
        int language = named.indexOf('*');
        Optional<Charset> charset = Charsets.lookup(language < 0 ? named : named.substring(0, language));
        if (charset.isEmpty() || named.isEmpty()) return null;
        String text = value.substring(charsetEnd + 3, textEnd);
        return switch (value.charAt(charsetEnd + 1)) {
            case 'B', 'b' -> new Word(charset.get(), Base64Decoder.decode(text), textEnd + 2);
            case 'Q', 'q' -> new Word(charset.get(), q(text), textEnd + 2);
            default -> null;
        };
    }

    private static byte[] q(String text) {
        byte[] octets = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '=' && i + 2 < text.length() ? Chars.hex(text.charAt(i + 1)) : -1;
            int low = high < 0 ? -1 : Chars.hex(text.charAt(i + 2));
            if (low >= 0) {
                octets[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                octets[length++] = (byte) (c == '_' ? ' ' : c);
            }
        }
        return Arrays.copyOf(octets, length);
    }

    /** Text that is safe in one line: control characters and line separators become spaces. */
    static String withoutControls(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
            clean.append(control ? ' ' : c);
        }
        return clean.toString();
    }

    /** Text as it may stand in an unstructured field or a phrase: itself if printable ASCII, else encoded words in UTF-8. */
    public static String encode(String text) {
        if (isPlain(text)) return text;
        StringBuilder words = new StringBuilder();
        boolean q = prefersQ(text);
        int from = 0;
        while (from < text.length()) {
            int to = wordEnd(text, from, q);
            byte[] octets = text.substring(from, to).getBytes(StandardCharsets.UTF_8);
            if (from > 0) words.append(' ');
            words.append(PREFIX)
                    .append(q ? "Q?" + asQ(octets) : "B?" + Base64.getEncoder().encodeToString(octets));
            words.append("?=");
            from = to;
        }
        return words.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') return false;
        }
        return !text.contains("=?");
    }

    private static boolean prefersQ(String text) {
        int ascii = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < 0x80) ascii++;
        }
        return ascii * 3 > text.length() * 2;
    }

    /** The end of the longest piece that fits into one word without splitting a character. */
    private static int wordEnd(String text, int from, boolean q) {
        int room = q ? WORD_TEXT : WORD_TEXT / 4 * 3;
        int at = from;
        while (at < text.length()) {
            int next = at + Character.charCount(text.codePointAt(at));
            byte[] octets = text.substring(at, next).getBytes(StandardCharsets.UTF_8);
            room -= q ? asQ(octets).length() : octets.length;
            if (room < 0) break;
            at = next;
        }
        return at;
    }

    private static String asQ(byte[] octets) {
        StringBuilder q = new StringBuilder(octets.length * 3);
        for (byte octet : octets) {
            boolean plain = Chars.isLetter(octet) || Chars.isDigit(octet) || "!*+-/".indexOf(octet) >= 0;
            if (octet == ' ') q.append('_');
            else if (plain) q.append((char) octet);
            else q.append('=').append(HEX.charAt(octet >> 4 & 15)).append(HEX.charAt(octet & 15));
        }
        return q.toString();
    }
}

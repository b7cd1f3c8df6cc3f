package org.stagepost.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/**
 * One form for names and passwords that look the same: RFC 8265, in the small. What has a second form that looks alike
 * (full-width letters, ligatures), or cannot be seen, is no name here at all, so it never has to be mapped.
 */
public final class Precis {
    /** What is hashed of a password: longer ones are refused before any work is done. */
    public static final int MAX_PASSWORD = 1024;
    /** A local part, the at sign and a domain (RFC 5321 4.5.3.1). */
    private static final int MAX_NAME = 64 + 1 + 255;

    private Precis() {}

    /**
     * A login name in the form it is stored and compared in.
     *
     * @throws SyntaxException when it can be nobody's name
     */
    public static String name(String text) throws SyntaxException {
        if (text.isEmpty() || text.length() > MAX_NAME) throw new SyntaxException("not a name");
        if (isVisibleAscii(text)) return Ascii.lower(text);
        String composed = Normalizer.normalize(text, Form.NFC);
        if (!Normalizer.isNormalized(composed, Form.NFKC)
                || asciiCount(composed) > asciiCount(text)
                || Ascii.octets(composed).length > MAX_NAME
                || !composed.codePoints().allMatch(Precis::fitsName)) throw new SyntaxException("not a name");
        return Ascii.lower(composed);
    }

    /**
     * A password in the form that is hashed: OpaqueString (RFC 8265 section 4.2).
     *
     * @throws SyntaxException when it is empty, longer than {@link #MAX_PASSWORD}, not UTF-8, or holds control characters
     */
    public static byte[] password(byte[] utf8) throws SyntaxException {
        if (utf8.length == 0 || utf8.length > MAX_PASSWORD) throw new SyntaxException("not a password");
        if (isPrintableAscii(utf8)) return utf8;
        StringBuilder spaced = new StringBuilder();
        utf8(utf8).codePoints().forEach(c -> spaced.appendCodePoint(isSpace(c) ? ' ' : c));
        String composed = Normalizer.normalize(spaced, Form.NFC);
        if (composed.codePoints().anyMatch(Character::isISOControl)) throw new SyntaxException("not a password");
        return Ascii.octets(composed);
    }

    /** @throws SyntaxException when the octets are not UTF-8 */
    public static String utf8(byte[] octets) throws SyntaxException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SyntaxException("not UTF-8");
        }
    }

    /** Grows where composing turns a look-alike, such as the Kelvin sign, into a letter. */
    private static long asciiCount(String text) {
        return text.chars().filter(c -> c < 128).count();
    }

    private static boolean isVisibleAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') return false;
        }
        return true;
    }

    private static boolean isPrintableAscii(byte[] text) {
        for (byte octet : text) {
            if (octet < ' ' || octet > '~') return false;
        }
        return true;
    }

    private static boolean isSpace(int c) {
        return Character.getType(c) == Character.SPACE_SEPARATOR;
    }

    /** Spaces pass (a quoted local part may hold one); what is invisible or turns text around does not. */
    private static boolean fitsName(int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.PRIVATE_USE,
                            Character.SURROGATE,
                            Character.UNASSIGNED,
                            Character.SPACE_SEPARATOR,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> false;
                    default -> true;
                };
    }
}

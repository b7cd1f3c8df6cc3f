package org.stagepost.message;

import java.io.IOException;
import java.io.InputStream;

/**
 * quoted-printable (RFC 2045 6.7): white space at a line's end is a relay's and goes, an equals sign that begins no code
 * stands for itself.
 */
final class QuotedPrintableDecoder extends DecodingStream {
    /** White space that may yet turn out to stand at the end of a line; a line of it that is too long is let through. */
    private static final int LOOK_AHEAD = 1024;

    private final byte[] ready = new byte[LOOK_AHEAD + 4];
    private int at;
    private int length;
    private int pushedBack = -1;

    QuotedPrintableDecoder(InputStream in) {
        super(in);
    }

    @Override
    int nextDecoded() throws IOException {
        while (at == length) {
            at = 0;
            length = 0;
            if (!decodeSome()) return -1;
        }
        return ready[at++] & 0xff;
    }

    private int next() throws IOException {
        int octet = pushedBack >= 0 ? pushedBack : nextEncoded();
        pushedBack = -1;
        return octet;
    }

    private boolean decodeSome() throws IOException {
        int octet = next();
        switch (octet) {
            case -1 -> {
                return false;
            }
            case '=' -> code();
            case ' ', '\t' -> whiteSpace(octet);
            default -> put(octet);
        }
        return true;
    }

    private void put(int octet) {
        ready[length++] = (byte) octet;
    }

    private void whiteSpace(int first) throws IOException {
        int octet = first;
        while (Chars.isSpace(octet) && length < LOOK_AHEAD) {
            put(octet);
            octet = next();
        }
        pushedBack = octet;
        if (octet == '\r' || octet == '\n' || octet < 0) length = 0;
    }

    /** Behind an equals sign: two hexadecimal digits, or a soft line break with white space before it. */
    private void code() throws IOException {
        int first = next();
        int high = first < 0 ? -1 : Chars.hex(first);
        if (high >= 0) {
            int second = next();
            int low = second < 0 ? -1 : Chars.hex(second);
            if (low >= 0) {
                put(high << 4 | low);
                return;
            }
            put('=');
            put(first);
            pushedBack = second;
            return;
        }
        int octet = first;
        int spaces = 0;
        while (Chars.isSpace(octet) && spaces++ < LOOK_AHEAD) octet = next();
        if (octet == '\r') octet = next();
        if (octet == '\n' || octet < 0) return;
        put('=');
        pushedBack = octet;
    }
}

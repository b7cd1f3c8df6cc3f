package org.stagepost.sasl;

import java.util.Base64;
import org.stagepost.mail.SyntaxException;

/** Base 64 as exchanges carry it: padded, canonical, and nothing else in between (RFC 4648 sections 3.5 and 4). */
public final class Base64Text {
    private Base64Text() {}

    public static String encode(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    /** @throws SyntaxException for every text that {@link #encode} does not write */
    public static byte[] decode(String text) throws SyntaxException {
        byte[] octets = lenient(text);
        if (!encode(octets).equals(text)) throw new SyntaxException("not canonical base64");
        return octets;
    }

    /** The decoder of the library lets missing padding and stray last bits pass. */
    private static byte[] lenient(String text) throws SyntaxException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new SyntaxException("not base64");
        }
    }
}

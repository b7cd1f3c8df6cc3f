package org.stagepost.mailstore.maildir;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What POP3 calls a message that nobody named before us (RFC 1939 section 7). */
final class Uidl {
    private static final int MAX = 70;
    private static final int DIGEST = 16;

    private Uidl() {}

    /** The base name where it is 1 to 70 printable characters, else 32 hex digits of its SHA-256. */
    static String of(String base) {
        boolean legal = !base.isEmpty() && base.length() <= MAX && base.chars().allMatch(c -> c > ' ' && c < 127);
        if (legal) return base;
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(base.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

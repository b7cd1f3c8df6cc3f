package org.stagepost.mailstore;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What mailboxes, messages and threads are called for ever (RFC 8474): a letter and hex digits. Messages and threads are
 * called by what their octets say, so that copies, moves, other formats and a rebuilt index change nothing.
 */
public final class ObjectId {
    /** 96 bits: no two messages of a site meet by chance. */
    private static final int OCTETS = 12;

    private ObjectId() {}

    /** Takes the octets of a message in CRLF form. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** EMAILID of the message whose octets this digest took; ends it. */
    public static String ofEmail(MessageDigest octets) {
        return hex('M', octets);
    }

    /** THREADID of all messages that name this message id as the first of their thread. */
    public static String ofThread(String root) {
        MessageDigest digest = digest();
        digest.update(root.getBytes(StandardCharsets.UTF_8));
        return hex('T', digest);
    }

    /** MAILBOXID of the mailbox with these 32 hex digits in its UID list. */
    public static String ofMailbox(String guid) {
        return 'F' + guid;
    }

    private static String hex(char kind, MessageDigest digest) {
        return kind + HexFormat.of().formatHex(digest.digest(), 0, OCTETS);
    }
}

package org.stagepost.mailstore.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.MailboxName;

/** A mailbox as the index calls it: 63 bits of a hash of the account's address, and of the mailbox's name. */
public record MailboxKey(long account, long mailbox) {
    public static MailboxKey of(Address account, MailboxName mailbox) {
        return new MailboxKey(account(account), hash(mailbox.text('\0')));
    }

    public static long account(Address account) {
        return hash(account.toString());
    }

    private static long hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] sum = digest.digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(sum).getLong() >>> 1;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

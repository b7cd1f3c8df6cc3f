package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where an account's mailboxes get their UIDVALIDITY from: never the same value twice, also for a mailbox that was removed
 * and made again. The last one stands in {@code dovecot-uidvalidity}, as eight hex digits.
 */
final class UidValidities {
    private static final String NAME = "dovecot-uidvalidity";
    private static final int DIGITS = 8;
    private static final long MAX = 0xFFFFFFFFL;

    private final Means means;
    private final LineFile file;
    private final ReentrantLock lock = new ReentrantLock();

    UidValidities(Means means, Path account) {
        this.means = means;
        this.file = means.lines(account.resolve(NAME), Means.UID_VALIDITY, Duty.OWN);
    }

    long next() throws IOException {
        lock.lock();
        try {
            return taken();
        } finally {
            lock.unlock();
        }
    }

    private long taken() throws IOException {
        long next = Math.max(means.clock().instant().getEpochSecond(), last() + 1) & MAX;
        file.replace(HexFormat.of().toHexDigits(next, DIGITS) + "\n");
        return next;
    }

    private long last() throws IOException {
        String text = file.read().strip();
        boolean good = text.length() == DIGITS && text.chars().allMatch(HexFormat::isHexDigit);
        return good ? HexFormat.fromHexDigitsToLong(text) : 0;
    }
}

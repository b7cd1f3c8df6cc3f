package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where an account's mailboxes get their UIDVALIDITY from: never the same value twice, also for a mailbox that was removed
 * and made again. The last one stands in {@code dovecot-uidvalidity}, as eight hex digits. Dovecot asks first for an empty
 * file that bears the digits in its name, and so do we; it is renamed along.
 */
final class UidValidities {
    private static final String NAME = "dovecot-uidvalidity";
    private static final String BEARER = NAME + ".";
    private static final int DIGITS = 8;
    private static final long MAX = 0xFFFFFFFFL;

    private final Means means;
    private final Path account;
    private final LineFile file;
    private final ReentrantLock lock = new ReentrantLock();

    UidValidities(Means means, Path account) {
        this.means = means;
        this.account = account;
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
        String digits = HexFormat.of().toHexDigits(next, DIGITS);
        if (!means.has(Duty.OWN)) return next;
        Path bearer = account.resolve(BEARER + digits);
        Optional<String> before = bearer();
        if (before.isPresent()) means.disk().rename(account.resolve(BEARER + before.get()), bearer);
        else means.disk().create(bearer).close();
        file.replace(digits + "\n");
        return next;
    }

    private long last() throws IOException {
        return Math.max(number(file.read().strip()), number(bearer().orElse("")));
    }

    private static long number(String digits) {
        boolean good = digits.length() == DIGITS && digits.chars().allMatch(HexFormat::isHexDigit);
        return good ? HexFormat.fromHexDigitsToLong(digits) : 0;
    }

    /** The highest digits in the name of an empty file. */
    private Optional<String> bearer() {
        String[] all = account.toFile().list((folder, name) -> name.startsWith(BEARER));
        return Arrays.stream(all == null ? new String[0] : all)
                .map(name -> name.substring(BEARER.length()))
                .filter(digits -> number(digits) > 0)
                .max(Comparator.comparingLong(UidValidities::number));
    }
}

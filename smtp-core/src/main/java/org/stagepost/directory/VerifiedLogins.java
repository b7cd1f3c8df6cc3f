package org.stagepost.directory;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.stagepost.mail.Ascii;

/**
 * Remembers for some minutes which password was right, so that a client that logs in again does not cost a hash. Keyed by a
 * MAC under a key of this process over login, stored hash and password: a changed password is simply another key, and a
 * dump of the memory shows no password.
 */
final class VerifiedLogins {
    private static final int MAX_ENTRIES = 10_000;
    private static final String ALGORITHM = "HmacSHA256";

    private final long lifeNanos;
    private final LongSupplier ticks;
    private final SecretKeySpec key;
    private final ReentrantLock lock = new ReentrantLock();
    /** MAC to the tick at which it was proved, oldest first. */
    private final LinkedHashMap<ByteBuffer, Long> proved = new LinkedHashMap<>();

    /** @param ticks monotonic, in nanoseconds */
    VerifiedLogins(Duration life, SecureRandom random, LongSupplier ticks) {
        this.lifeNanos = life.toNanos();
        this.ticks = ticks;
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        this.key = new SecretKeySpec(octets, ALGORITHM);
    }

    /** What to ask and remember by. */
    ByteBuffer fingerprint(String login, String storedHash, byte[] password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            update(mac, Ascii.octets(login));
            update(mac, Ascii.octets(storedHash));
            update(mac, password);
            return ByteBuffer.wrap(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With the length in front, so that no two triples run together to the same octets. */
    private static void update(Mac mac, byte[] part) {
        mac.update(ByteBuffer.allocate(4).putInt(part.length).flip());
        mac.update(part);
    }

    boolean contains(ByteBuffer fingerprint) {
        lock.lock();
        try {
            Long at = proved.get(fingerprint);
            return at != null && ticks.getAsLong() - at < lifeNanos;
        } finally {
            lock.unlock();
        }
    }

    void add(ByteBuffer fingerprint) {
        lock.lock();
        try {
            long now = ticks.getAsLong();
            proved.remove(fingerprint);
            proved.put(fingerprint, now);
            var oldest = proved.entrySet().iterator();
            while (oldest.hasNext() && isOver(oldest.next(), now)) oldest.remove();
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver(Map.Entry<ByteBuffer, Long> entry, long now) {
        return proved.size() > MAX_ENTRIES || now - entry.getValue() >= lifeNanos;
    }

    int size() {
        return proved.size();
    }
}

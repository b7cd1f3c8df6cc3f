package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.StoreException;

/**
 * Which deliveries an account has had, so that a repeat lands on itself. Three witnesses, of which one always outlives a
 * crash: this log, which is written after the message has its name and needs no force; the file's name, which holds the
 * key's hash; and the UID list, forced before anybody can move or remove the message, which holds that name (who removes
 * without it forces the log first). Unless the log ends with the mark of a clean end, the folder and UID list of each
 * mailbox are looked through before the first delivery, and before the UID list is written anew without its expunged
 * messages; what is found goes into the log.
 *
 * <p>Lines are {@code <seconds> <hash>}, the hash 16 hex digits, or {@code <seconds> open}, or {@code <seconds>
 * clean-<lines>}, which counts the lines above it: it is not forced, so a power cut may keep it and lose some of those.
 */
final class Deliveries {
    private static final String NAME = "stagepost-deliveries";
    /** How long the queue tries, and two days. */
    private static final Duration KEPT = Duration.ofDays(7);

    private static final int SLACK = 1000;
    private static final int DIGITS = 16;
    private static final String OPEN = "open";
    private static final String CLEAN = "clean-";
    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

    private final Means means;
    private final LineFile file;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Long, Long> had = new LinkedHashMap<>();
    private final Set<Long> underWay = new HashSet<>();
    private final Set<Path> searched = new HashSet<>();
    private boolean open;
    private boolean searches;
    private int lines;

    Deliveries(Means means, Path account) {
        this.means = means;
        this.file = means.lines(account.resolve(NAME), Means.DELIVERIES, Duty.DELIVER);
    }

    /** What stands for a delivery into a mailbox: 64 bits of SHA-256, never 0. */
    static long hash(DeliveryKey key, MailboxName mailbox) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(key.text().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            byte[] sum = digest.digest(mailbox.text('\0').getBytes(StandardCharsets.UTF_8));
            long hash = HexFormat.fromHexDigitsToLong(HexFormat.of().formatHex(sum, 0, 8));
            return hash == 0 ? 1 : hash;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether this delivery is to be made; {@link #done} or {@link #failed} must follow. False when it was made before. */
    boolean begin(long hash, Path mailbox) throws IOException, StoreException {
        lock.lock();
        try {
            know(mailbox);
            if (underWay.contains(hash))
                throw new StoreException(
                        StoreException.Reason.UNAVAILABLE, "this message is being delivered right now");
            return !had.containsKey(hash) && underWay.add(hash);
        } finally {
            lock.unlock();
        }
    }

    /** The message is safe, whether the log takes it down or not: its name is a witness too. */
    void done(long hash) {
        lock.lock();
        try {
            underWay.remove(hash);
            had.put(hash, now());
            note(line(HexFormat.of().toHexDigits(hash)));
            shorten();
        } catch (IOException e) {
            log.warn("{} cannot be written now", file, e);
        } finally {
            lock.unlock();
        }
    }

    private void note(String line) throws IOException {
        if (file.isSound()) {
            file.note(line);
            lines++;
        } else rewrite();
    }

    /** The message may have its name all the same: the next delivery looks. */
    void failed(long hash, Path mailbox) {
        lock.lock();
        try {
            underWay.remove(hash);
            searched.remove(mailbox);
            searches = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes the log durable, whichever process writes it. Where that is this one, the log then holds all that the mailbox's
     * UID list says of deliveries: it is about to say less.
     */
    void force(Path mailbox) throws IOException {
        lock.lock();
        try {
            if (means.has(Duty.DELIVER)) know(mailbox);
            if (file.isSound()) file.force();
            else rewrite();
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of what is in memory, with the mark of a clean end. */
    void close() throws IOException {
        lock.lock();
        try {
            if (!open || !underWay.isEmpty()) return;
            if (!file.isSound()) rewrite();
            file.note(line(CLEAN + lines));
            open = false;
            had.clear();
            searched.clear();
        } finally {
            lock.unlock();
        }
    }

    private void know(Path mailbox) throws IOException {
        if (!open) open();
        if (!searches || searched.contains(mailbox)) return;
        search(mailbox);
        searched.add(mailbox);
    }

    /** The mark of a clean end must not outlive what follows it: so what follows begins with a force. */
    private void open() throws IOException {
        String last = "";
        String text = file.read();
        lines = 0;
        for (String line : text.split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space < 0) continue;
            last = line.substring(space + 1);
            lines++;
            remember(number(line.substring(0, space)), last.length() == DIGITS ? hash(last) : 0);
        }
        searches = !last.equals(CLEAN + (lines - 1));
        if (text.endsWith("\n") && file.isSound()) {
            file.append(line(OPEN));
            lines++;
            shorten();
        } else rewrite();
        open = true;
    }

    /** Looks for deliveries that the log may have lost, among the files that are there and those that were listed. */
    private void search(Path mailbox) throws IOException {
        int before = had.size();
        for (String base : Listing.whole(mailbox).files().keySet()) remember(base);
        String list = means.lines(mailbox.resolve(UidList.NAME), Means.UID_LIST, Duty.OWN)
                .read();
        for (UidList.Entry entry : UidList.parse(list).entries())
            remember(entry.name().base());
        // What is found may have been linked right before a crash, and will be answered for.
        for (String each : List.of("new", "cur")) means.disk().forceDirectory(mailbox.resolve(each), Means.DELIVERED);
        if (had.size() > before) rewrite();
    }

    private void remember(String base) {
        remember(FileName.seconds(base), FileNames.hash(base));
    }

    private void remember(long seconds, long hash) {
        if (hash != 0 && seconds >= oldest() && !underWay.contains(hash)) had.put(hash, seconds);
    }

    private void shorten() throws IOException {
        while (!had.isEmpty() && had.firstEntry().getValue() < oldest()) had.pollFirstEntry();
        if (lines > 2 * had.size() + SLACK) rewrite();
    }

    private void rewrite() throws IOException {
        StringBuilder text = new StringBuilder();
        had.forEach((hash, seconds) -> text.append(line(seconds, HexFormat.of().toHexDigits(hash))));
        file.replace(text.append(line(OPEN)).toString());
        lines = had.size() + 1;
    }

    private long now() {
        return means.clock().instant().getEpochSecond();
    }

    private long oldest() {
        return now() - KEPT.toSeconds();
    }

    private String line(String what) {
        return line(now(), what);
    }

    private static String line(long seconds, String what) {
        return seconds + " " + what + "\n";
    }

    private static long hash(String digits) {
        return digits.chars().allMatch(HexFormat::isHexDigit) ? HexFormat.fromHexDigitsToLong(digits) : 0;
    }

    private static long number(String digits) {
        try {
            return Ascii.number(digits, Long.MAX_VALUE);
        } catch (SyntaxException e) {
            return 0;
        }
    }
}

package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whether a mailbox's folders changed since they were last read, as their times tell. Our own changes are taken out of the
 * account; since another program's may hide behind them, the folders are then read again when there is leisure.
 */
final class FolderTimes {
    /** A folder whose time is so close to the moment it was read may change again without another time. */
    private static final long UNSURE_NANOS = 50_000_000;

    private static final long SECOND_NANOS = 1_000_000_000;
    /** How long another program's change may hide behind ours while we are never at leisure. */
    private static final long HIDDEN_MILLIS = 5000;

    private final Clock clock;
    private Times read = new Times(-1, -1);
    private Times looked = read;
    private boolean unsure;
    private boolean touched;
    private long lookedAt;
    private long readAt;

    FolderTimes(Clock clock) {
        this.clock = clock;
    }

    private record Times(long fresh, long cur) {
        @Override
        public String toString() {
            return fresh + " " + cur;
        }
    }

    /** Whether nothing can have changed unseen before the folders were last read. */
    boolean isSure() {
        return !unsure && !touched;
    }

    /** By which folders that have been read are known again, when nothing can have come behind that. */
    Optional<String> certain(Path mailbox) {
        return !isSure() || !current(mailbox) ? Optional.empty() : Optional.of(read.toString());
    }

    /** Folders that are still as they were when they were read in an earlier life need not be read. */
    void resume(Path mailbox, String then) {
        Times now = times(mailbox);
        if (!now.toString().equals(then)) return;
        readAt = clock.millis();
        read = now;
    }

    /** Whether something changed; {@link #read} must follow when it was listed. */
    boolean changed(Path mailbox) {
        lookedAt = clock.millis();
        looked = times(mailbox);
        return unsure || !looked.equals(read) || touched && clock.millis() - readAt > HIDDEN_MILLIS;
    }

    /** After {@link #changed}: whether {@code cur/} certainly did not. */
    boolean onlyFresh() {
        return !unsure && !touched && looked.cur() == read.cur();
    }

    /** The folders were listed after the last call of {@link #changed}. */
    void read() {
        readAt = clock.millis();
        long now = TimeUnit.MILLISECONDS.toNanos(lookedAt);
        unsure = isUnsure(now, looked.fresh()) || isUnsure(now, looked.cur());
        touched = false;
        read = looked;
    }

    /** The folders must be read again, whatever their times say. */
    void doubt() {
        unsure = true;
    }

    /** Whether changes of our own came since, behind which another's may hide. */
    boolean isTouched() {
        return touched;
    }

    /** Something was put into {@code new/}, whatever its time says. */
    void expect() {
        read = new Times(-1, read.cur());
    }

    /** Before a change of our own: whether the times are still those that were read. */
    boolean current(Path mailbox) {
        return times(mailbox).equals(read);
    }

    /** After a change of our own that began while the times were {@link #current}. */
    void ours(Path mailbox) {
        read = times(mailbox);
        touched = true;
    }

    private static boolean isUnsure(long now, long modified) {
        boolean coarse = modified % SECOND_NANOS == 0;
        return now - modified < (coarse ? 2 * SECOND_NANOS : UNSURE_NANOS);
    }

    private static Times times(Path mailbox) {
        return new Times(modified(mailbox.resolve("new")), modified(mailbox.resolve("cur")));
    }

    private static long modified(Path folder) {
        try {
            return Files.getLastModifiedTime(folder).to(TimeUnit.NANOSECONDS);
        } catch (IOException e) {
            return 0;
        }
    }
}

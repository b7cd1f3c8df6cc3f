package org.stagepost.mailstore.index;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.jdbc.Jdbc;
import org.stagepost.launch.Service;
import org.stagepost.mailstore.Repairs;

/**
 * The index in an H2 file. One thread opens it and writes to it, some hundred changes a transaction, so that neither a
 * start nor a delivery waits for it. A file that is damaged, or fails, is made anew; one that cannot be made is done
 * without.
 */
public final class JdbcIndex implements Index, Service {
    private static final Logger log = LoggerFactory.getLogger(JdbcIndex.class);
    /** Beyond this, what is learned is not noted: it is read from the message's file when somebody asks. */
    private static final int QUEUE = 16_384;

    /** Messages in pictures that may wait to be written; a mailbox that is left meanwhile is read from its files next time. */
    private static final int WAITING_ROWS = 250_000;
    /** How long a stop waits for pictures to be written: they are for speed only. */
    private static final Duration LAST_PICTURES = Duration.ofSeconds(5);

    private static final int BATCH = 512;
    private static final int RENEWALS = 3;
    /** What is told within this time is one transaction: a burst costs the disk once, and those who work now nothing. */
    private static final Duration GATHERING = Duration.ofSeconds(1);
    /** Nothing reads for so long behind a change that it might miss. */
    private static final long PATIENCE_SECONDS = 60;

    private final Repairs repairs;
    private final Disk disk;
    private final Path folder;
    private final Path file;
    private final BlockingQueue<Change> changes = new ArrayBlockingQueue<>(QUEUE);
    /** Given when somebody cannot wait until a second is over. */
    private final Semaphore haste = new Semaphore(0);

    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
    private final Thread writer =
            Thread.ofPlatform().name("mailstore-index").daemon().unstarted(this::work);
    private volatile @Nullable IndexTables tables;
    private final AtomicInteger waitingRows = new AtomicInteger();
    private volatile boolean stopping;
    private volatile long stoppedAt;
    private int renewals;
    private volatile boolean givenUp;

    /** @param folder for H2's file; made, and closed to others */
    public JdbcIndex(Disk disk, Path folder) {
        this(disk, folder, Repairs.UNTOLD);
    }

    public JdbcIndex(Disk disk, Path folder, Repairs repairs) {
        this.repairs = repairs;
        this.disk = disk;
        this.folder = folder;
        this.file = folder.resolve("index");
    }

    @Override
    public void start() throws IOException {
        disk.createDirectories(folder);
        writer.start();
    }

    /** Returns when what was told is written. */
    @Override
    public void stop() throws InterruptedException {
        stoppedAt = System.nanoTime();
        stopping = true;
        changes.offer(
                new Change.Forgotten(-1, new CompletableFuture<>())); // wakes the writer; there is no such account
        haste.release();
        writer.join();
    }

    @Override
    public void put(MailboxKey mailbox, String name, Known known) {
        changes.offer(new Change.Learned(mailbox, name, known));
        if (changes.remainingCapacity() == QUEUE / 2) haste.release();
    }

    @Override
    public void drop(MailboxKey mailbox, Collection<String> names) {
        // A row that outlives its message costs its room: names do not come back on other messages.
        if (!names.isEmpty()) changes.offer(new Change.Dropped(mailbox, names));
    }

    @Override
    public void keep(MailboxKey mailbox, Picture picture) {
        if (waitingRows.get() > WAITING_ROWS) return;
        if (changes.offer(new Change.Pictured(mailbox, picture)))
            waitingRows.addAndGet(picture.rows().size());
    }

    @Override
    public Optional<Picture> picture(MailboxKey mailbox, String files) {
        IndexTables present = tables;
        if (present == null) return Optional.empty();
        try {
            return present.picture(mailbox, files);
        } catch (SQLException | IOException e) {
            log.debug("the index cannot be read", e);
            return Optional.empty();
        }
    }

    @Override
    public void move(MailboxKey from, MailboxKey to) {
        changes.offer(new Change.Moved(from, to));
    }

    @Override
    public void remove(MailboxKey mailbox) {
        changes.offer(new Change.Removed(mailbox));
    }

    @Override
    public void forget(long account) {
        Change.Forgotten change = new Change.Forgotten(account, new CompletableFuture<>());
        try {
            if (stopping || !changes.offer(change, PATIENCE_SECONDS, TimeUnit.SECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        haste.release();
        change.done()
                .completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public Map<String, Known> read(MailboxKey mailbox, String first, String last) {
        IndexTables now = tables;
        if (now == null) return Map.of();
        try {
            return now.read(mailbox, first, last);
        } catch (SQLException e) {
            log.debug("the index cannot be read", e);
            return Map.of();
        }
    }

    /** Whether there is none until the next start, because it could not be made or failed again and again. */
    public boolean isGivenUp() {
        return givenUp;
    }

    /** Returns once the file is open, or will never be: for those who want to see what the index does. */
    boolean awaitOpen() {
        return opened.join();
    }

    private void work() {
        try {
            tables = open();
            opened.complete(tables != null);
            List<Change> batch = new ArrayList<>(BATCH);
            while (!stopping || !changes.isEmpty()) {
                batch.add(changes.take());
                if (!stopping && haste.tryAcquire(GATHERING.toMillis(), TimeUnit.MILLISECONDS)) haste.drainPermits();
                for (; !batch.isEmpty(); changes.drainTo(batch, BATCH)) {
                    write(batch);
                    batch.clear();
                }
            }
        } catch (InterruptedException e) {
            log.warn("the index is no longer kept up", e);
        } finally {
            opened.complete(false);
            close();
        }
    }

    private void write(List<Change> batch) {
        IndexTables now = tables;
        boolean written = false;
        try {
            if (now != null) now.write(kept(batch));
            written = true;
        } catch (SQLException e) {
            log.warn("the index failed and is made anew", e);
            close();
            tables = renew();
        }
        for (Change change : batch) {
            if (change instanceof Change.Forgotten forgotten) forgotten.done().complete(written);
        }
    }

    private List<Change> kept(List<Change> batch) {
        for (Change change : batch)
            if (change instanceof Change.Pictured(MailboxKey any, Picture picture))
                waitingRows.addAndGet(-picture.rows().size());
        boolean late = stopping && System.nanoTime() - stoppedAt > LAST_PICTURES.toNanos();
        return late
                ? batch.stream()
                        .filter(change -> !(change instanceof Change.Pictured))
                        .toList()
                : batch;
    }

    private @Nullable IndexTables open() {
        try {
            return IndexTables.open(file);
        } catch (SQLException e) {
            if (Jdbc.isInUse(e)) {
                log.warn("the index is open in another process; this one reads messages from their files");
                return null;
            }
            log.warn("the index is damaged and is made anew from the messages as they are asked for: {}", file, e);
            return renew();
        }
    }

    /** From nothing; nobody misses what it held, except time. */
    private @Nullable IndexTables renew() {
        if (++renewals > RENEWALS) {
            log.error("the index fails again and again; until the next start messages are read from their files");
            givenUp = true;
            return null;
        }
        try {
            for (String suffix : List.of(".mv.db", ".trace.db")) disk.delete(file.resolveSibling("index" + suffix));
            IndexTables fresh = IndexTables.open(file);
            repairs.done(file, "the index was damaged or failed, and is made anew");
            return fresh;
        } catch (IOException | SQLException e) {
            givenUp = true;
            log.error("there is no index until the next start: {} cannot be made", file, e);
            return null;
        }
    }

    private void close() {
        IndexTables now = tables;
        tables = null;
        if (now != null) now.close();
    }
}

package org.stagepost.mailstore.search;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.NIOFSDirectory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.mailstore.Sought;
import org.stagepost.mailstore.UidSet;

/**
 * One account's index, opened when it is first asked. One that is damaged, of another version, or missing is an empty one.
 * One thread writes; those that read see what was there at the last commit.
 */
final class AccountIndex {
    private static final Logger log = LoggerFactory.getLogger(AccountIndex.class);
    /** Octets of memory in which new rows are gathered; there is one writer at a time. */
    private static final double MEMORY_MB = 16;
    /** A merge is not broken off for those who wait, so none may take long. */
    private static final double SEGMENT_MB = 256;
    /** Grams of a text that are asked for: more hardly rule out more. */
    private static final int MOST_GRAMS = 48;

    private static final String FORMAT = "format";
    /** It recommends a vector module, by which nothing here gains. Kept, or the level would be forgotten. */
    private static final java.util.logging.Logger ADVICE = java.util.logging.Logger.getLogger("org.apache.lucene");

    static {
        ADVICE.setLevel(java.util.logging.Level.SEVERE);
    }

    private final Disk disk;
    private final Path folder;
    /** Held while rows are written, and while all is deleted. */
    private final ReentrantLock writing = new ReentrantLock();
    /** Guards the reader's exchange; taken after the other one, if both are. */
    private final ReentrantLock opening = new ReentrantLock();

    private boolean opened;
    private @Nullable DirectoryReader reader;
    /** Found to be damaged or of another version: whoever writes next deletes it first. */
    private volatile boolean broken;
    /** This object is out of use, for whoever still has it. */
    private volatile boolean retired;

    AccountIndex(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** Whether there is one on the disk. */
    boolean exists() {
        return Files.isDirectory(folder);
    }

    /** Whether whatever is being written is in vain. */
    boolean isInVain() {
        return broken || retired;
    }

    private interface Look<T> {
        T at(List<LeafReaderContext> leaves) throws IOException;
    }

    /**
     * What is known of a text.
     *
     * @param ruledOut messages that do not hold it
     * @param known how many messages of the place there are
     */
    record Answer(UidSet ruledOut, int known) {}

    Answer ruledOut(Place place, Sought sought) {
        long[] grams = grams(sought);
        return look(new Answer(UidSet.NONE, 0), leaves -> {
            Uids all = new Uids();
            Uids without = new Uids();
            for (LeafReaderContext leaf : leaves) {
                Rows.uids(leaf.reader(), place, all);
                if (grams.length > 0) Rows.without(leaf.reader(), place, sought, grams, without);
            }
            return new Answer(UidSet.of(without.sorted()), all.size());
        });
    }

    private static long[] grams(Sought sought) {
        GramSet all = new GramSet();
        for (String text : sought.texts()) {
            for (long gram : Grams.of(text)) {
                if (all.size() < MOST_GRAMS) all.add(gram);
            }
        }
        return all.toArray();
    }

    /** The UIDs that are known of a place, ascending. */
    long[] uids(Place place) {
        return look(new long[0], leaves -> {
            Uids all = new Uids();
            for (LeafReaderContext leaf : leaves) Rows.uids(leaf.reader(), place, all);
            return all.sorted();
        });
    }

    Set<Place> places() {
        return look(Set.of(), leaves -> {
            Set<Place> places = new HashSet<>();
            for (LeafReaderContext leaf : leaves) places.addAll(Rows.places(leaf.reader()));
            return places;
        });
    }

    private <T> T look(T nothing, Look<T> look) {
        DirectoryReader present = acquire();
        if (present == null) return nothing;
        try {
            return look.at(present.leaves());
        } catch (IOException | RuntimeException | AssertionError e) {
            damaged(e);
            return nothing;
        } finally {
            release(present);
        }
    }

    private @Nullable DirectoryReader acquire() {
        opening.lock();
        try {
            if (isInVain()) return null;
            if (!opened) {
                opened = true;
                reader = open();
            }
            DirectoryReader present = reader;
            if (present != null) present.incRef();
            return present;
        } finally {
            opening.unlock();
        }
    }

    private static void release(@Nullable DirectoryReader held) {
        try {
            if (held != null) held.decRef();
        } catch (IOException | RuntimeException e) {
            log.debug("an index does not close", e);
        }
    }

    private @Nullable DirectoryReader open() {
        if (!exists()) return null;
        try (Directory directory = new NIOFSDirectory(folder)) {
            return DirectoryReader.indexExists(directory) ? checked(DirectoryReader.open(directory)) : null;
        } catch (IOException | RuntimeException | AssertionError e) {
            log.warn("the text index in {} cannot be read and is made anew: {}", folder, e.toString());
            broken = true;
            return null;
        }
    }

    /** Octet for octet what was written: a row that is lost in silence would be a message that is not found. */
    private static DirectoryReader checked(DirectoryReader found) throws IOException {
        try {
            if (!Rows.FORMAT.equals(found.getIndexCommit().getUserData().get(FORMAT)))
                throw new IOException("it is of another version");
            for (LeafReaderContext leaf : found.leaves()) leaf.reader().checkIntegrity();
            return found;
        } catch (IOException | RuntimeException | AssertionError e) {
            release(found);
            throw e;
        }
    }

    private void damaged(Throwable why) {
        log.warn("the text index in {} fails and is made anew", folder, why);
        broken = true;
        exchange(null);
    }

    /** A change of the index, by one thread at a time. */
    interface Change {
        void make(Writing writing) throws IOException;
    }

    /** What a change works with. */
    final class Writing {
        private final IndexWriter writer;
        private final Rows.Pen pen;

        Writing(IndexWriter writer) {
            this.writer = writer;
            this.pen = new Rows.Pen(writer);
        }

        Rows.Pen pen() {
            return pen;
        }

        /** What was written lasts and can be seen. */
        void commit() throws IOException {
            if (!writer.hasUncommittedChanges()) return;
            writer.setLiveCommitData(Map.of(FORMAT, Rows.FORMAT).entrySet());
            writer.commit();
            exchange(DirectoryReader.open(writer.getDirectory()));
        }
    }

    /** Writes; what was not committed is gone afterwards. A full disk is not the index's fault, most else is. */
    void change(Change change) throws IOException {
        writing.lock();
        try {
            if (retired) return;
            if (broken) delete();
            broken = false;
            disk.createDirectories(folder);
            try (Directory directory = new NIOFSDirectory(folder);
                    IndexWriter writer = new IndexWriter(directory, config())) {
                write(change, writer);
            }
        } catch (RuntimeException | AssertionError e) {
            damaged(e);
            throw new IOException(e);
        } catch (CorruptIndexException
                | IndexFormatTooOldException
                | IndexFormatTooNewException
                | EOFException
                | FileNotFoundException
                | NoSuchFileException e) {
            damaged(e);
            throw e;
        } finally {
            writing.unlock();
        }
    }

    private void write(Change change, IndexWriter writer) throws IOException {
        try {
            change.make(new Writing(writer));
        } finally {
            writer.rollback();
        }
    }

    private static IndexWriterConfig config() {
        TieredMergePolicy merges = new TieredMergePolicy();
        merges.setMaxMergedSegmentMB(SEGMENT_MB);
        return new IndexWriterConfig()
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE_OR_APPEND)
                .setRAMBufferSizeMB(MEMORY_MB)
                .setMergeScheduler(new SerialMergeScheduler())
                .setMergePolicy(merges)
                .setUseCompoundFile(true)
                .setCommitOnClose(false);
    }

    private void exchange(@Nullable DirectoryReader next) {
        opening.lock();
        try {
            release(reader);
            reader = isInVain() ? null : next;
            if (isInVain()) release(next);
            opened = true;
        } finally {
            opening.unlock();
        }
    }

    /** Gives memory back; this object is then out of use. */
    void close() {
        retired = true;
        exchange(null);
    }

    /** Deletes it, once whoever writes has noticed; this object is then out of use. */
    void drop() {
        close();
        writing.lock();
        try {
            delete();
        } finally {
            writing.unlock();
        }
    }

    private void delete() {
        exchange(null);
        try {
            Folder.delete(disk, folder);
        } catch (IOException e) {
            log.warn("{} cannot be deleted now", folder, e);
        }
    }
}

package org.stagepost.mailstore.search;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.mailstore.Sought;

/** One account's index. One thread writes; many read what was there at the last commit. */
final class AccountIndex {
    private static final Logger log = LoggerFactory.getLogger(AccountIndex.class);
    /** In which new rows are gathered; there is one writer at a time. */
    private static final double MEMORY_MB = 16;
    /** A merge is not broken off for those who wait, so none may take long. */
    private static final double SEGMENT_MB = 256;
    /** Grams of a text that are asked for: more hardly rule out more. */
    private static final int MOST_GRAMS = 48;

    private final Disk disk;
    private final Path folder;
    private final Snapshot snapshot;
    /** Held while rows are written, and while files are deleted. */
    private final ReentrantLock writing = new ReentrantLock();

    AccountIndex(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
        this.snapshot = new Snapshot(folder);
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
        return snapshot.isInVain();
    }

    /**
     * What is known of a text in a mailbox.
     *
     * @param all messages that are known
     * @param without those of them that do not hold the text
     */
    record Answer(Keys all, Keys without) {}

    Answer ask(Place place, Sought sought) {
        long[] grams = grams(sought);
        return snapshot.look(new Answer(new Keys(), new Keys()), leaves -> {
            Answer answer = new Answer(new Keys(), new Keys());
            for (LeafReaderContext leaf : leaves) {
                Rows.keys(leaf.reader(), place, answer.all());
                if (grams.length > 0) Rows.without(leaf.reader(), place, sought, grams, answer.without());
            }
            return answer;
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

    /** The messages of a place that are known. */
    Keys known(Place place) {
        return snapshot.look(new Keys(), leaves -> {
            Keys all = new Keys();
            for (LeafReaderContext leaf : leaves) Rows.keys(leaf.reader(), place, all);
            return all;
        });
    }

    Set<Place> places() {
        return snapshot.look(Set.of(), leaves -> {
            Set<Place> places = new HashSet<>();
            for (LeafReaderContext leaf : leaves) places.addAll(Rows.places(leaf.reader()));
            return places;
        });
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
            Rows.sign(writer);
            writer.commit();
            snapshot.show(DirectoryReader.open(writer.getDirectory()));
        }
    }

    /** Writes; what was not committed is gone afterwards. A full disk is not the index's fault, most else is. */
    void change(Change change) throws IOException {
        writing.lock();
        try {
            if (snapshot.isClosed()) return;
            if (snapshot.isBroken()) {
                delete();
                snapshot.mend();
            }
            disk.createDirectories(folder);
            try (Directory directory = new NIOFSDirectory(folder);
                    IndexWriter writer = new IndexWriter(directory, config())) {
                write(change, writer);
            }
        } catch (RuntimeException | AssertionError e) {
            snapshot.spoil(e);
            throw new IOException(e);
        } catch (CorruptIndexException
                | IndexFormatTooOldException
                | IndexFormatTooNewException
                | EOFException
                | FileNotFoundException
                | NoSuchFileException e) {
            snapshot.spoil(e);
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

    /** Gives memory back; this object is then out of use. */
    void close() {
        snapshot.close();
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
        try {
            Folder.delete(disk, folder);
        } catch (IOException e) {
            log.warn("{} cannot be deleted now", folder, e);
        }
    }
}

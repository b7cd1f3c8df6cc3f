package org.stagepost.mailstore.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.NIOFSDirectory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be seen of an index: what was there at the last commit. It is opened when somebody first looks; one that is
 * damaged, of another version, or missing shows nothing.
 */
final class Snapshot {
    private static final Logger log = LoggerFactory.getLogger(Snapshot.class);
    /** It recommends a vector module, by which nothing here gains. Kept, or the level would be forgotten. */
    private static final java.util.logging.Logger ADVICE = java.util.logging.Logger.getLogger("org.apache.lucene");

    static {
        ADVICE.setLevel(java.util.logging.Level.SEVERE);
    }

    private final Path folder;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean opened;
    private @Nullable DirectoryReader reader;
    /** Whoever writes next deletes the files first. */
    private volatile boolean broken;
    /** Nothing will ever be seen again. */
    private volatile boolean closed;

    Snapshot(Path folder) {
        this.folder = folder;
    }

    /** Reads something. */
    interface Look<T> {
        T at(List<LeafReaderContext> leaves) throws IOException;
    }

    /** @param nothing what one sees where nothing is to be seen */
    <T> T look(T nothing, Look<T> look) {
        DirectoryReader present = acquire();
        if (present == null) return nothing;
        try {
            return look.at(present.leaves());
        } catch (IOException | RuntimeException | AssertionError e) {
            spoil(e);
            return nothing;
        } finally {
            release(present);
        }
    }

    private @Nullable DirectoryReader acquire() {
        lock.lock();
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
            lock.unlock();
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
        if (!Files.isDirectory(folder)) return null;
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
            if (!Rows.isOurs(found.getIndexCommit())) throw new IOException("it is of another version");
            for (LeafReaderContext leaf : found.leaves()) leaf.reader().checkIntegrity();
            return found;
        } catch (IOException | RuntimeException | AssertionError e) {
            release(found);
            throw e;
        }
    }

    /** From now on this is seen; whoever is looking at the one before goes on. */
    void show(@Nullable DirectoryReader next) {
        lock.lock();
        try {
            release(reader);
            boolean shown = !isInVain();
            reader = shown ? next : null;
            if (!shown) release(next);
            opened = true;
        } finally {
            lock.unlock();
        }
    }

    /** It fails: nothing of it is seen until it is made anew. */
    void spoil(Throwable why) {
        log.warn("the text index in {} fails and is made anew", folder, why);
        broken = true;
        show(null);
    }

    boolean isBroken() {
        return broken;
    }

    /** Its files are gone, and others may come. */
    void mend() {
        broken = false;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether nothing that is written can be seen. */
    boolean isInVain() {
        return broken || closed;
    }

    void close() {
        closed = true;
        show(null);
    }
}

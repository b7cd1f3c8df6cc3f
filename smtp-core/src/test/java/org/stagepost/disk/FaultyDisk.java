package org.stagepost.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * A disk that fails where a test wants it to. Each call is named {@code verb:what}, {@code force:queue.message} or {@code
 * link:/a/b}; while {@link #fail} matches the name, the call throws instead of taking effect.
 */
public final class FaultyDisk implements Disk {
    private final Disk disk;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile Predicate<String> failing = call -> false;
    private volatile String error = "Input/output error";

    public FaultyDisk(Disk disk) {
        this.disk = disk;
    }

    /** Which calls fail from now on, and with what text of the system, such as {@code No space left on device}. */
    public void fail(Predicate<String> calls, String text) {
        error = text;
        failing = calls;
    }

    public void heal() {
        failing = call -> false;
    }

    /** The names of all calls so far, in order. */
    public List<String> calls() {
        return calls;
    }

    private void on(String call) throws IOException {
        calls.add(call);
        if (failing.test(call)) throw new IOException(error);
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        on("create:" + file);
        return new Faulty(disk.create(file), file);
    }

    @Override
    public DiskFile append(Path file) throws IOException {
        on("append:" + file);
        return new Faulty(disk.append(file), file);
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        on("link:" + name);
        disk.link(existing, name);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        on("rename:" + to);
        disk.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        on("delete:" + path);
        disk.delete(path);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        on("directory:" + directory);
        disk.createDirectories(directory);
    }

    @Override
    public void forceDirectory(Path directory, ForceSite site) throws IOException {
        on("force:" + site);
        disk.forceDirectory(directory, site);
    }

    @Override
    public void stamp(Path file, Instant modified) throws IOException {
        on("stamp:" + file);
        disk.stamp(file, modified);
    }

    @Override
    public <T> T perform(Callable<T> work) throws IOException {
        return disk.perform(work);
    }

    private final class Faulty implements DiskFile {
        private final DiskFile file;
        private final Path path;

        Faulty(DiskFile file, Path path) {
            this.file = file;
            this.path = path;
        }

        @Override
        public void write(ByteBuffer... octets) throws IOException {
            on("write:" + path);
            file.write(octets);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            on("truncate:" + path);
            file.truncate(size);
        }

        @Override
        public void force(ForceSite site) throws IOException {
            on("force:" + site);
            file.force(site);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

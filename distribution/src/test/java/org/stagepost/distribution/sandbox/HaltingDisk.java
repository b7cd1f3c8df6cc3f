package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskFile;
import org.stagepost.disk.ForceSite;

/** A disk that ends this process at a call that a test chooses: before it takes effect, after it, or in its middle. */
final class HaltingDisk implements Disk {
    static final int EXIT = 99;

    private final Disk disk;
    private final AtomicReference<Optional<Trap>> armed = new AtomicReference<>(Optional.empty());

    /** When to end. */
    enum When {
        BEFORE,
        /** Half of what is written is written. */
        DURING,
        AFTER
    }

    /**
     * The call at which to end.
     *
     * @param left how many such calls there are still to be, the last one included
     * @param call {@code verb what}, as in {@code force queue.message}; what the call is about contains the second word
     */
    record Trap(When when, AtomicInteger left, String call) {
        /** As a line: {@code AFTER 2 force queue.mark}. */
        static Trap parse(String line) {
            String[] words = line.split(" ", 3);
            return new Trap(When.valueOf(words[0]), new AtomicInteger(Integer.parseInt(words[1])), words[2]);
        }

        boolean is(String verb, String what) {
            int space = call.indexOf(' ');
            return call.substring(0, space).equals(verb) && what.contains(call.substring(space + 1));
        }
    }

    HaltingDisk(Disk disk) {
        this.disk = disk;
    }

    void arm(Trap trap) {
        armed.set(Optional.of(trap));
    }

    private interface Work<T> {
        T done() throws IOException;
    }

    /** Whether this is the call, so that its middle can be the end. */
    private Optional<When> end(String verb, Object what) {
        Optional<Trap> trap = armed.get();
        boolean now = trap.isPresent()
                && trap.get().is(verb, what.toString())
                && trap.get().left().decrementAndGet() == 0;
        return now ? Optional.of(trap.get().when()) : Optional.empty();
    }

    private <T> T call(String verb, Object what, Work<T> work) throws IOException {
        Optional<When> end = end(verb, what);
        if (end.equals(Optional.of(When.BEFORE))) halt();
        T result = work.done();
        if (end.isPresent()) halt();
        return result;
    }

    private static void halt() {
        Runtime.getRuntime().halt(EXIT);
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return call("create", file, () -> new Halting(disk.create(file), file));
    }

    @Override
    public DiskFile append(Path file) throws IOException {
        return call("append", file, () -> new Halting(disk.append(file), file));
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        call("link", name, () -> {
            disk.link(existing, name);
            return name;
        });
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        call("rename", to, () -> {
            disk.rename(from, to);
            return to;
        });
    }

    @Override
    public void delete(Path path) throws IOException {
        call("delete", path, () -> {
            disk.delete(path);
            return path;
        });
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public void forceDirectory(Path directory, ForceSite site) throws IOException {
        call("force", site, () -> {
            disk.forceDirectory(directory, site);
            return site;
        });
    }

    @Override
    public void stamp(Path file, Instant modified) throws IOException {
        disk.stamp(file, modified);
    }

    @Override
    public <T> T perform(Callable<T> work) throws IOException {
        return disk.perform(work);
    }

    private final class Halting implements DiskFile {
        private final DiskFile file;
        private final Path path;

        Halting(DiskFile file, Path path) {
            this.file = file;
            this.path = path;
        }

        @Override
        public void write(ByteBuffer... octets) throws IOException {
            Optional<When> end = end("write", path);
            if (end.equals(Optional.of(When.BEFORE))) halt();
            if (end.equals(Optional.of(When.DURING))) octets[0].limit(octets[0].position() + octets[0].remaining() / 2);
            file.write(octets);
            if (end.isPresent()) halt();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void force(ForceSite site) throws IOException {
            call("force", site, () -> {
                file.force(site);
                return site;
            });
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

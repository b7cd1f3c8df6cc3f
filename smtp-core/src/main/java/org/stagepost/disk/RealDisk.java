package org.stagepost.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The file system of this machine. */
public final class RealDisk implements Disk, Closeable {
    /** Measured: 16 threads keep a disk busy, and sessions beside them wait 1 ms where unbounded forcing took 65. */
    private static final int THREADS = 16;

    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE = mode("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE = mode("rwx------");

    private final ExecutorService pool = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("disk-", 0).daemon().factory());
    private final ThreadLocal<Boolean> onPool = ThreadLocal.withInitial(() -> false);

    @Override
    public DiskFile create(Path file) throws IOException {
        return open(file, StandardOpenOption.CREATE_NEW);
    }

    @Override
    public DiskFile append(Path file) throws IOException {
        return open(file, StandardOpenOption.CREATE);
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        Files.createLink(name, existing);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, DIRECTORY_MODE);
    }

    @Override
    public void forceDirectory(Path directory, ForceSite site) throws IOException {
        perform(() -> {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
            return directory;
        });
    }

    @Override
    public <T> T perform(Callable<T> work) throws IOException {
        if (onPool.get()) return call(work);
        Future<T> result = pool.submit(() -> {
            onPool.set(true);
            return work.call();
        });
        return await(result);
    }

    /** An interrupt never reaches file work (it would close the channel for everybody): it is kept for afterwards. */
    private static <T> T await(Future<T> result) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            return call(() -> {
                if (e.getCause() instanceof Exception cause) throw cause;
                throw e;
            });
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private static <T> T call(Callable<T> work) throws IOException {
        try {
            return work.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private DiskFile open(Path file, OpenOption made) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS, made);
        FileChannel channel = FileChannel.open(file, options, FILE_MODE);
        channel.position(channel.size());
        return new Channel(channel);
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }

    private final class Channel implements DiskFile {
        private final FileChannel channel;

        Channel(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(ByteBuffer... octets) throws IOException {
            long left = 0;
            for (ByteBuffer buffer : octets) left += buffer.remaining();
            while (left > 0) left -= channel.write(octets);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
            channel.position(size);
        }

        @Override
        public void force(ForceSite site) throws IOException {
            perform(() -> {
                channel.force(false);
                return site;
            });
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}

package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskFile;
import org.stagepost.disk.ForceSite;

/** A disk that forces nothing: for tests of what files say, not of when they are safe. */
record LazyDisk(Disk disk) implements Disk {
    @Override
    public DiskFile create(Path file) throws IOException {
        return new Lazy(disk.create(file));
    }

    @Override
    public DiskFile append(Path file) throws IOException {
        return new Lazy(disk.append(file));
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        disk.link(existing, name);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.delete(path);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public void forceDirectory(Path directory, ForceSite site) {}

    @Override
    public <T> T perform(Callable<T> work) throws IOException {
        return disk.perform(work);
    }

    private record Lazy(DiskFile file) implements DiskFile {
        @Override
        public void write(ByteBuffer... octets) throws IOException {
            file.write(octets);
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
        public void force(ForceSite site) {}

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

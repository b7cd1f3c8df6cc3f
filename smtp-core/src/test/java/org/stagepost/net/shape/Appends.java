package org.stagepost.net.shape;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Small forced appends, to as many files as are written at once; on the thread that calls, whichever shape keeps it. */
final class Appends {
    private static final byte[] RECORD = "0123456789abcdef".repeat(16).getBytes(StandardCharsets.US_ASCII);

    private final Path folder;
    private final ConcurrentLinkedQueue<FileChannel> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger names = new AtomicInteger();

    Appends(Path folder) {
        this.folder = folder;
    }

    FileChannel force() throws IOException {
        FileChannel file = free.poll();
        if (file == null) file = opened();
        file.write(ByteBuffer.wrap(RECORD));
        file.force(false);
        free.add(file);
        return file;
    }

    private FileChannel opened() throws IOException {
        String name = "shape-" + ProcessHandle.current().pid() + "-" + names.incrementAndGet();
        return FileChannel.open(
                folder.resolve(name),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.DELETE_ON_CLOSE);
    }
}

package org.stagepost.net.shape;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.stagepost.disk.DiskFile;
import org.stagepost.disk.ForceSite;
import org.stagepost.disk.RealDisk;

/** Small forced appends, to as many files as are written at once. */
final class Appends {
    private static final ForceSite SITE = new ForceSite("shape");
    private static final byte[] RECORD = "0123456789abcdef".repeat(16).getBytes(StandardCharsets.US_ASCII);

    private final RealDisk disk;
    private final Path folder;
    private final ConcurrentLinkedQueue<DiskFile> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger names = new AtomicInteger();

    Appends(RealDisk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /** On the thread that calls. */
    DiskFile force() throws IOException {
        DiskFile file = free.poll();
        if (file == null)
            file = disk.append(
                    folder.resolve("shape-" + ProcessHandle.current().pid() + "-" + names.incrementAndGet()));
        file.write(ByteBuffer.wrap(RECORD));
        file.force(SITE);
        free.add(file);
        return file;
    }
}

package org.stagepost.mailstore.mbox;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskStream;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.MessageSink;
import org.stagepost.mailstore.StoredMessage;

/** Writes an mbox file a mailbox into a folder: {@code Work/2026.mbox} for Work/2026. */
public final class MboxExport implements MessageSink {
    private final Disk disk;
    private final Path folder;
    private Optional<OutputStream> out = Optional.empty();

    public MboxExport(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    @Override
    public void mailbox(MailboxName name) throws IOException {
        close();
        Path file = folder;
        List<String> levels = name.levels();
        for (String level : levels.subList(0, levels.size() - 1)) file = file.resolve(MboxTree.encoded(level));
        disk.createDirectories(file);
        file = file.resolve(MboxTree.encoded(levels.getLast()) + MboxTree.SUFFIX);
        out = Optional.of(new BufferedOutputStream(new DiskStream(disk, file), 64 << 10));
    }

    @Override
    public void message(StoredMessage message, Flags flags) throws IOException {
        String sender = message.structure().envelope().map(MboxWriter::sender).orElse("");
        new MboxWriter(out.orElseThrow()).write(sender, message.internalDate(), flags, message.content());
    }

    @Override
    public void close() throws IOException {
        if (out.isPresent()) out.get().close();
        out = Optional.empty();
    }
}

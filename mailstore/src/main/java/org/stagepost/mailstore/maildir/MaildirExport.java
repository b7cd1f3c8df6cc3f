package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskFile;
import org.stagepost.disk.DiskStream;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.MessageSink;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoredMessage;

/** Writes messages into a new Maildir++, for other programs. */
public final class MaildirExport implements MessageSink {
    private final Disk disk;
    private final Path root;
    private Path mailbox;
    private Keywords keywords = new Keywords();
    private long count;

    public MaildirExport(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
        this.mailbox = root;
    }

    @Override
    public void mailbox(MailboxName name) throws IOException {
        close();
        try {
            String folder = FolderName.of(name);
            mailbox = folder.isEmpty() ? root : root.resolve(folder);
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e);
        }
        for (String each : List.of("tmp", "new", "cur")) disk.createDirectories(mailbox.resolve(each));
        if (!name.isInbox()) disk.append(mailbox.resolve("maildirfolder")).close();
    }

    @Override
    public void message(StoredMessage message, Flags flags) throws IOException {
        Flags own;
        try {
            own = keywords.adopt(flags);
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e);
        }
        Instant date = message.internalDate();
        String base = date.getEpochSecond() + ".U" + message.uid() + "Q" + ++count + ".export";
        String name =
                new FileName(FileNames.sized(base, message.octets(), message.octets()), keywords.info(own)).toString();
        Path file = mailbox.resolve("cur").resolve(name.indexOf(':') < 0 ? name + ":2," : name);
        try (OutputStream out = new DiskStream(disk, file)) {
            message.content().writeTo(out);
        }
        disk.stamp(file, date);
    }

    /** The letters of the mailbox's keywords are told last, when all are known. */
    @Override
    public void close() throws IOException {
        if (!keywords.isWritten()) {
            try (DiskFile file = disk.create(mailbox.resolve(Keywords.NAME))) {
                file.write(ByteBuffer.wrap(keywords.text().getBytes(StandardCharsets.UTF_8)));
            }
        }
        keywords = new Keywords();
    }
}

package org.stagepost.mailstore.maildir;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.MessageSink;
import org.stagepost.mailstore.MessageSource;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoredMessage;
import org.stagepost.message.CrlfInputStream;

/** A Maildir++ that is no account of ours: messages are written to it, or taken from it, which leaves it as it is. */
public final class MaildirTree implements MessageSink, MessageSource {
    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    private final Path root;
    private Path mailbox;
    private Keywords keywords = new Keywords();
    private long count;

    public MaildirTree(Path root) {
        this.root = root;
        this.mailbox = root;
    }

    /** Whether there is a Maildir in this folder. */
    public static boolean isAt(Path folder) {
        return Files.isDirectory(folder.resolve("cur")) && Files.isDirectory(folder.resolve("new"));
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
        for (String each : List.of("tmp", "new", "cur")) Files.createDirectories(mailbox.resolve(each));
        if (!name.isInbox()) Files.write(mailbox.resolve("maildirfolder"), new byte[0]);
        keywords = new Keywords();
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
        try (FileChannel channel = FileChannel.open(file, NEW)) {
            message.content().writeTo(Channels.newOutputStream(channel));
        }
        Files.setLastModifiedTime(file, FileTime.from(date));
    }

    /** The letters of the mailbox's keywords are told last, when all are known. */
    @Override
    public void close() throws IOException {
        if (!keywords.isWritten()) Files.writeString(mailbox.resolve(Keywords.NAME), keywords.text());
        keywords = new Keywords();
    }

    @Override
    public void each(Taker taker) throws IOException, StoreException {
        each(root, MailboxName.INBOX, taker);
        Map<MailboxName, Path> others = new TreeMap<>();
        String[] all = root.toFile().list();
        for (String folder : all == null ? new String[0] : all) {
            Optional<MailboxName> name = FolderName.name(folder);
            if (name.isPresent() && isAt(root.resolve(folder))) others.put(name.get(), root.resolve(folder));
        }
        for (Map.Entry<MailboxName, Path> each : others.entrySet()) each(each.getValue(), each.getKey(), taker);
    }

    /** Only what lies in this folder itself, as messages of the given mailbox. */
    public static MessageSource alone(Path folder, MailboxName name) {
        return taker -> new MaildirTree(folder).each(folder, name, taker);
    }

    private void each(Path folder, MailboxName name, Taker taker) throws IOException, StoreException {
        Keywords known = letters(folder);
        List<Map.Entry<String, Place>> files =
                new ArrayList<>(Listing.whole(folder).files().entrySet());
        files.sort(Comparator.<Map.Entry<String, Place>>comparingLong(each -> FileName.seconds(each.getKey()))
                .thenComparing(Map.Entry::getKey));
        for (Map.Entry<String, Place> each : files) {
            Place place = each.getValue();
            Path file = place.of(folder, each.getKey());
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) continue;
            Instant date =
                    Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
            taker.take(name, message(file), known.flags(place.letters()), date);
        }
    }

    private static Keywords letters(Path folder) throws IOException {
        try {
            return Keywords.parse(Files.readString(folder.resolve(Keywords.NAME)));
        } catch (NoSuchFileException e) {
            return new Keywords();
        }
    }

    /** Of another program: lines may end with LF, and what a name says of sizes may be wrong. */
    private static Message message(Path file) throws IOException {
        long octets = 0;
        try (InputStream in = new CrlfInputStream(read(file))) {
            byte[] chunk = new byte[16 << 10];
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) octets += length;
        }
        long size = octets;
        return new Message() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() throws IOException {
                return new CrlfInputStream(read(file));
            }
        };
    }

    private static InputStream read(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), 32 << 10);
    }
}

package org.stagepost.mailstore.maildir;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.MessageSource;
import org.stagepost.mailstore.StoreException;
import org.stagepost.message.CrlfInputStream;

/** A Maildir++ that is no account of ours: messages are taken from it, which leaves it as it is. */
public final class MaildirTree implements MessageSource {
    private final Path root;

    public MaildirTree(Path root) {
        this.root = root;
    }

    /** Whether there is a Maildir in this folder. */
    public static boolean isAt(Path folder) {
        return Files.isDirectory(folder.resolve("cur")) && Files.isDirectory(folder.resolve("new"));
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
        long size;
        try (InputStream in = new CrlfInputStream(read(file))) {
            size = in.transferTo(OutputStream.nullOutputStream());
        }
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

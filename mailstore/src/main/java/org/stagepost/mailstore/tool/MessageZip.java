package org.stagepost.mailstore.tool;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskStream;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.MessageSink;
import org.stagepost.mailstore.MessageSource;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoredMessage;
import org.stagepost.message.CrlfInputStream;

/**
 * A zip file with a file a message, {@code Work/2026/000017.eml}, which every mail program opens. An entry's time is the
 * message's date, its comment the flags.
 */
public final class MessageZip {
    private static final String SUFFIX = ".eml";
    /** Octets of one unpacked message: a small file can stand for an endless one. */
    private static final long LARGEST = 1L << 30;

    private MessageZip() {}

    /** Whether a file begins like a zip file. */
    static boolean isAt(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(4);
            return first.length == 4 && first[0] == 'P' && first[1] == 'K' && first[2] == 3 && first[3] == 4;
        }
    }

    /** A new file to write to. */
    public static MessageSink writing(Disk disk, Path file) throws IOException {
        return new Writing(new ZipOutputStream(
                new BufferedOutputStream(new DiskStream(disk, file), 64 << 10), StandardCharsets.UTF_8));
    }

    private static final class Writing implements MessageSink {
        private final ZipOutputStream out;
        private String folder = "";
        private int number;

        Writing(ZipOutputStream out) {
            this.out = out;
        }

        @Override
        public void mailbox(MailboxName name) {
            StringBuilder path = new StringBuilder();
            for (String level : name.levels())
                path.append(level.replace('/', '_')).append('/');
            folder = path.toString();
            number = 0;
        }

        @Override
        public void message(StoredMessage message, Flags flags) throws IOException {
            ZipEntry entry = new ZipEntry(folder + "%06d".formatted(++number) + SUFFIX);
            entry.setLastModifiedTime(FileTime.from(message.internalDate()));
            List<String> words = new ArrayList<>();
            for (Flag flag : new TreeSet<>(flags.system())) words.add(flag.wire());
            words.addAll(new TreeSet<>(flags.keywords()));
            if (!words.isEmpty()) entry.setComment(String.join(" ", words));
            out.putNextEntry(entry);
            message.content().writeTo(out);
            out.closeEntry();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** @param clock for entries without a time */
    static MessageSource reading(Path file, Clock clock) {
        return taker -> {
            try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
                List<? extends ZipEntry> entries = zip.stream()
                        .filter(entry -> Ascii.lower(entry.getName()).endsWith(SUFFIX))
                        .sorted(Comparator.comparing(ZipEntry::getName))
                        .toList();
                for (ZipEntry entry : entries) {
                    Instant date = Optional.ofNullable(entry.getLastModifiedTime())
                            .map(FileTime::toInstant)
                            .orElseGet(clock::instant);
                    taker.take(mailbox(entry), new Zipped(zip, entry, size(zip, entry)), flags(entry), date);
                }
            }
        };
    }

    private record Zipped(ZipFile zip, ZipEntry entry, long size) implements Message {
        @Override
        public InputStream open() throws IOException {
            return new CrlfInputStream(zip.getInputStream(entry));
        }
    }

    private static long size(ZipFile zip, ZipEntry entry) throws IOException {
        long octets = 0;
        try (InputStream in = new CrlfInputStream(zip.getInputStream(entry))) {
            byte[] chunk = new byte[16 << 10];
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                octets += length;
                if (octets > LARGEST) throw new IOException(entry.getName() + " is larger than a message may be");
            }
        }
        return octets;
    }

    /** By the folders of its name; what lies at the top goes to INBOX. */
    private static MailboxName mailbox(ZipEntry entry) throws StoreException {
        int slash = entry.getName().lastIndexOf('/');
        if (slash <= 0) return MailboxName.INBOX;
        return MailboxName.of(entry.getName().substring(0, slash), '/');
    }

    private static Flags flags(ZipEntry entry) {
        String comment = entry.getComment();
        Flags flags = Flags.NONE;
        for (String word : comment == null ? new String[0] : comment.split(" ")) {
            Optional<Flag> known = java.util.Arrays.stream(Flag.values())
                    .filter(flag -> Ascii.equalsIgnoreCase(flag.wire(), word))
                    .findFirst();
            if (known.isPresent()) flags = flags.and(Flags.of(known.get()));
            else if (!word.isEmpty() && !word.startsWith("\\"))
                flags = flags.and(new Flags(java.util.Set.of(), java.util.Set.of(word)));
        }
        return flags;
    }
}

package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.stagepost.disk.Disk;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.QuotaRules;
import org.stagepost.mailstore.Repairs;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.index.Index;

/** Alice's account in a store of its own, and her files as other programs see them. */
final class Alice implements AutoCloseable {
    static final Address ADDRESS = new Address("alice", new Domain("mars.test"));
    static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");
    static final RealDisk DISK = new RealDisk();

    private final Path root;
    private final MaildirStore store;

    private Alice(Path root, MaildirStore store) throws Exception {
        this.root = root;
        this.store = store;
        store.start();
    }

    static Alice at(Path root) throws Exception {
        return at(root, DISK);
    }

    static Alice at(Path root, Disk disk) throws Exception {
        return at(root, disk, Clock.systemUTC(), Index.NONE);
    }

    static Alice at(Path root, Clock clock) throws Exception {
        return at(root, DISK, clock, Index.NONE);
    }

    static Alice at(Path root, Disk disk, Clock clock, Index index) throws Exception {
        return new Alice(root, new MaildirStore(MailstoreConfig.below(root), disk, clock, index));
    }

    /** A store that keeps what was expunged for so long. */
    static Alice keeping(Path root, Clock clock, Duration kept) throws Exception {
        MailstoreConfig below = MailstoreConfig.below(root);
        MailstoreConfig config = new MailstoreConfig(
                below.root(),
                below.folder(),
                below.index(),
                below.host(),
                below.reserve(),
                below.cache(),
                below.mailboxes(),
                below.quota(),
                kept,
                below.expire(),
                below.keepRemoved());
        return new Alice(root, new MaildirStore(config, DISK, clock, Index.NONE));
    }

    /** One of several processes, and what it alone does of them. */
    static Alice at(Path root, Set<Duty> duties) throws Exception {
        return at(root, QuotaRules.NONE, duties);
    }

    static Alice at(Path root, QuotaRules quotas, Set<Duty> duties) throws Exception {
        MailstoreConfig config = MailstoreConfig.below(root);
        return new Alice(
                root, new MaildirStore(config, DISK, Clock.systemUTC(), Index.NONE, quotas, duties, Repairs.UNTOLD));
    }

    /** With somebody who hears of repairs. */
    static Alice at(Path root, Repairs repairs) throws Exception {
        MailstoreConfig config = MailstoreConfig.below(root);
        Set<Duty> all = EnumSet.allOf(Duty.class);
        return new Alice(
                root, new MaildirStore(config, DISK, Clock.systemUTC(), Index.NONE, QuotaRules.NONE, all, repairs));
    }

    static MailboxName name(String... levels) {
        return new MailboxName(List.of(levels));
    }

    Mailboxes mailboxes() throws StoreException {
        return store.of(ADDRESS);
    }

    Mailbox inbox() throws StoreException {
        return open("INBOX");
    }

    Mailbox open(String... levels) throws StoreException {
        return mailboxes().open(name(levels));
    }

    void deliver(String subject) throws StoreException {
        deliver(subject, subject);
    }

    void deliver(String subject, String key) throws StoreException {
        mailboxes().deliver(MailboxName.INBOX, mail(subject), new DeliveryKey(key));
    }

    static Message mail(String subject) {
        return Message.of(text(subject).getBytes(StandardCharsets.US_ASCII));
    }

    static String text(String subject) {
        return "Subject: " + subject + "\r\n\r\nHello\r\n";
    }

    static List<Long> append(Mailbox mailbox, Flags flags, String... subjects) throws StoreException {
        List<Mailbox.Arrival> arrivals = new ArrayList<>();
        for (String subject : subjects) arrivals.add(new Mailbox.Arrival(mail(subject), flags, THEN));
        return mailbox.append(arrivals);
    }

    /** Which UID shows which subject; a message that cannot be read fails. */
    static Map<Long, String> subjects(Mailbox mailbox) throws Exception {
        Map<Long, String> subjects = new TreeMap<>();
        Messages messages = mailbox.messages();
        for (int i = 0; i < messages.size(); i++) {
            long uid = messages.uid(i);
            subjects.put(
                    uid,
                    mailbox.message(uid)
                            .structure()
                            .envelope()
                            .orElseThrow()
                            .subject()
                            .orElse(""));
        }
        return subjects;
    }

    static Flags flags(Mailbox mailbox, long uid) {
        return mailbox.messages().flags(mailbox.messages().position(uid));
    }

    /** Her Maildir, or what is in it: {@code cur/1.x:2,S} or {@code .Work/new}. */
    Path path(String below) {
        return root.resolve("mars.test/alice/Maildir").resolve(below);
    }

    /** Another program puts a file there. */
    Path put(String below, String text) throws IOException {
        Files.createDirectories(path(below).getParent());
        return Files.writeString(path(below), text, StandardCharsets.ISO_8859_1);
    }

    /** The names in one of her folders, sorted. */
    List<String> files(String below) {
        String[] names = path(below).toFile().list();
        return names == null
                ? List.of()
                : java.util.Arrays.stream(names).sorted().toList();
    }

    /** What another process finds if this one is killed now: its files as they are. */
    Path killed(Path elsewhere) throws IOException {
        return copied(root, elsewhere);
    }

    static Path copied(Path root, Path elsewhere) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(elsewhere.resolve(root.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(
                        file,
                        elsewhere.resolve(root.relativize(file)),
                        LinkOption.NOFOLLOW_LINKS,
                        StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
        return elsewhere;
    }

    @Override
    public void close() throws Exception {
        store.stop();
    }
}

package org.stagepost.mailstore.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.disk.RealDisk;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.UidSet;
import org.stagepost.mailstore.index.Index;
import org.stagepost.mailstore.index.JdbcIndex;
import org.stagepost.mailstore.index.Known;
import org.stagepost.mailstore.index.MailboxKey;
import org.stagepost.mailstore.index.Picture;

/** A mailbox that is opened from the index's picture of it is the one that its files tell of. */
class RestingTest {
    private static final MailboxName WORK = new MailboxName(List.of("Work"));
    /** Folders that were changed a second ago are no longer looked at twice. */
    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(5));

    @TempDir
    Path folder;

    private final RealDisk disk = new RealDisk();
    private final List<Picture.Header> found = new ArrayList<>();
    private Path root;
    private Path maildir;

    @BeforeEach
    void places() {
        root = folder.resolve("mail");
        maildir = root.resolve("mars.test/alice/Maildir");
    }

    @AfterEach
    void close() {
        disk.close();
    }

    private interface Work {
        void on(Mailboxes mailboxes) throws Exception;
    }

    private void run(Path mail, boolean indexed, Work work) throws Exception {
        if (!indexed) {
            with(mail, Index.NONE, work);
            return;
        }
        JdbcIndex index = new JdbcIndex(disk, folder.resolve("index"));
        index.start();
        try {
            index.forget(0); // answered once it is open
            with(mail, new Watched(index, found), work);
        } finally {
            index.stop();
        }
    }

    private void with(Path mail, Index index, Work work) throws Exception {
        MaildirStore store = new MaildirStore(MailstoreConfig.below(mail), disk, LATER, index);
        store.start();
        try {
            work.on(store.of(Alice.ADDRESS));
        } finally {
            store.stop();
        }
    }

    private List<String> told(Path mail, boolean indexed) throws Exception {
        List<String> told = new ArrayList<>();
        run(mail, indexed, mailboxes -> told.addAll(Told.of(mailboxes)));
        return told;
    }

    @Test
    void itsOwnFilesNeedNotBeReadWhileTheyAreTheSame() throws Exception {
        run(root, true, mailboxes -> deliver(mailboxes, "one", "two"));
        told(root, true);
        found.clear();

        List<String> second = told(root, true);

        assertThat(found).hasSize(6);
        assertThat(second).isEqualTo(told(copy("copy"), false));
    }

    @Test
    void aUidListThatIsAnotherCounts() throws Exception {
        run(root, true, mailboxes -> deliver(mailboxes, "one", "two"));
        told(root, true);
        Path list = maildir.resolve(UidList.NAME);
        Files.setLastModifiedTime(list, FileTime.from(Instant.ofEpochSecond(1_000_000_000)));
        found.clear();

        told(root, true);

        assertThat(found).hasSize(5);
    }

    @Test
    void whatComesAndGoesMeanwhileIsSeen() throws Exception {
        run(root, true, mailboxes -> deliver(mailboxes, "one", "two"));
        told(root, true);
        found.clear();
        put("new/1764000000.other.host");
        Path file = someFile();
        Files.delete(file);

        List<String> now = told(root, true);

        assertThat(found).isNotEmpty();
        assertThat(now)
                .anyMatch(line -> line.startsWith("3 "))
                .noneMatch(line -> line.contains(file.getFileName().toString()));
        assertThat(now).isEqualTo(told(copy("copy"), false));
    }

    /** Anything that happens to mailboxes, in any order, with a new start now and then: the index never tells otherwise. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void itTellsWhatTheFilesTell(long seed) throws Exception {
        Random random = new Random(seed);
        for (int life = 0; life < 6; life++) {
            run(root, true, mailboxes -> {
                if (!Files.exists(maildir.resolve(".Work"))) mailboxes.create(WORK);
                for (int i = random.nextInt(6); i > 0; i--) something(mailboxes, random);
            });
            if (random.nextInt(3) == 0) put("cur/" + random.nextInt(1_000_000) + ".other.host:2,FSab");
            Path copy = copy("copy-" + life);

            assertThat(told(root, true)).isEqualTo(told(copy, false));
        }
        assertThat(found).isNotEmpty();
    }

    private void something(Mailboxes mailboxes, Random random) throws Exception {
        try (Mailbox inbox = mailboxes.open(MailboxName.INBOX);
                Mailbox work = mailboxes.open(WORK)) {
            int size = inbox.messages().size();
            UidSet some = size == 0
                    ? UidSet.NONE
                    : UidSet.of(
                            inbox.messages().uid(random.nextInt(size)),
                            inbox.messages().uid(size - 1));
            switch (random.nextInt(8)) {
                case 0, 1 -> deliver(mailboxes, "d" + random.nextLong(), "e" + random.nextLong());
                case 2 -> {
                    Flags flags = new Flags(Set.of(Flag.FLAGGED), Set.of("k" + random.nextInt(40), "Work"));
                    inbox.store(some, new FlagChange(FlagChange.Kind.ADD, flags));
                }
                case 3 -> inbox.store(some, new FlagChange(FlagChange.Kind.REPLACE, Flags.of(Flag.SEEN)));
                case 4 -> inbox.remove(some);
                case 5 -> inbox.move(some, work);
                case 6 -> inbox.claimRecent();
                default -> Alice.append(work, new Flags(Set.of(Flag.SEEN), Set.of("kept")), "appended");
            }
        }
    }

    private static void deliver(Mailboxes mailboxes, String... subjects) throws Exception {
        for (String subject : subjects)
            mailboxes.deliver(MailboxName.INBOX, Alice.mail(subject), new DeliveryKey(subject));
    }

    private void put(String below) throws IOException {
        Files.writeString(maildir.resolve(below), Alice.text("put"), StandardCharsets.US_ASCII);
    }

    private Path someFile() throws IOException {
        try (var files = Files.list(maildir.resolve("new"))) {
            return files.filter(file -> !file.toString().contains("other"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Path copy(String name) throws IOException {
        return Alice.copied(root, folder.resolve(name));
    }

    /** Notes which pictures are found. */
    private record Watched(JdbcIndex index, List<Picture.Header> found) implements Index {
        @Override
        public void put(MailboxKey mailbox, String name, Known known) {
            index.put(mailbox, name, known);
        }

        @Override
        public Map<String, Known> read(MailboxKey mailbox, String first, String last) {
            return index.read(mailbox, first, last);
        }

        @Override
        public void drop(MailboxKey mailbox, Collection<String> names) {
            index.drop(mailbox, names);
        }

        @Override
        public void keep(MailboxKey mailbox, String before, Picture now) {
            index.keep(mailbox, before, now);
        }

        @Override
        public Optional<Picture> picture(MailboxKey mailbox, String files) {
            Optional<Picture> picture = index.picture(mailbox, files);
            picture.ifPresent(one -> found.add(one.header()));
            return picture;
        }

        @Override
        public void move(MailboxKey from, MailboxKey to) {
            index.move(from, to);
        }

        @Override
        public void remove(MailboxKey mailbox) {
            index.remove(mailbox);
        }

        @Override
        public void forget(long account) {
            index.forget(account);
        }
    }
}

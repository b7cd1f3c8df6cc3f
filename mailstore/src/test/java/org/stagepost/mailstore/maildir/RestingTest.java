package org.stagepost.mailstore.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.disk.Disk;
import org.stagepost.disk.FaultyDisk;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.UidSet;
import org.stagepost.mailstore.index.Index;
import org.stagepost.mailstore.index.JdbcIndex;

/** A mailbox that is opened from the index's picture of it is the one that its files tell of. */
class RestingTest {
    private static final MailboxName WORK = new MailboxName(List.of("Work"));
    /** INBOX and the standard ones. */
    private static final int MAILBOXES = 6;
    /** Folders that were changed a second ago need no second look. */
    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(5));

    @TempDir
    Path folder;

    private final PictureBook book = new PictureBook();
    private Disk disk = new LazyDisk(Alice.DISK);
    private Path root;
    private Path maildir;

    @BeforeEach
    void places() {
        root = folder.resolve("mail");
        maildir = root.resolve("mars.test/alice/Maildir");
    }

    private interface Work {
        void on(Mailboxes mailboxes) throws Exception;
    }

    /** One life of the server, from a start to a clean stop. */
    private void live(Work work) throws Exception {
        live(LATER, book, root, work);
    }

    private void live(Clock clock, Index index, Path mail, Work work) throws Exception {
        try (Alice alice = Alice.at(mail, disk, clock, index)) {
            work.on(alice.mailboxes());
        }
    }

    /** What is told with the index's help. */
    private List<String> told() throws Exception {
        List<String> told = new ArrayList<>();
        live(mailboxes -> told.addAll(Told.of(mailboxes)));
        return told;
    }

    /** What is told of the same files without it. */
    private List<String> written() throws Exception {
        List<String> told = new ArrayList<>();
        Path copy = Alice.copied(root, Files.createTempDirectory(folder, "copy"));
        live(LATER, Index.NONE, copy, mailboxes -> told.addAll(Told.of(mailboxes)));
        return told;
    }

    private void twoMessagesAndPictures() throws Exception {
        live(mailboxes -> {
            deliver(mailboxes, "one", "two");
            Told.of(mailboxes);
        });
        told();
        book.found();
    }

    @Test
    void itsOwnFilesNeedNotBeReadWhileTheyAreTheSame() throws Exception {
        twoMessagesAndPictures();

        assertThat(told()).isEqualTo(written());
        assertThat(book.found()).isEqualTo(MAILBOXES);
    }

    @Test
    void aUidListThatIsAnotherCounts() throws Exception {
        twoMessagesAndPictures();
        Path list = maildir.resolve(UidList.NAME);
        Files.setLastModifiedTime(list, FileTime.from(Instant.ofEpochSecond(1_000_000_000)));

        told();

        assertThat(book.found()).isEqualTo(MAILBOXES - 1);
    }

    @Test
    void aUidListThatSomebodyElseWroteMeanwhileLeavesNoPicture() throws Exception {
        twoMessagesAndPictures();
        live(mailboxes -> {
            Told.of(mailboxes);
            Path list = maildir.resolve(UidList.NAME);
            Files.writeString(list, "3 :1764000000.of.another:2,S\n", StandardOpenOption.APPEND);
        });
        book.found();

        assertThat(told()).isEqualTo(written());
        assertThat(book.found()).isEqualTo(MAILBOXES - 1);
    }

    @Test
    void anEndThatAPowerCutTookIsMended() throws Exception {
        twoMessagesAndPictures();
        Path log = maildir.resolve(ChangeLog.NAME);
        FileTime time = Files.getLastModifiedTime(log);
        String text = Files.readString(log, StandardCharsets.ISO_8859_1);
        int last = text.lastIndexOf('\n', text.length() - 2) + 1;
        Files.writeString(log, text.substring(0, last) + "\0".repeat(text.length() - last), StandardOpenOption.WRITE);
        Files.setLastModifiedTime(log, time);

        live(mailboxes -> {
            try (Mailbox inbox = mailboxes.open(MailboxName.INBOX)) {
                inbox.store(UidSet.of(1), new FlagChange(FlagChange.Kind.ADD, new Flags(Set.of(), keywords(40))));
                assertThat(written()).anyMatch(line -> line.startsWith("1 ") && line.contains("k39"));
            }
        });
    }

    private static Set<String> keywords(int count) {
        Set<String> keywords = new java.util.TreeSet<>();
        for (int i = 0; i < count; i++) keywords.add("k" + i);
        return keywords;
    }

    @Test
    void anExpungeThatFailedNeverComesTrue() throws Exception {
        twoMessagesAndPictures();
        FaultyDisk faulty = new FaultyDisk(Alice.DISK);
        disk = faulty;
        live(mailboxes -> {
            try (Mailbox inbox = mailboxes.open(MailboxName.INBOX)) {
                inbox.refresh();
                faulty.fail(
                        call -> call.startsWith("force:") && call.contains("maildir.changes"), "Input/output error");
                assertThatThrownBy(() -> inbox.remove(UidSet.of(2))).isInstanceOf(StoreException.class);
                faulty.heal();
                inbox.store(UidSet.of(1, 2), new FlagChange(FlagChange.Kind.ADD, Flags.of(Flag.SEEN)));
                assertThat(written()).anyMatch(line -> line.startsWith("2 ") && line.contains("SEEN"));
            }
        });

        assertThat(book.found()).isPositive();
        assertThat(told()).anyMatch(line -> line.startsWith("2 ") && line.contains("SEEN"));
    }

    @Test
    void aFileThatIsLeftAloneIsLookedAtAgainAfterAStart() throws Exception {
        twoMessagesAndPictures();
        String name = "cur/1764000000.a.link:2,S";
        Path link = Files.createSymbolicLink(maildir.resolve(name), maildir.resolve("subscriptions"));
        assertThat(told()).noneMatch(line -> line.startsWith("3 "));
        FileTime time = Files.getLastModifiedTime(maildir.resolve("cur"));
        Files.delete(link);
        put(name);
        Files.setLastModifiedTime(maildir.resolve("cur"), time);

        assertThat(told()).anyMatch(line -> line.startsWith("3 "));
    }

    @Test
    void whatComesAndGoesMeanwhileIsSeen() throws Exception {
        twoMessagesAndPictures();
        put("new/1764000000.other.host");
        Path file = someFile();
        Files.delete(file);

        List<String> now = told();

        assertThat(book.found()).isEqualTo(MAILBOXES);
        assertThat(now)
                .anyMatch(line -> line.startsWith("3 "))
                .noneMatch(line -> line.contains(file.getFileName().toString()));
        assertThat(now).isEqualTo(written());
    }

    /** By the clock as it is: a folder that has just been changed is looked at once more when the mailbox is left. */
    @Test
    void aMailboxThatWasChangedAndLeftHasAPicture() throws Exception {
        live(Clock.systemUTC(), book, root, mailboxes -> {
            deliver(mailboxes, "one");
            try (Mailbox inbox = mailboxes.open(MailboxName.INBOX)) {
                inbox.refresh();
            }
            FileTime past = FileTime.from(Instant.now().minusSeconds(10));
            for (String each : List.of("new", "cur")) Files.setLastModifiedTime(maildir.resolve(each), past);
        });

        live(Clock.systemUTC(), book, root, mailboxes -> {
            try (Mailbox inbox = mailboxes.open(MailboxName.INBOX)) {
                inbox.refresh();
            }
        });

        assertThat(book.found()).isOne();
    }

    /** Anything that happens to mailboxes, in any order, with a new start now and then: the index never tells otherwise. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void itTellsWhatTheFilesTell(long seed) throws Exception {
        Random random = new Random(seed);
        everyMailboxHasItsUidValidity();
        for (int life = 0; life < 10; life++) {
            live(mailboxes -> {
                for (int i = random.nextInt(6); i > 0; i--) something(mailboxes, random);
            });
            if (random.nextInt(3) == 0) put("cur/" + random.nextInt(1_000_000) + ".other.host:2,FSab");
            List<String> written = written();

            assertThat(told()).isEqualTo(written);
        }
        assertThat(book.found()).isPositive();
    }

    /** The same through H2. */
    @Test
    void theDatabaseTellsWhatItWasTold() throws Exception {
        Random random = new Random(99);
        everyMailboxHasItsUidValidity();
        for (int life = 0; life < 4; life++) {
            JdbcIndex index = new JdbcIndex(Alice.DISK, folder.resolve("index"));
            index.start();
            index.forget(0); // answered once it is open
            List<String> written = written();
            live(LATER, index, root, mailboxes -> {
                assertThat(Told.of(mailboxes)).isEqualTo(written);
                for (int i = 0; i < 6; i++) something(mailboxes, random);
            });
            index.stop();
        }
    }

    private void everyMailboxHasItsUidValidity() throws Exception {
        live(mailboxes -> {
            mailboxes.create(WORK);
            Told.of(mailboxes);
        });
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
}

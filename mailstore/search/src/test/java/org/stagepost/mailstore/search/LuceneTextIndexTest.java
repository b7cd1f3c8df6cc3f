package org.stagepost.mailstore.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Sought;
import org.stagepost.mailstore.UidSet;

/** What happens to an index and beside it: it may know less, never something wrong, and comes back by itself. */
class LuceneTextIndexTest {
    private static final RealDisk DISK = new RealDisk();
    private static final MailboxName OTHER = Library.name("Other");

    @TempDir
    Path folder;

    private Path place() {
        return folder.resolve("search/example.org/ann");
    }

    @Test
    void nothingIsKnownBeforeAnybodySearches() throws Exception {
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox()) {
            library.fill(inbox, 10);
            library.index.note(library.ann(), MailboxName.INBOX);
            library.index.settle();
            assertThat(place()).doesNotExist();
            assertThat(library.ruledOut(inbox, "w3w").isEmpty()).isTrue();
            library.index.settle();
            assertThat(library.ruledOut(inbox, "w3w")).hasToString("1:3,5:10");
            library.fill(inbox, 5);
            library.index.note(library.ann(), MailboxName.INBOX);
            library.index.settle();
            assertThat(library.known(inbox)).isEqualTo(15);
        }
    }

    @Test
    void everythingOpenedIsIndexedWhereThatIsSet() throws Exception {
        Path search = folder.resolve("search");
        SearchConfig all = new SearchConfig(true, search, true, 1 << 30, 1 << 30, 1 << 20);
        try (Library library = new Library(folder, all);
                Mailbox inbox = library.inbox()) {
            library.fill(inbox, 10);
            library.index.note(library.ann(), MailboxName.INBOX);
            library.index.settle();
            assertThat(library.known(inbox)).isEqualTo(10);
        }
    }

    @Test
    void withoutItEverythingIsRead() throws Exception {
        Path search = folder.resolve("search");
        SearchConfig off = new SearchConfig(false, search, true, 1 << 30, 1 << 30, 1 << 20);
        try (Library library = new Library(folder, off);
                Mailbox inbox = library.inbox()) {
            library.fill(inbox, 10);
            library.index.note(library.ann(), MailboxName.INBOX);
            assertThat(library.ruledOut(inbox, "w3w").isEmpty()).isTrue();
            library.index.forget(Library.ANN);
            assertThat(search).doesNotExist();
        }
    }

    @Test
    void expungedMessagesGoAndCopiesAreMessagesOfTheirOwn() throws Exception {
        try (Library library = new Library(folder)) {
            library.ann().create(OTHER);
            try (Mailbox inbox = library.inbox();
                    Mailbox other = library.ann().open(OTHER)) {
                library.fill(inbox, 20);
                library.learn(inbox);
                inbox.copy(UidSet.of(4, 5), other);
                inbox.store(UidSet.of(4), new FlagChange(FlagChange.Kind.ADD, Flags.of(Flag.DELETED)));
                inbox.expunge(UidSet.ALL);
                assertThat(library.known(other)).isZero();
                library.learn(other);
                library.learn(inbox);
                assertThat(library.known(inbox)).isEqualTo(19);
                assertThat(library.ruledOut(inbox, "w3w")).hasToString("1:3,5:20");
                assertThat(library.ruledOut(other, "w3w")).hasToString("2");
                inbox.move(UidSet.of(1), other);
                library.learn(other);
                assertThat(library.ruledOut(other, "w0w")).hasToString("1:2");
            }
        }
    }

    @Test
    void aMailboxThatIsDeletedAndMadeAgainIsAnother() throws Exception {
        try (Library library = new Library(folder)) {
            library.ann().create(OTHER);
            try (Mailbox other = library.ann().open(OTHER)) {
                library.fill(other, 5);
                library.learn(other);
            }
            library.ann().delete(OTHER);
            library.ann().create(OTHER);
            try (Mailbox other = library.ann().open(OTHER);
                    Mailbox inbox = library.inbox()) {
                Library.add(other, Library.mail("x", "w4w"));
                assertThat(library.ruledOut(other, "w4w").isEmpty()).isTrue();
                library.learn(other);
                assertThat(library.ruledOut(other, "w4w").isEmpty()).isTrue();
                assertThat(library.known(other)).isEqualTo(1);
                library.ann().rename(OTHER, Library.name("Third"));
                library.fill(inbox, 1);
                library.learn(inbox);
                assertThat(places()).hasSize(1);
            }
        }
    }

    private Stream<Place> places() throws IOException {
        AccountIndex index = new AccountIndex(DISK, place());
        try {
            return List.copyOf(index.places()).stream();
        } finally {
            index.close();
        }
    }

    @Test
    void aRestartFindsItAgain() throws Exception {
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox()) {
            library.fill(inbox, 10);
            library.learn(inbox);
        }
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox()) {
            assertThat(library.ruledOut(inbox, "w3w")).hasToString("1:3,5:10");
        }
    }

    @Test
    void oneThatIsDeletedIsMadeAgain() throws Exception {
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox()) {
            library.fill(inbox, 10);
            library.learn(inbox);
            Folder.delete(DISK, place());
            library.fill(inbox, 10);
            library.learn(inbox);
            assertThat(library.ruledOut(inbox, "w3w").contains(4)).isFalse();
            library.learn(inbox);
            assertThat(library.known(inbox)).isEqualTo(20);
        }
    }

    /** Whoever restores yesterday's files has UIDs given once more, to other messages. */
    @Test
    void anOlderMailboxThatIsPutBackIsReadAnew() throws Exception {
        Path mail = folder.resolve("mail");
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox()) {
            library.fill(inbox, 10);
        }
        Path yesterday = copied(mail, folder.resolve("yesterday"));
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox()) {
            library.fill(inbox, 10);
            library.learn(inbox);
            assertThat(library.known(inbox)).isEqualTo(20);
        }
        Files.move(mail, folder.resolve("today"));
        Files.move(yesterday, mail);
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox()) {
            assertThat(library.known(inbox)).isZero();
            for (int i = 0; i < 200; i++) Library.add(inbox, Library.mail("other" + "x".repeat(i), "other"));
            UidSet out = library.ruledOut(inbox, "other");
            assertThat(Library.holding(inbox, Sought.Where.MESSAGE, "other"))
                    .hasSize(200)
                    .noneMatch(out::contains);
            library.learn(inbox);
            assertThat(library.known(inbox)).isEqualTo(210);
        }
    }

    private static Path copied(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path copy = to.resolve(from.relativize(each));
                if (Files.isDirectory(each)) Files.createDirectories(copy);
                else Files.copy(each, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return to;
    }

    /** Each file once with an octet turned around, once cut short, once empty. */
    @Test
    void oneThatIsDamagedIsMadeAgainAndNeverWrong() throws Exception {
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox()) {
            for (int i = 0; i < 3; i++) {
                library.fill(inbox, 30);
                library.learn(inbox);
            }
        }
        Random random = new Random(5);
        for (int round = 0; round < 40; round++) {
            damage(random);
            try (Library library = new Library(folder);
                    Mailbox inbox = library.inbox()) {
                for (String word : List.of("w3w", "w17w", "w29w")) {
                    UidSet out = library.ruledOut(inbox, word);
                    for (long uid : Library.holding(inbox, Sought.Where.MESSAGE, word))
                        assertThat(out.contains(uid))
                                .as("round %d: %s in %d", round, word, uid)
                                .isFalse();
                }
                library.index.settle();
                assertThat(library.known(inbox)).as("round %d", round).isEqualTo(90);
            }
        }
    }

    private void damage(Random random) throws IOException {
        List<Path> files = new ArrayList<>(Folder.entries(place()));
        files.removeIf(file -> file.endsWith("write.lock"));
        files.sort(null);
        Path file = files.get(random.nextInt(files.size()));
        try (RandomAccessFile octets = new RandomAccessFile(file.toFile(), "rw")) {
            int at = random.nextInt((int) octets.length());
            switch (random.nextInt(4)) {
                case 0 -> octets.setLength(at);
                case 1 -> octets.setLength(0);
                default -> {
                    octets.seek(at);
                    int octet = octets.read();
                    octets.seek(at);
                    octets.write(octet ^ (1 + random.nextInt(255)));
                }
            }
        }
    }

    /** What a kill leaves: the files as they are at any moment. */
    @Test
    void aKillInTheMidstLeavesOneThatOpens() throws Exception {
        Path killed = folder.resolve("killed");
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox()) {
            library.fill(inbox, 500);
            library.learn(inbox);
            library.fill(inbox, 2_500);
            library.ruledOut(inbox, "begin");
            for (int round = 0; round < 8; round++) {
                Path copy = Files.createDirectories(killed.resolve("round" + round + "/example.org/ann"));
                for (Path file : Folder.entries(place())) {
                    try {
                        Files.copy(file, copy.resolve(file.getFileName()));
                    } catch (NoSuchFileException e) {
                        // A kill is one moment, a copy is not: such a file was deleted between the two.
                    }
                }
                AccountIndex index = new AccountIndex(DISK, copy);
                AccountIndex.Answer answer = index.ask(Place.of(inbox), Sought.in(Sought.Where.MESSAGE, "w499w"));
                assertThat(answer.without().uidsAmong(answer.all()).contains(500))
                        .isFalse();
                index.close();
            }
            library.index.settle();
            assertThat(library.known(inbox)).isEqualTo(3_000);
        }
    }

    @Test
    void searchesGoOnWhileMailComes() throws Exception {
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox();
                ExecutorService senders = Executors.newSingleThreadExecutor()) {
            library.fill(inbox, 50);
            library.learn(inbox);
            AtomicBoolean done = new AtomicBoolean();
            Future<Integer> sender = senders.submit(() -> {
                int sent = 0;
                for (; !done.get(); sent++) {
                    Message message = Message.of(
                            Library.mail("more", "w7w and more " + sent).getBytes(StandardCharsets.UTF_8));
                    library.ann().deliver(MailboxName.INBOX, message, new DeliveryKey("key " + sent));
                }
                return sent;
            });
            for (int i = 0; i < 60; i++) {
                inbox.refresh();
                UidSet out = library.ruledOut(inbox, "w7w");
                assertThat(out.contains(8)).isFalse();
                assertThat(out.ranges()).allMatch(range -> range.last() <= 50);
            }
            done.set(true);
            int sent = sender.get();
            inbox.refresh();
            library.learn(inbox);
            assertThat(library.known(inbox)).isEqualTo(50 + sent);
            assertThat(library.ruledOut(inbox, "w7w").count()).isEqualTo(49);
        }
    }

    /** An account that is gone leaves nothing, also while its mail is being indexed. */
    @Test
    void whatIsForgottenIsGone() throws Exception {
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox()) {
            library.fill(inbox, 3_000);
            library.ruledOut(inbox, "begin");
            library.index.forget(Library.ANN);
            assertThat(place()).doesNotExist();
            library.index.settle();
            library.learn(inbox);
            assertThat(library.known(inbox)).isEqualTo(3_000);
            library.index.forget(Library.ANN);
            assertThat(place()).doesNotExist();
            assertThat(library.known(inbox)).isZero();
        }
    }
}

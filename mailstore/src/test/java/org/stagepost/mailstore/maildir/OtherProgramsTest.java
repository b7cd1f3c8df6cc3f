package org.stagepost.mailstore.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stagepost.mailstore.maildir.Alice.subjects;
import static org.stagepost.mailstore.maildir.Alice.text;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxEntry;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoreException.Reason;
import org.stagepost.mailstore.StoredMessage;
import org.stagepost.mailstore.UidSet;

/**
 * Files and folders that other programs make, change, damage and remove: J7, J8 and the Maildir row of the fault catalogue.
 *
 * <p>Long because each thing that another program can do is a test.
 */
class OtherProgramsTest {
    @TempDir
    Path folder;

    private Alice alice;

    @BeforeEach
    void start() throws Exception {
        alice = Alice.at(folder.resolve("mail"));
        alice.mailboxes();
    }

    @AfterEach
    void stop() throws Exception {
        alice.close();
    }

    private void restart() throws Exception {
        restart(Clock.systemUTC());
    }

    private void restart(Clock clock) throws Exception {
        alice.close();
        alice = Alice.at(folder.resolve("mail"), clock);
    }

    @Test
    void filesInNewAndCurAppearInTheOrderOfTheirTimes() throws Exception {
        alice.put("cur/1700000002.b.host:2,FS", text("two"));
        alice.put("new/1700000001.a.host", text("one"));
        alice.put("new/1700000003.c.host:2,S", text("three"));
        try (Mailbox inbox = alice.inbox()) {
            assertThat(subjects(inbox).values()).containsExactly("one", "two", "three");
            assertThat(Alice.flags(inbox, 2)).isEqualTo(Flags.of(Flag.FLAGGED, Flag.SEEN));
            assertThat(Alice.flags(inbox, 3)).isEqualTo(Flags.of(Flag.SEEN));
        }
    }

    /** The LF of a binary part (RFC 3030 section 3) is an octet; that of a file which another program wrote ends a line. */
    @Test
    void whatCameAsItIsCountsOctetByOctet() throws Exception {
        String octets =
                "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n1\n2\r3\0\n\n";
        Message message =
                Message.of(octets.getBytes(StandardCharsets.ISO_8859_1)).binary();
        alice.mailboxes().deliver(MailboxName.INBOX, message, new DeliveryKey("binary"));
        restart();
        alice.put("cur/2.b:2,", "a: b\n\n1\n");
        try (Mailbox inbox = alice.inbox()) {
            StoredMessage ours = inbox.message(2);
            assertThat(new String(ours.content().open().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .isEqualTo(octets);
            assertThat(ours.octets()).isEqualTo(octets.length());
            assertThat(ours.structure().extent().bodyOctets()).isEqualTo(8);
            assertThat(inbox.message(1).octets()).isEqualTo("a: b\r\n\r\n1\r\n".length());
        }
    }

    @Test
    void filesAppearInAnOpenMailbox() throws Exception {
        try (Mailbox inbox = alice.inbox()) {
            alice.put("new/1.a", text("one"));
            inbox.refresh();
            alice.put("cur/2.b:2,T", text("two"));
            inbox.refresh();
            assertThat(subjects(inbox).values()).containsExactly("one", "two");
        }
    }

    @Test
    void whoeverWatchesIsToldByHimself() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (Mailbox inbox = alice.inbox();
                var watching = inbox.watch(told::countDown)) {
            assertThat(watching).isNotNull();
            alice.put("new/1.a", text("one"));
            assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(subjects(inbox).values()).containsExactly("one");
        }
    }

    @Test
    void wholeFoldersAppearWithTheirUidsAndAreKeptInTheirOwnFiles() throws Exception {
        alice.put(".Work.2026/cur/1.a:2,S", text("one"));
        alice.put(".Gr&APwA3w-e/cur/1.a:2,", text("two"));
        alice.put(".100%/new/1.a", text("three"));
        Files.createDirectories(alice.path(".100%/cur"));
        alice.put(".listed/cur/7.x", text("four"));
        alice.put(".listed/cur/8.y", text("five"));
        alice.put(".listed/dovecot-uidlist", "3 V4711 N90 G0123456789abcdef0123456789abcdef\n70 P0815 :7.x:2,S\n");
        assertThat(alice.mailboxes().list())
                .filteredOn(MailboxEntry::selectable)
                .extracting(entry -> entry.name().toString())
                .contains("Work/2026", "Grüße", "100%", "listed");
        try (Mailbox work = alice.open("Work", "2026");
                Mailbox odd = alice.open("100%");
                Mailbox listed = alice.open("listed")) {
            assertThat(subjects(work).values()).containsExactly("one");
            assertThat(subjects(odd).values()).containsExactly("three");
            assertThat(listed.uidValidity()).isEqualTo(4711);
            assertThat(subjects(listed)).containsEntry(70L, "four").containsValue("five");
            assertThat(subjects(listed).keySet()).allMatch(uid -> uid == 70 || uid >= 90);
            assertThat(listed.message(70).uidl()).isEqualTo("0815");
            assertThat(Alice.flags(listed, 70)).isEqualTo(Flags.NONE);
        }
        refused(Reason.CANNOT, () -> alice.mailboxes().create(Alice.name("no*stars")));
    }

    @Test
    void aRemovedFileIsExpungedAndAChangedNameChangesFlags() throws Exception {
        try (Mailbox inbox = alice.inbox()) {
            Alice.append(inbox, Flags.of(Flag.SEEN), "one", "two", "three");
            inbox.store(UidSet.of(3), new FlagChange(FlagChange.Kind.ADD, keywords("Later")));
            Path first = file("one");
            Files.move(
                    first, first.resolveSibling(first.getFileName().toString().replace(":2,S", ":2,FR")));
            Files.delete(file("two"));
            inbox.refresh();
            assertThat(subjects(inbox)).containsOnlyKeys(1L, 3L);
            assertThat(Alice.flags(inbox, 1)).isEqualTo(Flags.of(Flag.FLAGGED, Flag.ANSWERED));
            assertThat(Alice.flags(inbox, 3)).isEqualTo(Flags.of(Flag.SEEN).and(keywords("Later")));
        }
        restart();
        try (Mailbox inbox = alice.inbox()) {
            assertThat(subjects(inbox)).containsOnlyKeys(1L, 3L);
            assertThat(Alice.flags(inbox, 1)).isEqualTo(Flags.of(Flag.FLAGGED, Flag.ANSWERED));
            assertThat(inbox.messages().uidNext()).isEqualTo(4);
        }
    }

    @Test
    void aFileThatWasTakenAwayComesBackAsAnotherMessageAlsoAfterAKill() throws Exception {
        Path aside = folder.resolve("aside");
        String name;
        try (Mailbox inbox = alice.inbox()) {
            Alice.append(inbox, Flags.of(Flag.SEEN), "one", "two");
            Path file = file("one");
            name = "cur/" + file.getFileName();
            Files.move(file, aside);
            inbox.refresh();
            assertThat(subjects(inbox)).containsOnlyKeys(2L);
            try (Alice next = Alice.at(alice.killed(folder.resolve("killed")))) {
                Files.copy(aside, next.path(name));
                try (Mailbox again = next.inbox()) {
                    assertThat(subjects(again)).containsEntry(2L, "two").containsValue("one");
                    assertThat(subjects(again)).doesNotContainKey(1L);
                }
            }
        }
    }

    @Test
    void anExpungeThatAKillCutShortIsFinished() throws Exception {
        try (Mailbox inbox = alice.inbox()) {
            Alice.append(inbox, Flags.NONE, "one", "two");
            Path file = file("one");
            byte[] octets = Files.readAllBytes(file);
            inbox.remove(UidSet.of(1));
            Path killed = alice.killed(folder.resolve("killed"));
            Files.write(killed.resolve(folder.resolve("mail").relativize(file)), octets);
            try (Alice next = Alice.at(killed);
                    Mailbox again = next.inbox()) {
                assertThat(subjects(again)).containsOnlyKeys(2L);
                assertThat(next.files("cur")).hasSize(next.files("new").isEmpty() ? 1 : 0);
            }
        }
    }

    /** The file of a message of ours, which the name does not tell. */
    private Path file(String subject) throws Exception {
        for (String each : List.of("new", "cur")) {
            for (String name : alice.files(each)) {
                Path path = alice.path(each).resolve(name);
                if (Files.readString(path).contains("Subject: " + subject + "\r")) return path;
            }
        }
        throw new AssertionError("no file of " + subject);
    }

    private static Flags keywords(String... keywords) {
        return new Flags(Set.of(), Set.of(keywords));
    }

    private static void refused(Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void linesThatEndInLfAreReadAndCountedAsCrLf() throws Exception {
        String text = "Subject: one\n\nHello\n";
        alice.put("new/1.a", text);
        alice.put("new/2.b,S=" + text.length() + ",W=" + (text.length() + 3), text);
        for (int round = 0; round < 2; round++) {
            try (Mailbox inbox = alice.inbox()) {
                for (int i = 0; i < 2; i++) {
                    byte[] octets = inbox.message(i + 1).content().open().readAllBytes();
                    assertThat(new String(octets, StandardCharsets.US_ASCII)).isEqualTo(text.replace("\n", "\r\n"));
                    assertThat(inbox.messages().octets(i)).isEqualTo(octets.length);
                    assertThat(inbox.message(i + 1).octets()).isEqualTo(octets.length);
                    assertThat(inbox.message(i + 1).content().size()).isEqualTo(octets.length);
                }
                assertThat(inbox.messages().totalOctets())
                        .isEqualTo(2L * text.replace("\n", "\r\n").length());
            }
            restart();
        }
    }

    @Test
    void aWrongSizeInANameIsOverriddenAndTheNameKept() throws Exception {
        String text = text("one");
        String lf = "Subject: two\n\nHello\n";
        alice.put("cur/1.a,S=7,W=9:2,S", text);
        alice.put("cur/2.b,S=" + lf.length() + ",W=" + lf.length() + ":2,S", lf);
        for (int round = 0; round < 2; round++) {
            try (Mailbox inbox = alice.inbox()) {
                assertThat(subjects(inbox).values()).containsExactly("one", "two");
                assertThat(inbox.messages().octets(0)).isEqualTo(text.length());
                assertThat(inbox.messages().octets(1)).isEqualTo(lf.length() + 3);
                assertThat(inbox.message(2).content().open().readAllBytes()).hasSize(lf.length() + 3);
            }
            restart();
        }
        assertThat(alice.files("cur")).containsExactly("1.a,S=7,W=9:2,S", "2.b,S=20,W=20:2,S");
    }

    @Test
    void whatIsNoMessageIsLeftAloneAndTheMailboxOpens() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "Subject: secret\n\n");
        alice.put("new/1.a", text("one"));
        Files.createSymbolicLink(alice.path("new/2.link"), secret);
        Files.createSymbolicLink(alice.path("cur/3.dangling:2,"), folder.resolve("nowhere"));
        Files.createDirectories(alice.path("cur/4.folder:2,S/inner"));
        alice.put("cur/5.empty:2,", "");
        sparse(alice.path("new/6.sparse"), 10L << 30);
        assertThat(new ProcessBuilder("mkfifo", alice.path("new/7.pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        alice.put("cur/" + "8".repeat(230), text("long"));
        alice.put("cur/9 blank", text("blank"));
        alice.put("cur/.hidden", text("hidden"));
        try (Mailbox inbox = alice.inbox()) {
            assertThat(subjects(inbox).values()).containsExactly("one", "");
            Alice.append(inbox, Flags.NONE, "more");
            inbox.refresh();
            assertThat(subjects(inbox).values()).containsExactly("one", "", "more");
        }
        assertThat(Files.readString(secret)).startsWith("Subject: secret");
        assertThat(alice.files("new")).contains("2.link", "6.sparse", "7.pipe");
    }

    private static void sparse(Path file, long size) throws Exception {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
        }
    }

    @Test
    void aLinkPutInAMessagesPlaceIsNotFollowed() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "Subject: secret\n\n");
        try (Mailbox inbox = alice.inbox()) {
            Alice.append(inbox, Flags.of(Flag.SEEN), "one");
            Path file = file("one");
            Files.delete(file);
            Files.createSymbolicLink(file, secret);
            assertThatThrownBy(() -> inbox.message(1).content().open()).isInstanceOf(java.io.IOException.class);
        }
    }

    @Test
    void foldersBehindLinksAreNoMailboxes() throws Exception {
        Path outside = Files.createDirectories(folder.resolve("outside/cur"));
        Files.writeString(outside.resolve("1.a"), text("outside"));
        Files.createSymbolicLink(alice.path(".Linked"), outside.getParent());
        assertThat(alice.mailboxes().list()).noneMatch(entry -> entry.name().equals(Alice.name("Linked")));
        refused(Reason.NONEXISTENT, () -> alice.open("Linked"));
    }

    @Test
    void twoFilesOfOneNameAreTwoMessagesUnlessTheyAreOneFile() throws Exception {
        alice.put("cur/1.a:2,", text("one"));
        alice.put("cur/1.a:2,S", text("two"));
        alice.put("cur/2.b:2,", text("three"));
        Files.createLink(alice.path("cur/2.b:2,S"), alice.path("cur/2.b:2,"));
        alice.put("cur/3.c:2,", text("four"));
        Files.createSymbolicLink(alice.path("cur/3.c:2,S"), alice.path("cur/3.c:2,"));
        try (Mailbox inbox = alice.inbox()) {
            inbox.refresh();
            inbox.refresh();
            assertThat(subjects(inbox).values()).contains("one", "two", "three");
            assertThat(Files.readString(alice.path("cur/3.c:2,"))).isEqualTo(text("four"));
        }
    }

    /** Only new/ is read when only new/ changed: what lies there under a known name may be a copy. */
    @Test
    void aCopyInNewTakesNoFlagsFromTheMessageInCur() throws Exception {
        alice.put("cur/1.a:2,FS", text("one"));
        try (Mailbox inbox = alice.inbox()) {
            awaitOtherTime();
            alice.put("new/1.a", text("one"));
            inbox.refresh();
            inbox.refresh();
            assertThat(subjects(inbox).values()).containsExactly("one", "one");
            assertThat(Alice.flags(inbox, 1)).isEqualTo(Flags.of(Flag.FLAGGED, Flag.SEEN));
        }
    }

    /** Until a folder that was just read can be told from one that changes now. */
    private static void awaitOtherTime() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(60);
    }

    @Test
    void unfinishedFilesInTmpGoAfterADayAndAHalf() throws Exception {
        Path old = alice.put("tmp/1.a", text("one"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
        try (Mailbox inbox = alice.inbox()) {
            assertThat(inbox.messages().size()).isZero();
        }
        assertThat(alice.files("tmp")).containsExactly("1.a");
        restart(Clock.offset(Clock.systemUTC(), Duration.ofHours(37)));
        try (Mailbox inbox = alice.inbox()) {
            assertThat(inbox.messages().size()).isZero();
        }
        assertThat(alice.files("tmp")).isEmpty();
    }

    @Test
    void aFolderThatWasTakenAwayIsGoneAndOneInItsPlaceIsAnother() throws Exception {
        alice.mailboxes().create(Alice.name("Work"));
        try (Mailbox work = alice.open("Work")) {
            Alice.append(work, Flags.NONE, "one", "two");
            Files.move(alice.path(".Work"), alice.path(".Play"));
            refused(Reason.NONEXISTENT, work::refresh);
            alice.put(".Work/cur/1.a", text("three"));
            Files.createDirectories(alice.path(".Work/new"));
            refused(Reason.NONEXISTENT, work::refresh);
            try (Mailbox other = alice.open("Work");
                    Mailbox play = alice.open("Play")) {
                assertThat(subjects(other).values()).containsExactly("three");
                assertThat(other.uidValidity()).isNotEqualTo(work.uidValidity());
                assertThat(play.uidValidity()).isEqualTo(work.uidValidity());
                assertThat(subjects(play)).containsEntry(1L, "one").containsEntry(2L, "two");
            }
        }
    }

    @Test
    void aFolderThatIsReplacedBetweenTwoLooksIsAnother() throws Exception {
        alice.mailboxes().create(Alice.name("Work"));
        try (Mailbox work = alice.open("Work")) {
            Alice.append(work, Flags.NONE, "one", "two");
            Files.move(alice.path(".Work"), alice.path(".Play"));
            alice.put(".Work/cur/1.a", text("three"));
            Files.createDirectories(alice.path(".Work/new"));
            refused(Reason.NONEXISTENT, work::refresh);
            try (Mailbox other = alice.open("Work")) {
                assertThat(subjects(other).values()).containsExactly("three");
                assertThat(other.uidValidity()).isNotEqualTo(work.uidValidity());
            }
        }
    }

    @Test
    void deliveriesBesideChangesOfOursAreAllSeen() throws Exception {
        try (Mailbox inbox = alice.inbox()) {
            Thread other = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 60; i++) deliver("d" + i);
            });
            int appended = 0;
            for (; other.isAlive(); appended++) Alice.append(inbox, Flags.of(Flag.SEEN), "a" + appended);
            other.join();
            inbox.refresh();
            assertThat(inbox.messages().size()).isEqualTo(60 + appended);
        }
    }

    private void deliver(String subject) {
        try {
            alice.deliver(subject);
        } catch (StoreException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aMessageCanStillBeReadWhenItsNameChangedMeanwhile() throws Exception {
        try (Mailbox inbox = alice.inbox()) {
            Alice.append(inbox, Flags.of(Flag.SEEN), "one");
            var content = inbox.message(1).content();
            Path file = file("one");
            Files.move(file, file.resolveSibling(file.getFileName().toString().replace(":2,S", ":2,RS")));
            assertThat(content.open().readAllBytes()).hasSize(text("one").length());
        }
    }

    @Test
    void theDateOfADeliveryIsTheFilesOwn() throws Exception {
        alice.deliver("one");
        Instant date;
        try (Mailbox inbox = alice.inbox()) {
            date = inbox.message(1).internalDate();
        }
        Path file = file("one");
        assertThat(Files.getLastModifiedTime(file).toInstant().getEpochSecond()).isEqualTo(date.getEpochSecond());
        assertThat(file.getFileName().toString()).contains(",S=" + text("one").length());
    }
}

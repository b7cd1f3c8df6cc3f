package org.stagepost.distribution.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.distribution.Configuration;
import org.stagepost.launch.Settings;
import org.stagepost.mail.Address;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxEntry;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.UidSet;
import org.stagepost.mailstore.index.Index;
import org.stagepost.mailstore.maildir.MaildirStore;

/** A site that is copied while it works, and begins again elsewhere. */
class BackupTest {
    private static final Address BOB = address();

    @TempDir
    Path folder;

    private final RealDisk disk = new RealDisk();
    private Configuration configuration;
    private MaildirStore store;
    private Path backup;

    private static Address address() {
        try {
            return Address.parse("bob@mars.test");
        } catch (org.stagepost.mail.SyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        backup = folder.resolve("backup");
        Path secret = folder.resolve("next.secret");
        Files.writeString(secret, "canary\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        configuration = at("data");
        store = open(configuration);
    }

    @AfterEach
    void stop() throws Exception {
        store.stop();
        disk.close();
    }

    private Configuration at(String data) throws IOException {
        Path file = folder.resolve(data + ".toml");
        Files.writeString(
                file, "hostname = 'mx.mars.test'\ndata = '" + data + "'\nmta.submission-secret = 'next.secret'\n");
        return Configuration.from(Settings.read(file));
    }

    private MaildirStore open(Configuration of) throws Exception {
        MaildirStore opened = new MaildirStore(of.mailstore(), disk, Clock.systemUTC(), Index.NONE);
        opened.start();
        return opened;
    }

    private long back() throws IOException {
        return new Backup(configuration, disk, Clock.systemUTC()).into(backup);
    }

    private void deliver(String subject) throws Exception {
        Message message = Message.of(("Subject: " + subject + "\r\n\r\nHi\r\n").getBytes(StandardCharsets.US_ASCII));
        store.of(BOB).deliver(MailboxName.INBOX, message, new DeliveryKey(subject));
    }

    /** A message as a client knows it. */
    private record Known(String subject, Flags flags, Instant date) {}

    private static Map<Long, Known> known(Mailbox mailbox) throws Exception {
        Map<Long, Known> known = new TreeMap<>();
        Messages messages = mailbox.messages();
        for (int i = 0; i < messages.size(); i++) {
            var message = mailbox.message(messages.uid(i));
            String subject =
                    message.structure().envelope().orElseThrow().subject().orElse("");
            known.put(messages.uid(i), new Known(subject, messages.flags(i), message.internalDate()));
        }
        return known;
    }

    @Test
    void aClientSynchronisesNothingAnewAndSeesNoUidTwice() throws Exception {
        Map<Long, Known> before;
        long uidValidity;
        long highest;
        String id;
        try (Mailbox inbox = store.of(BOB).open(MailboxName.INBOX)) {
            for (int i = 0; i < 5; i++) deliver("m" + i);
            inbox.refresh();
            inbox.store(
                    UidSet.of(1, 2), new FlagChange(FlagChange.Kind.ADD, new Flags(Set.of(Flag.SEEN), Set.of("Work"))));
            inbox.remove(UidSet.of(4));
            back();
            before = known(inbox);
            uidValidity = inbox.uidValidity();
            id = inbox.id();
            deliver("later");
            inbox.refresh();
            assertThat(known(inbox)).hasSize(5);
            highest = inbox.messages().highestModSeq();
        }
        Configuration elsewhere = at("other");
        new Restore(elsewhere, disk).from(backup);
        store.stop();
        store = open(elsewhere);
        try (Mailbox inbox = store.of(BOB).open(MailboxName.INBOX)) {
            assertThat(inbox.uidValidity()).isEqualTo(uidValidity);
            assertThat(inbox.id()).isEqualTo(id);
            assertThat(known(inbox)).isEqualTo(before);
            deliver("new");
            inbox.refresh();
            long uid = inbox.messages().uid(inbox.messages().size() - 1);
            assertThat(uid).as("of what came after the restore").isGreaterThan(10_000);
            assertThat(inbox.messages().highestModSeq()).isGreaterThan(highest);
            assertThat(store.of(BOB).check(MailboxName.INBOX)).isEmpty();
        }
    }

    @Test
    void mailboxesOfAnyNameAreThere() throws Exception {
        for (String name : List.of("Block", "a-lock", "x.lock", "notes.tmp", "db.mv.db", "run", "search")) {
            MailboxName mailbox = new MailboxName(List.of(name));
            store.of(BOB).create(mailbox);
            Message message = Message.of("Subject: x\r\n\r\nHi\r\n".getBytes(StandardCharsets.US_ASCII));
            store.of(BOB).deliver(mailbox, message, new DeliveryKey(name));
        }
        back();
        Configuration elsewhere = at("named");
        new Restore(elsewhere, disk).from(backup);
        MaildirStore other = open(elsewhere);
        try {
            for (MailboxEntry entry : store.of(BOB).list()) {
                try (Mailbox here = store.of(BOB).open(entry.name());
                        Mailbox there = other.of(BOB).open(entry.name())) {
                    assertThat(there.messages().size())
                            .as(entry.name().toString())
                            .isEqualTo(here.messages().size());
                }
            }
        } finally {
            other.stop();
        }
    }

    @Test
    void onlyWhatIsNewIsCopiedAndWhatIsGoneGoes() throws Exception {
        for (int i = 0; i < 5; i++) deliver("m" + i);
        try (Mailbox inbox = store.of(BOB).open(MailboxName.INBOX)) {
            assertThat(back()).isGreaterThan(5);
            assertThat(back()).isZero();
            inbox.store(UidSet.of(1), new FlagChange(FlagChange.Kind.ADD, Flags.of(Flag.SEEN)));
            inbox.remove(UidSet.of(2));
            deliver("m5");
            inbox.refresh();
        }
        store.stop(); // names follow flags
        long copied = back();
        assertThat(copied).as("the message that came, and three records").isBetween(2L, 6L);
        Path maildir = backup.resolve("mail/mars.test/bob/Maildir");
        assertThat(maildir.resolve("cur").toFile().list().length
                        + maildir.resolve("new").toFile().list().length)
                .isEqualTo(5);
        store = open(configuration);
    }

    @Test
    void whatTheSettingsNameIsThereAndGoesBackWhereItIsMissing() throws Exception {
        back();
        Path secret = folder.resolve("next.secret");
        assertThat(backup.resolve("settings" + secret)).hasContent("canary");
        Files.delete(secret);
        new Restore(atWithout("third"), disk).from(backup);
        assertThat(secret).hasContent("canary");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
    }

    private Configuration atWithout(String data) {
        return Configuration.from(Settings.of("hostname = 'x.test'\ndata = '" + folder.resolve(data) + "'\n"));
    }

    @Test
    void nothingIsWrittenOverAndWhatIsUnfinishedIsNotBelieved() throws Exception {
        back();
        assertThatThrownBy(() -> new Restore(configuration, disk).from(backup)).hasMessageContaining("is not empty");
        Files.delete(backup.resolve(Backup.MARK));
        assertThatThrownBy(() -> new Restore(at("fourth"), disk).from(backup))
                .hasMessageContaining("is no backup, or one that was not finished");
        assertThatThrownBy(() -> new Backup(configuration, disk, Clock.systemUTC())
                        .into(configuration.site().data().resolve("x")))
                .hasMessageContaining("lies in");
    }

    /** Copies made in the midst of work: each opens without damage, and gives no message another's UID. */
    @Test
    void copiesMadeInTheMidstOfWorkAreSound() throws Exception {
        Map<Long, String> ever = new ConcurrentHashMap<>();
        AtomicBoolean over = new AtomicBoolean();
        Thread work = Thread.ofVirtual().start(() -> {
            try (Mailbox inbox = store.of(BOB).open(MailboxName.INBOX)) {
                for (int i = 0; !over.get(); i++) {
                    deliver("w" + i);
                    inbox.refresh();
                    known(inbox).forEach((uid, message) -> ever.put(uid, message.subject()));
                    inbox.store(UidSet.of(i, i / 2), new FlagChange(FlagChange.Kind.ADD, Flags.of(Flag.SEEN)));
                    if (i % 3 == 0) inbox.remove(UidSet.of(i - 5));
                    if (i % 50 == 49) store.forget(BOB);
                }
            } catch (Exception e) {
                ever.put(-1L, e.toString());
            }
        });
        for (int round = 0; round < 6; round++) {
            back();
            Configuration copy = at("copy" + round);
            new Restore(copy, disk).from(backup);
            MaildirStore other = open(copy);
            try (Mailbox inbox = other.of(BOB).open(MailboxName.INBOX)) {
                Map<Long, Known> restored = known(inbox);
                assertThat(other.of(BOB).check(MailboxName.INBOX)).isEmpty();
                restored.forEach((uid, message) -> {
                    if (uid < 100_000)
                        assertThat(ever.getOrDefault(uid, message.subject())).isEqualTo(message.subject());
                });
            } finally {
                other.stop();
            }
        }
        over.set(true);
        work.join();
        assertThat(ever).doesNotContainKey(-1L).hasSizeGreaterThan(10);
    }
}

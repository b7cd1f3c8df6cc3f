package org.stagepost.mailstore.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Address;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.UidSet;
import org.stagepost.mailstore.index.JdbcIndex;

/** The database can be deleted at any time: everything that a client has ever been told stands in files beside the mail. */
class IndexIsAProjectionTest {
    private static final MailboxName WORK = new MailboxName(List.of("Work", "2026"));

    @TempDir
    Path folder;

    private final RealDisk disk = new RealDisk();

    @AfterEach
    void close() {
        disk.close();
    }

    private interface Work {
        void on(Mailboxes mailboxes) throws Exception;
    }

    private interface Harm {
        void to(Path file) throws IOException;
    }

    @Test
    void withoutItsFileNothingChanges() throws Exception {
        survives(Files::delete);
    }

    @Test
    void withGarbageForAFileNothingChanges() throws Exception {
        survives(index -> Files.write(index, "garbage".getBytes(StandardCharsets.UTF_8)));
    }

    private void survives(Harm harm) throws Exception {
        run(IndexIsAProjectionTest::fill);
        List<String> before = new ArrayList<>();
        run(mailboxes -> before.addAll(Told.of(mailboxes)));
        assertThat(before).anyMatch(line -> line.contains("$Forwarded")).anyMatch(line -> line.contains("uidl"));
        Path index = folder.resolve("index/index.mv.db");
        assertThat(index).exists();

        harm.to(index);

        List<String> after = new ArrayList<>();
        run(mailboxes -> after.addAll(Told.of(mailboxes)));
        assertThat(after).isEqualTo(before);
        assertThat(index).exists();
    }

    private void run(Work work) throws Exception {
        JdbcIndex index = new JdbcIndex(disk, folder.resolve("index"));
        MaildirStore store =
                new MaildirStore(MailstoreConfig.below(folder.resolve("mail")), disk, Clock.systemUTC(), index);
        index.start();
        store.start();
        try {
            work.on(store.of(Address.parse("ann@example.org")));
        } finally {
            store.stop();
            index.stop();
        }
    }

    private static void fill(Mailboxes mailboxes) throws Exception {
        mailboxes.create(WORK);
        mailboxes.subscribe(WORK);
        mailboxes.unsubscribe(new MailboxName(List.of("Junk")));
        for (int i = 0; i < 12; i++) mailboxes.deliver(MailboxName.INBOX, message(i), new DeliveryKey("key-" + i));
        try (Mailbox inbox = mailboxes.open(MailboxName.INBOX);
                Mailbox work = mailboxes.open(WORK)) {
            Flags seen = new Flags(Set.of(Flag.SEEN), Set.of("$Forwarded", "project-x"));
            inbox.store(UidSet.of(2, 3, 9), new FlagChange(FlagChange.Kind.ADD, seen));
            inbox.remove(UidSet.of(1, 12));
            inbox.copy(UidSet.of(4, 5), work);
            inbox.move(UidSet.of(6), work);
            work.append(List.of(new Mailbox.Arrival(message(99), seen, Instant.ofEpochSecond(1_000_000_000))));
            inbox.claimRecent();
        }
    }

    private static Message message(int number) {
        String text = "From: ann@example.org\r\nSubject: number " + number + "\r\n\r\n" + "text\r\n".repeat(number);
        return Message.of(text.getBytes(StandardCharsets.UTF_8));
    }
}

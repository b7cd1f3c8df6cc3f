package org.stagepost.mailstore.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.UidSet;

/** Messages that were expunged come back while they are kept, and go from where they have been long enough. */
class WastebasketTest {
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    Path root;

    private Instant now = Instant.now();
    private Alice alice;

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    };

    @BeforeEach
    void start() throws Exception {
        alice = Alice.keeping(root, clock, WEEK);
    }

    @AfterEach
    void stop() throws Exception {
        alice.close();
    }

    @Test
    void whatWasExpungedComesBackWithFlagsAndDateAsANewMessage() throws Exception {
        try (Mailbox inbox = alice.inbox()) {
            Alice.append(inbox, Flags.of(Flag.FLAGGED), "a", "b");
            inbox.store(UidSet.of(1), new FlagChange(FlagChange.Kind.ADD, Flags.of(Flag.DELETED)));
            inbox.expunge(UidSet.ALL);
            assertThat(Alice.subjects(inbox)).containsOnlyKeys(2L);
            assertThat(alice.mailboxes().undelete(MailboxName.INBOX)).isEqualTo(1);
            assertThat(Alice.subjects(inbox)).containsEntry(3L, "a");
            assertThat(Alice.flags(inbox, 3)).isEqualTo(Flags.of(Flag.FLAGGED));
            assertThat(inbox.message(3).internalDate()).isEqualTo(Alice.THEN);
            assertThat(alice.mailboxes().undelete(MailboxName.INBOX)).isZero();
        }
    }

    @Test
    void whatWasMovedIsNotKeptWhereItWas() throws Exception {
        try (Mailbox inbox = alice.inbox();
                Mailbox trash = alice.open("Trash")) {
            Alice.append(inbox, Flags.NONE, "a", "b");
            inbox.move(UidSet.of(1), trash);
            assertThat(alice.mailboxes().undelete(MailboxName.INBOX)).isZero();
            trash.remove(UidSet.ALL);
            assertThat(alice.mailboxes().undelete(Alice.name("Trash"))).isEqualTo(1);
        }
    }

    @Test
    void aDeletedMailboxComesBackToo() throws Exception {
        MailboxName work = Alice.name("Work", "2026");
        alice.mailboxes().create(work);
        try (Mailbox mailbox = alice.mailboxes().open(work)) {
            Alice.append(mailbox, Flags.NONE, "a", "b", "c");
        }
        alice.mailboxes().delete(work);
        assertThat(alice.mailboxes().undelete(work)).isEqualTo(3);
        try (Mailbox mailbox = alice.mailboxes().open(work)) {
            assertThat(Alice.subjects(mailbox)).containsValues("a", "b", "c").hasSize(3);
        }
    }

    @Test
    void afterTheTimeItIsGoneForGood() throws Exception {
        try (Mailbox inbox = alice.inbox()) {
            Alice.append(inbox, Flags.NONE, "a", "b");
            inbox.remove(UidSet.of(1));
            now = now.plus(WEEK);
            alice.mailboxes().tidy(Map.of());
            inbox.remove(UidSet.of(2));
            now = now.plus(Duration.ofDays(2));
            alice.mailboxes().tidy(Map.of());
            assertThat(alice.mailboxes().undelete(MailboxName.INBOX)).isEqualTo(1);
            assertThat(Alice.subjects(inbox)).containsValue("b").hasSize(1);
        }
    }

    @Test
    void messagesGoFromWhereTheyHaveBeenLongEnoughAndNotByTheirOwnDate() throws Exception {
        MailboxName trash = Alice.name("Trash");
        try (Mailbox inbox = alice.inbox();
                Mailbox target = alice.mailboxes().open(trash)) {
            Alice.append(inbox, Flags.NONE, "a", "b");
            inbox.move(UidSet.of(1), target);
            now = now.plus(Duration.ofDays(20));
            inbox.move(UidSet.of(2), target);
            now = now.plus(Duration.ofDays(11));
            alice.mailboxes().tidy(Map.of(trash, Duration.ofDays(30), Alice.name("None"), WEEK));
            assertThat(Alice.subjects(target)).containsValue("b").hasSize(1);
        }
    }

    @Test
    void withoutTheSettingNothingIsKept() throws Exception {
        alice.close();
        alice = Alice.at(root, clock);
        try (Mailbox inbox = alice.inbox()) {
            Alice.append(inbox, Flags.NONE, "a");
            inbox.remove(UidSet.of(1));
        }
        assertThat(alice.mailboxes().undelete(MailboxName.INBOX)).isZero();
        assertThat(Files.exists(alice.path("..stagepost-expunged"))).isFalse();
    }
}

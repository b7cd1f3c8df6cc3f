package org.stagepost.mailstore.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.Quota;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.UidSet;
import org.stagepost.mailstore.Usage;

/** Quota in octets and messages, also while many come at once and other programs work on the files. */
class QuotaTest {
    private static final long SIZE = Alice.text("1").length();

    @TempDir
    Path root;

    private final AtomicReference<Quota> quota = new AtomicReference<>(new Quota(10 * SIZE, Long.MAX_VALUE));
    private Alice alice;

    @BeforeEach
    void start() throws Exception {
        alice = Alice.at(root, account -> quota.get(), EnumSet.allOf(Duty.class));
    }

    @AfterEach
    void stop() throws Exception {
        alice.close();
    }

    private void assertFull(ThrowingCallable what) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(StoreException.Reason.OVER_QUOTA));
    }

    private void assertKept(long messages) throws Exception {
        assertThat(alice.mailboxes().usage()).isEqualTo(new Usage(quota.get(), messages * SIZE, messages));
    }

    @Test
    void whatIsDeliveredAppendedAndCopiedCountsAndWhatGoesDoesNot() throws Exception {
        for (int i = 0; i < 4; i++) alice.deliver("" + i);
        try (Mailbox inbox = alice.inbox();
                Mailbox trash = alice.open("Trash")) {
            Alice.append(inbox, Flags.NONE, "4", "5");
            assertKept(6);
            inbox.copy(UidSet.of(1, 2, 3, 4), trash);
            assertKept(10);
            assertFull(() -> alice.deliver("6"));
            assertFull(() -> Alice.append(trash, Flags.NONE, "6"));
            assertFull(() -> inbox.copy(UidSet.of(1), trash));
            assertFull(() -> alice.mailboxes().admit(1));
            assertKept(10);
            inbox.move(UidSet.of(5, 6), trash);
            assertKept(10);
            trash.remove(UidSet.of(1, 2, 3));
            assertKept(7);
            alice.deliver("7");
            assertKept(8);
        }
        alice.mailboxes().delete(Alice.name("Trash"));
        assertKept(5);
    }

    @Test
    void aRepeatedDeliveryCountsOnce() throws Exception {
        alice.deliver("1");
        alice.deliver("1");
        assertKept(1);
    }

    @Test
    void messagesAreLimitedToo() throws Exception {
        quota.set(new Quota(Long.MAX_VALUE, 2));
        alice.deliver("1");
        alice.deliver("2");
        assertFull(() -> alice.deliver("3"));
        quota.set(new Quota(Long.MAX_VALUE, 3));
        alice.deliver("3");
        quota.set(Quota.NONE);
        alice.deliver("4");
        assertThat(alice.mailboxes().usage()).isEqualTo(Usage.UNLIMITED);
        quota.set(new Quota(Long.MAX_VALUE, 4));
        assertKept(4);
        assertFull(() -> alice.deliver("5"));
    }

    @Test
    void manyAtOnceKeepNoMoreThanOneCould() throws Exception {
        quota.set(new Quota(40 * SIZE + 20, Long.MAX_VALUE));
        List<Future<?>> all = new ArrayList<>();
        int refused = 0;
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor();
                Mailbox inbox = alice.inbox()) {
            for (int i = 10; i < 60; i++) {
                String subject = "" + i % 10;
                String key = "key " + i;
                boolean append = i % 2 == 0;
                all.add(sessions.submit(() -> {
                    if (append) return Alice.append(inbox, Flags.NONE, subject);
                    alice.deliver(subject, key);
                    return List.of();
                }));
            }
            for (Future<?> each : all) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    assertFull(() -> {
                        throw e.getCause();
                    });
                    refused++;
                }
            }
        }
        assertThat(refused).isEqualTo(10);
        assertKept(40);
    }

    @Test
    void aFailedAppendGivesItsRoomBack() throws Exception {
        try (Mailbox inbox = alice.inbox()) {
            assertFull(() -> Alice.append(inbox, Flags.NONE, "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "1"));
            assertKept(0);
            Alice.append(inbox, Flags.NONE, "1", "2", "3", "4", "5", "6", "7", "8", "9", "0");
            assertKept(10);
        }
    }

    @Test
    void otherProgramsAreHeardThroughTheSizeFile() throws Exception {
        alice.deliver("1");
        assertThat(alice.path("maildirsize")).hasContent(10 * SIZE + "S\n0 0\n" + SIZE + " 1\n");
        Files.writeString(alice.path("maildirsize"), "  " + 9 * SIZE + "    9\n", StandardOpenOption.APPEND);
        assertKept(10);
        Files.writeString(alice.path("maildirsize"), "-" + 2 * SIZE + " -2\n", StandardOpenOption.APPEND);
        assertKept(8);
        Files.writeString(alice.path("maildirsize"), "broken\n", StandardOpenOption.APPEND);
        assertKept(1);
    }

    @Test
    void whatOtherProgramsRemoveIsCountedAgainBeforeAnybodyIsRefused() throws Exception {
        for (int i = 0; i < 10; i++) alice.deliver("" + i);
        try (Mailbox inbox = alice.inbox()) {
            String[] files = alice.path("new").toFile().list();
            for (int i = 0; i < 3; i++) Files.delete(alice.path("new").resolve(files[i]));
            inbox.refresh();
            for (int i = 0; i < 3; i++) alice.deliver("1", "again " + i);
            assertKept(10);
            assertFull(() -> alice.deliver("more"));
        }
    }

    @Test
    void twoProcessesKeepOneQuota() throws Exception {
        alice.close();
        alice = Alice.at(root, account -> quota.get(), EnumSet.of(Duty.OWN));
        try (Alice deliverer = Alice.at(root, account -> quota.get(), EnumSet.of(Duty.DELIVER));
                Mailbox inbox = alice.inbox()) {
            for (int i = 0; i < 5; i++) deliverer.deliver("" + i);
            assertKept(5);
            Alice.append(inbox, Flags.NONE, "5", "6", "7", "8", "9");
            assertFull(() -> deliverer.deliver("more"));
            inbox.refresh();
            inbox.remove(UidSet.of(1));
            deliverer.deliver("x");
            assertKept(10);
        }
    }
}

package org.stagepost.mailstore.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stagepost.mailstore.maildir.Alice.flags;
import static org.stagepost.mailstore.maildir.Alice.name;
import static org.stagepost.mailstore.maildir.Alice.subjects;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoreException.Reason;
import org.stagepost.mailstore.UidSet;

/** Stores over one mail root as processes have them: the imap role owns, the mda role delivers, the pop3 role reads. */
class DutyTest {
    private static final Set<Duty> OWNER = EnumSet.of(Duty.OWN);
    private static final Set<Duty> DELIVERER = EnumSet.of(Duty.DELIVER);
    private static final Set<Duty> READER = EnumSet.noneOf(Duty.class);
    private static final Set<Duty> ALL = EnumSet.allOf(Duty.class);

    @TempDir
    Path folder;

    private final List<Alice> running = new ArrayList<>();

    private Alice process(Set<Duty> duties) throws Exception {
        Alice process = Alice.at(folder, duties);
        running.add(process);
        return process;
    }

    private void end(Alice process) throws Exception {
        running.remove(process);
        process.close();
    }

    @AfterEach
    void endAll() throws Exception {
        for (Alice process : running) process.close();
    }

    @Test
    void eachDutyIsOneProcesssAndReadersAreAsManyAsLike() throws Exception {
        Alice owner = process(OWNER);
        Alice deliverer = process(DELIVERER);
        process(READER);
        process(READER);
        assertRefused(OWNER, "another process owns " + folder);
        assertRefused(DELIVERER, "another process delivers into " + folder);
        end(owner);
        end(deliverer);
        process(ALL);
    }

    /** The duty that it could have had is left to others. */
    @Test
    void whoCannotHaveAllItsDutiesHasNone() throws Exception {
        process(DELIVERER);
        assertRefused(ALL, "another process delivers into " + folder);
        process(OWNER);
    }

    private void assertRefused(Set<Duty> duties, String why) {
        assertThatThrownBy(() -> process(duties)).isInstanceOfSatisfying(StoreException.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(refused).hasMessageStartingWith(why);
        });
    }

    @Test
    void whoDoesNotOwnChangesNoMailbox() throws Exception {
        Alice owner = process(OWNER);
        try (Mailbox inbox = owner.inbox()) {
            Alice.append(inbox, new Flags(Set.of(Flag.DELETED), Set.of()), "one", "two");
        }
        end(owner);
        Map<Path, String> before = files();
        for (Set<Duty> duties : List.of(DELIVERER, READER)) {
            Alice process = process(duties);
            assertChangesNothing(process);
            end(process);
        }
        Map<Path, String> after = files();
        after.keySet().removeIf(file -> file.endsWith(Duty.DELIVER.lock()));
        assertThat(after).isEqualTo(before);
    }

    private static void assertChangesNothing(Alice process) throws Exception {
        Mailboxes mailboxes = process.mailboxes();
        FlagChange seen = new FlagChange(FlagChange.Kind.ADD, new Flags(Set.of(Flag.SEEN), Set.of()));
        try (Mailbox inbox = process.inbox();
                Mailbox trash = process.open("Trash")) {
            assertThat(inbox.readOnly()).isTrue();
            assertReadOnly(() -> mailboxes.create(name("New")));
            assertReadOnly(() -> mailboxes.delete(name("Trash")));
            assertReadOnly(() -> mailboxes.rename(name("Trash"), name("Bin")));
            assertReadOnly(() -> mailboxes.subscribe(name("New")));
            assertReadOnly(() -> mailboxes.unsubscribe(name("Trash")));
            assertReadOnly(() -> Alice.append(inbox, Flags.NONE, "three"));
            assertReadOnly(() -> inbox.store(UidSet.ALL, seen));
            assertReadOnly(() -> inbox.copy(UidSet.ALL, trash));
            assertReadOnly(() -> inbox.move(UidSet.ALL, trash));
            assertReadOnly(() -> inbox.expunge(UidSet.ALL));
            assertThat(inbox.claimRecent()).isEqualTo(UidSet.NONE);
            assertThat(subjects(inbox)).isEqualTo(Map.of(1L, "one", 2L, "two"));
        }
    }

    @Test
    void whoDoesNotDeliverTakesNoMail() throws Exception {
        for (Set<Duty> duties : List.of(OWNER, READER)) {
            Alice process = process(duties);
            assertReadOnly(() -> process.deliver("one"));
            assertThat(process.files("new")).isEmpty();
        }
    }

    private static void assertReadOnly(ThrowingCallable change) {
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.READ_ONLY));
    }

    /** Enough of an account for mail to arrive in; the owner adds the rest, and the UIDs. */
    @Test
    void anAccountBeginsWithItsFirstDeliveryWhoeverOwnsIt() throws Exception {
        Alice deliverer = process(DELIVERER);
        deliverer.deliver("one");
        assertThat(deliverer.path("dovecot-uidlist")).doesNotExist();
        assertThat(deliverer.path("subscriptions")).doesNotExist();
        Alice owner = process(OWNER);
        try (Mailbox inbox = owner.inbox()) {
            deliverer.deliver("two");
            deliverer.deliver("one");
            inbox.refresh();
            assertThat(subjects(inbox)).containsOnlyKeys(1L, 2L).containsValues("one", "two");
            assertThat(flags(inbox, 1)).isEqualTo(Flags.NONE);
        }
        assertThat(owner.mailboxes().list())
                .extracting(entry -> entry.name())
                .contains(MailboxName.INBOX, name("Trash"));
    }

    /** Also what was expunged since, and by whoever follows the process that delivered it. */
    @Test
    void aRepeatedDeliveryLandsOnItselfThoughAnotherProcessOwns() throws Exception {
        Alice owner = process(OWNER);
        Alice first = process(DELIVERER);
        first.deliver("one");
        try (Mailbox inbox = owner.inbox()) {
            assertThat(inbox.remove(UidSet.ALL)).isEqualTo(UidSet.of(1));
            end(first);
            Alice next = process(DELIVERER);
            next.deliver("one");
            next.deliver("two");
            inbox.refresh();
            assertThat(subjects(inbox)).isEqualTo(Map.of(2L, "two"));
        }
    }

    /** POP3 goes by base names: what the owner has not seen bears a number that only this reader knows. */
    @Test
    void aReaderSeesTheOwnersUidsAndWhatHasNoneYet() throws Exception {
        Alice owner = process(OWNER);
        Alice deliverer = process(DELIVERER);
        Alice reader = process(READER);
        deliverer.deliver("one");
        try (Mailbox inbox = owner.inbox();
                Mailbox read = reader.inbox()) {
            assertThat(read.uidValidity()).isEqualTo(inbox.uidValidity());
            deliverer.deliver("two");
            read.refresh();
            assertThat(subjects(read))
                    .containsEntry(1L, "one")
                    .containsValue("two")
                    .doesNotContainKey(2L);
            inbox.refresh();
        }
        try (Mailbox read = process(READER).inbox()) {
            assertThat(subjects(read)).isEqualTo(Map.of(1L, "one", 2L, "two"));
        }
    }

    @Test
    void aReaderRemovesAsPop3DoesAndTheOwnerTakesItIn() throws Exception {
        Alice owner = process(OWNER);
        Alice deliverer = process(DELIVERER);
        Alice reader = process(READER);
        deliverer.deliver("one");
        try (Mailbox inbox = owner.inbox();
                Mailbox read = reader.inbox()) {
            deliverer.deliver("two");
            deliverer.deliver("three");
            read.refresh();
            long unseen = read.messages().uid(1);
            assertThat(read.remove(UidSet.of(1, unseen))).isEqualTo(UidSet.of(1, unseen));
            assertThat(subjects(read)).containsValue("three").hasSize(1);
            inbox.refresh();
            assertThat(subjects(inbox)).containsValue("three").hasSize(1);
            deliverer.deliver("one");
            deliverer.deliver("two");
            inbox.refresh();
            assertThat(subjects(inbox)).as("repeated deliveries").hasSize(1);
        }
    }

    /** All files of the account, and what is in them. */
    private Map<Path, String> files() throws Exception {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                boolean plain = Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS);
                files.put(folder.relativize(each), plain ? Files.readString(each) : "");
            }
        }
        return files;
    }
}

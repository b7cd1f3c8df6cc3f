package org.stagepost.mailstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stagepost.mailstore.FlagChange.Kind.ADD;
import static org.stagepost.mailstore.FlagChange.Kind.REMOVE;
import static org.stagepost.mailstore.FlagChange.Kind.REPLACE;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.StoreException.Reason;

/** What every store must do, whatever its files look like; long because the whole contract is to be read in one place. */
public abstract class MailStoreContract {
    protected static final Address ALICE = new Address("alice", new Domain("mars.test"));
    protected static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");
    private static final MailboxName WORK = new MailboxName(List.of("Work"));

    protected MailStore store;
    private AutoCloseable running;

    /** A store over the same files at each call. */
    protected abstract Running open() throws Exception;

    /** A store, and how to stop it cleanly. */
    public record Running(MailStore store, AutoCloseable stop) {}

    @BeforeEach
    void start() throws Exception {
        Running now = open();
        store = now.store();
        running = now.stop();
    }

    @AfterEach
    void stop() throws Exception {
        running.close();
    }

    protected void restart() throws Exception {
        stop();
        start();
    }

    protected static Message mail(String subject) {
        String text = "From: bob@venus.test\r\nSubject: " + subject + "\r\n\r\nHello\r\n";
        return Message.of(text.getBytes(StandardCharsets.UTF_8));
    }

    protected Mailboxes mailboxes() throws StoreException {
        return store.of(ALICE);
    }

    protected Mailbox inbox() throws StoreException {
        return mailboxes().open(MailboxName.INBOX);
    }

    protected static List<Long> append(Mailbox mailbox, String... subjects) throws StoreException {
        List<Mailbox.Arrival> arrivals = new ArrayList<>();
        for (String subject : subjects) arrivals.add(new Mailbox.Arrival(mail(subject), Flags.NONE, THEN));
        return mailbox.append(arrivals);
    }

    protected static List<Long> uids(Mailbox mailbox) {
        Messages messages = mailbox.messages();
        List<Long> uids = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) uids.add(messages.uid(i));
        return uids;
    }

    protected static List<String> subjects(Mailbox mailbox) throws Exception {
        List<String> subjects = new ArrayList<>();
        for (long uid : uids(mailbox))
            subjects.add(mailbox.message(uid)
                    .structure()
                    .envelope()
                    .orElseThrow()
                    .subject()
                    .orElse(""));
        return subjects;
    }

    protected static Flags flags(Mailbox mailbox, long uid) {
        return mailbox.messages().flags(mailbox.messages().position(uid));
    }

    protected static Flags keywords(String... keywords) {
        return new Flags(Set.of(), Set.of(keywords));
    }

    protected static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void aNewAccountHasTheStandardMailboxesSubscribedAndMarked() throws Exception {
        assertThat(mailboxes().list())
                .extracting(entry -> entry.name() + " "
                        + entry.use().map(SpecialUse::attribute).orElse("-"))
                .containsExactly(
                        "Archive \\Archive",
                        "Drafts \\Drafts",
                        "INBOX -",
                        "Junk \\Junk",
                        "Sent \\Sent",
                        "Trash \\Trash");
        assertThat(mailboxes().subscriptions())
                .extracting(MailboxName::toString)
                .containsExactlyInAnyOrder("Archive", "Drafts", "Junk", "Sent", "Trash");
    }

    @Test
    void aDeliveredMessageIsThereWithTheNextUidAndRecent() throws Exception {
        mailboxes().deliver(MailboxName.INBOX, mail("one"), new DeliveryKey("q1 alice"));
        mailboxes().deliver(MailboxName.INBOX, mail("two"), new DeliveryKey("q2 alice"));
        try (Mailbox inbox = inbox()) {
            assertThat(subjects(inbox)).containsExactlyInAnyOrder("one", "two");
            assertThat(uids(inbox)).containsExactly(1L, 2L);
            assertThat(inbox.messages().uidNext()).isEqualTo(3);
            assertThat(inbox.messages().recent()).isEqualTo(2);
            assertThat(inbox.messages().unseen()).isEqualTo(2);
        }
    }

    @Test
    void aMessageComesBackOctetForOctet() throws Exception {
        try (Mailbox inbox = inbox()) {
            long uid = append(inbox, "one").get(0);
            StoredMessage stored = inbox.message(uid);
            Message expected = mail("one");
            assertThat(octets(stored.content())).isEqualTo(octets(expected));
            assertThat(stored.octets()).isEqualTo(expected.size());
            assertThat(inbox.messages().octets(0)).isEqualTo(expected.size());
            assertThat(stored.internalDate()).isEqualTo(THEN);
            assertThat(stored.uidl()).matches("[!-~]{1,70}");
        }
    }

    protected static byte[] octets(Message message) throws IOException {
        try (InputStream in = message.open()) {
            return in.readAllBytes();
        }
    }

    @Test
    void everythingOutlivesARestart() throws Exception {
        long uidValidity;
        String uidl;
        Messages before;
        try (Mailbox inbox = inbox()) {
            append(inbox, "one", "two", "three");
            inbox.store(UidSet.of(2), new FlagChange(ADD, Flags.of(Flag.FLAGGED)));
            inbox.store(UidSet.of(3), new FlagChange(ADD, keywords("Work")));
            inbox.store(UidSet.of(1), new FlagChange(ADD, Flags.of(Flag.DELETED)));
            inbox.expunge(UidSet.ALL);
            uidValidity = inbox.uidValidity();
            uidl = inbox.message(2).uidl();
            before = inbox.messages();
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(uids(inbox)).containsExactly(2L, 3L);
            assertThat(subjects(inbox)).containsExactly("two", "three");
            assertThat(flags(inbox, 2)).isEqualTo(Flags.of(Flag.FLAGGED));
            assertThat(flags(inbox, 3)).isEqualTo(keywords("Work"));
            assertThat(inbox.uidValidity()).isEqualTo(uidValidity);
            assertThat(inbox.message(2).uidl()).isEqualTo(uidl);
            assertThat(inbox.message(2).internalDate()).isEqualTo(THEN);
            assertThat(inbox.messages().uidNext()).isEqualTo(4);
            assertThat(inbox.messages().highestModSeq()).isEqualTo(before.highestModSeq());
            assertThat(inbox.messages().modSeq(0)).isEqualTo(before.modSeq(0));
        }
    }

    @Test
    void flagsAreAddedReplacedAndRemoved() throws Exception {
        try (Mailbox inbox = inbox()) {
            append(inbox, "one", "two");
            assertThat(inbox.store(UidSet.ALL, new FlagChange(ADD, Flags.of(Flag.SEEN))))
                    .isEqualTo(UidSet.of(1, 2));
            assertThat(inbox.store(UidSet.of(1), new FlagChange(ADD, Flags.of(Flag.SEEN))))
                    .isEqualTo(UidSet.NONE);
            inbox.store(UidSet.of(2), new FlagChange(REPLACE, Flags.of(Flag.ANSWERED, Flag.DRAFT)));
            inbox.store(UidSet.of(1), new FlagChange(REMOVE, Flags.of(Flag.SEEN, Flag.FLAGGED)));
            assertThat(flags(inbox, 1)).isEqualTo(Flags.NONE);
            assertThat(flags(inbox, 2)).isEqualTo(Flags.of(Flag.ANSWERED, Flag.DRAFT));
            assertThat(inbox.messages().unseen()).isEqualTo(2);
        }
    }

    @Test
    void keywordsKeepTheirFirstSpellingAndAreLimited() throws Exception {
        try (Mailbox inbox = inbox()) {
            append(inbox, "one", "two");
            inbox.store(UidSet.of(1), new FlagChange(ADD, keywords("$Forwarded")));
            inbox.store(UidSet.of(2), new FlagChange(ADD, keywords("$FORWARDED")));
            assertThat(flags(inbox, 2)).isEqualTo(keywords("$Forwarded"));
            assertThat(inbox.messages().keywords()).containsExactly("$Forwarded");
            inbox.store(UidSet.of(2), new FlagChange(REMOVE, keywords("$forwarded")));
            assertThat(flags(inbox, 2)).isEqualTo(Flags.NONE);
            for (int i = 0; inbox.messages().keywordsOpen(); i++)
                inbox.store(UidSet.of(1), new FlagChange(ADD, keywords("k" + i)));
            assertThat(inbox.messages().keywords().size()).isGreaterThanOrEqualTo(64);
            refused(Reason.LIMIT, () -> inbox.store(UidSet.of(1), new FlagChange(ADD, keywords("more"))));
            refused(Reason.CANNOT, () -> inbox.store(UidSet.of(1), new FlagChange(ADD, keywords("no keyword"))));
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(flags(inbox, 1).keywords()).contains("$Forwarded", "k0", "k63");
        }
    }

    @Test
    void eachChangeHasAHigherModSeq() throws Exception {
        try (Mailbox inbox = inbox()) {
            append(inbox, "one", "two");
            long arrived = inbox.messages().highestModSeq();
            inbox.store(UidSet.of(1), new FlagChange(ADD, Flags.of(Flag.SEEN)));
            assertThat(inbox.messages().modSeq(0)).isGreaterThan(arrived);
            assertThat(inbox.messages().modSeq(1)).isLessThanOrEqualTo(arrived);
            long flagged = inbox.messages().highestModSeq();
            assertThat(inbox.messages().modSeq(0)).isEqualTo(flagged);
            inbox.remove(UidSet.of(2));
            assertThat(inbox.messages().highestModSeq()).isGreaterThan(flagged);
        }
    }

    @Test
    void aMomentStaysAsItWas() throws Exception {
        try (Mailbox inbox = inbox()) {
            append(inbox, "one", "two", "three");
            Messages before = inbox.messages();
            inbox.store(UidSet.of(1), new FlagChange(ADD, Flags.of(Flag.SEEN)));
            append(inbox, "four");
            inbox.remove(UidSet.of(2));
            assertThat(before.size()).isEqualTo(3);
            assertThat(before.uid(1)).isEqualTo(2);
            assertThat(before.flags(0)).isEqualTo(Flags.NONE);
            assertThat(before.unseen()).isEqualTo(3);
            assertThat(uids(inbox)).containsExactly(1L, 3L, 4L);
            refused(Reason.NONEXISTENT, () -> inbox.message(2));
        }
    }

    @Test
    void onlyDeletedMessagesAreExpungedAndUidsNeverComeBack() throws Exception {
        try (Mailbox inbox = inbox()) {
            append(inbox, "one", "two", "three");
            inbox.store(UidSet.of(1, 3), new FlagChange(ADD, Flags.of(Flag.DELETED)));
            assertThat(inbox.expunge(UidSet.of(2, 3))).isEqualTo(UidSet.of(3));
            assertThat(uids(inbox)).containsExactly(1L, 2L);
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(append(inbox, "four").get(0)).isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void appendGivesUidsInOrderAndKeepsFlagsAndDates() throws Exception {
        Flags flags = new Flags(Set.of(Flag.SEEN, Flag.DRAFT), Set.of("Work"));
        try (Mailbox drafts = mailboxes().open(new MailboxName(List.of("Drafts")))) {
            List<Long> uids = drafts.append(List.of(
                    new Mailbox.Arrival(mail("one"), flags, THEN),
                    new Mailbox.Arrival(mail("two"), Flags.NONE, THEN.plusSeconds(7))));
            assertThat(uids).containsExactly(1L, 2L);
        }
        restart();
        try (Mailbox drafts = mailboxes().open(new MailboxName(List.of("Drafts")))) {
            assertThat(subjects(drafts)).containsExactly("one", "two");
            assertThat(flags(drafts, 1)).isEqualTo(flags);
            assertThat(drafts.message(2).internalDate()).isEqualTo(THEN.plusSeconds(7));
        }
    }

    @Test
    void aCopyHasFlagsDateAndANewUid() throws Exception {
        mailboxes().create(WORK);
        try (Mailbox inbox = inbox();
                Mailbox work = mailboxes().open(WORK)) {
            append(inbox, "one", "two", "three");
            append(work, "zero");
            inbox.store(UidSet.of(3), new FlagChange(ADD, Flags.of(Flag.FLAGGED).and(keywords("Later"))));
            assertThat(inbox.copy(UidSet.of(1, 3, 9), work)).isEqualTo(Map.of(1L, 2L, 3L, 3L));
            assertThat(subjects(work)).containsExactly("zero", "one", "three");
            assertThat(flags(work, 3)).isEqualTo(Flags.of(Flag.FLAGGED).and(keywords("Later")));
            assertThat(work.message(3).internalDate()).isEqualTo(THEN);
            assertThat(uids(inbox)).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void aMessageCanBeCopiedIntoItsOwnMailbox() throws Exception {
        try (Mailbox inbox = inbox()) {
            append(inbox, "one");
            assertThat(inbox.copy(UidSet.ALL, inbox)).isEqualTo(Map.of(1L, 2L));
            assertThat(subjects(inbox)).containsExactly("one", "one");
        }
    }

    @Test
    void aMovedMessageIsInOnePlace() throws Exception {
        mailboxes().create(WORK);
        try (Mailbox inbox = inbox();
                Mailbox work = mailboxes().open(WORK)) {
            append(inbox, "one", "two");
            assertThat(inbox.move(UidSet.of(2), work)).isEqualTo(Map.of(2L, 1L));
            assertThat(subjects(inbox)).containsExactly("one");
            assertThat(subjects(work)).containsExactly("two");
        }
    }

    @Test
    void recentIsClaimedOnceEvenAcrossARestart() throws Exception {
        try (Mailbox inbox = inbox()) {
            append(inbox, "one", "two");
            assertThat(inbox.claimRecent()).isEqualTo(UidSet.of(1, 2));
            append(inbox, "three");
            assertThat(inbox.messages().recent()).isEqualTo(1);
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(inbox.claimRecent()).isEqualTo(UidSet.of(3));
            assertThat(inbox.claimRecent()).isEqualTo(UidSet.NONE);
        }
    }

    @Test
    void aWatcherIsToldOfADeliveryAndUntilItIsClosed() throws Exception {
        AtomicInteger told = new AtomicInteger();
        CountDownLatch first = new CountDownLatch(1);
        try (Mailbox inbox = inbox()) {
            Closeable watch = inbox.watch(() -> {
                told.incrementAndGet();
                first.countDown();
            });
            mailboxes().deliver(MailboxName.INBOX, mail("one"), new DeliveryKey("q1 alice"));
            assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(inbox.messages().size()).isEqualTo(1);
            watch.close();
            int before = told.get();
            append(inbox, "two");
            assertThat(told.get()).isEqualTo(before);
        }
    }

    @Test
    void sessionsShareWhatTheyKnow() throws Exception {
        try (Mailbox one = inbox();
                Mailbox other = inbox()) {
            append(one, "one");
            assertThat(uids(other)).containsExactly(1L);
            other.store(UidSet.of(1), new FlagChange(ADD, Flags.of(Flag.SEEN)));
            assertThat(flags(one, 1)).isEqualTo(Flags.of(Flag.SEEN));
        }
    }

    @Test
    void aRepeatedDeliveryLandsOnItself() throws Exception {
        DeliveryKey key = new DeliveryKey("q1 alice");
        mailboxes().deliver(MailboxName.INBOX, mail("one"), key);
        mailboxes().deliver(MailboxName.INBOX, mail("one"), key);
        try (Mailbox inbox = inbox()) {
            assertThat(uids(inbox)).hasSize(1);
            inbox.remove(UidSet.ALL);
            mailboxes().deliver(MailboxName.INBOX, mail("one"), key);
            inbox.refresh();
            assertThat(uids(inbox)).isEmpty();
        }
        restart();
        mailboxes().deliver(MailboxName.INBOX, mail("one"), key);
        mailboxes().deliver(MailboxName.INBOX, mail("two"), new DeliveryKey("q2 alice"));
        try (Mailbox inbox = inbox()) {
            assertThat(subjects(inbox)).containsExactly("two");
        }
    }

    @Test
    void mailboxesAreMadeRenamedAndRemoved() throws Exception {
        MailboxName plans = WORK.child("2026").child("Pläne & Ziele");
        mailboxes().create(plans);
        assertThat(mailboxes().list())
                .extracting(entry -> entry.name() + " " + entry.selectable() + " " + entry.hasChildren())
                .contains("Work false true", "Work/2026 false true", "Work/2026/Pläne & Ziele true false");
        refused(Reason.ALREADY_EXISTS, () -> mailboxes().create(plans));
        try (Mailbox open = mailboxes().open(plans)) {
            append(open, "one");
            mailboxes().rename(WORK, new MailboxName(List.of("Life")));
            assertThat(open.name().toString()).isEqualTo("Life/2026/Pläne & Ziele");
            append(open, "two");
            assertThat(subjects(open)).containsExactly("one", "two");
        }
        MailboxName now = new MailboxName(List.of("Life", "2026", "Pläne & Ziele"));
        refused(Reason.HAS_CHILDREN, () -> mailboxes().delete(new MailboxName(List.of("Life"))));
        mailboxes().delete(now);
        refused(Reason.NONEXISTENT, () -> mailboxes().open(now));
        refused(Reason.NONEXISTENT, () -> mailboxes().delete(now));
        refused(Reason.CANNOT, () -> mailboxes().delete(MailboxName.INBOX));
    }

    @Test
    void aMailboxThatIsRemovedWhileOpenIsGone() throws Exception {
        mailboxes().create(WORK);
        try (Mailbox open = mailboxes().open(WORK)) {
            append(open, "one");
            mailboxes().delete(WORK);
            refused(Reason.NONEXISTENT, open::refresh);
            refused(Reason.NONEXISTENT, () -> append(open, "two"));
        }
    }

    @Test
    void aMailboxMadeAgainHasAHigherUidValidity() throws Exception {
        mailboxes().create(WORK);
        long first;
        try (Mailbox work = mailboxes().open(WORK)) {
            first = work.uidValidity();
        }
        mailboxes().delete(WORK);
        mailboxes().create(WORK);
        try (Mailbox work = mailboxes().open(WORK)) {
            assertThat(work.uidValidity()).isGreaterThan(first);
        }
    }

    @Test
    void renamingInboxEmptiesIt() throws Exception {
        try (Mailbox inbox = inbox()) {
            append(inbox, "one", "two");
            mailboxes().rename(MailboxName.INBOX, WORK);
            assertThat(uids(inbox)).isEmpty();
        }
        try (Mailbox work = mailboxes().open(WORK)) {
            assertThat(subjects(work)).containsExactly("one", "two");
        }
    }

    @Test
    void subscriptionsAreKeptForNamesThatAreGone() throws Exception {
        MailboxName odd = new MailboxName(List.of("a.b", "Ünï/x"));
        mailboxes().subscribe(odd);
        mailboxes().subscribe(MailboxName.INBOX);
        mailboxes().unsubscribe(new MailboxName(List.of("Junk")));
        restart();
        assertThat(mailboxes().subscriptions())
                .contains(odd, MailboxName.INBOX)
                .doesNotContain(new MailboxName(List.of("Junk")));
    }

    @Test
    void deliveryIntoAMailboxThatDoesNotExistIsRefused() {
        refused(Reason.NONEXISTENT, () -> mailboxes().deliver(WORK, mail("one"), new DeliveryKey("q1 alice")));
    }

    @Test
    void whatIsCachedCanBeForgotten() throws Exception {
        long uidValidity;
        try (Mailbox inbox = inbox()) {
            append(inbox, "one", "two");
            store.forget(ALICE);
            assertThat(subjects(inbox)).containsExactly("one", "two");
            uidValidity = inbox.uidValidity();
        }
        store.forget(ALICE);
        try (Mailbox inbox = inbox()) {
            assertThat(subjects(inbox)).containsExactly("one", "two");
            assertThat(inbox.uidValidity()).isEqualTo(uidValidity);
        }
    }

    @Test
    void mailboxesMessagesAndThreadsAreCalledTheSameForEver() throws Exception {
        MailboxName done = new MailboxName(List.of("Done"));
        mailboxes().create(WORK);
        String work;
        String email;
        try (Mailbox inbox = inbox();
                Mailbox target = mailboxes().open(WORK)) {
            Message first = text("Message-ID: <one@venus.test>", "", "Hello");
            Message answer = text("Message-ID: <two@venus.test>", "References: <one@venus.test> <0@x>", "", "Hi");
            List<Long> uids = inbox.append(List.of(arrival(first), arrival(answer)));
            work = target.id();
            assertThat(work).isNotEqualTo(inbox.id()).matches("F[0-9a-f]{32}");
            long copy = inbox.copy(UidSet.of(uids.get(0)), target).get(uids.get(0));
            email = inbox.message(uids.get(0)).emailId();
            assertThat(target.message(copy).emailId()).isEqualTo(email).matches("M[0-9a-f]{24}");
            assertThat(inbox.message(uids.get(1)).emailId()).isNotEqualTo(email);
            assertThat(inbox.message(uids.get(1)).threadId())
                    .isPresent()
                    .isEqualTo(inbox.message(uids.get(0)).threadId());
            assertThat(inbox.message(append(inbox, "no id").get(0)).threadId()).isEmpty();
        }
        mailboxes().rename(WORK, done);
        restart();
        try (Mailbox renamed = mailboxes().open(done)) {
            assertThat(renamed.id()).isEqualTo(work);
            assertThat(renamed.message(1).emailId()).isEqualTo(email);
        }
        mailboxes().delete(done);
        mailboxes().create(done);
        try (Mailbox other = mailboxes().open(done)) {
            assertThat(other.id()).isNotEqualTo(work);
        }
    }

    @Test
    void aMessageTellsItsFirstWordsAndWhenItWasSaved() throws Exception {
        Instant before = Instant.now().minusSeconds(2);
        try (Mailbox inbox = inbox()) {
            StoredMessage message = inbox.message(append(inbox, "a").get(0));
            assertThat(message.preview()).isEqualTo("Hello");
            assertThat(message.internalDate()).isEqualTo(THEN);
            assertThat(message.savedDate()).isBetween(before, Instant.now());
        }
    }

    @Test
    void whatWasExpungedIsKnownByModSequence() throws Exception {
        long before;
        long between;
        try (Mailbox inbox = inbox()) {
            List<Long> uids = append(inbox, "a", "b", "c", "d");
            before = inbox.messages().highestModSeq();
            inbox.remove(UidSet.of(uids.get(0)));
            between = inbox.messages().highestModSeq();
            inbox.remove(UidSet.of(uids.get(2), uids.get(3)));
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(inbox.vanished(before))
                    .hasValueSatisfying(gone -> assertThat(gone).hasToString("1,3:4"));
            assertThat(inbox.vanished(between))
                    .hasValueSatisfying(gone -> assertThat(gone).hasToString("3:4"));
            assertThat(inbox.vanished(inbox.messages().highestModSeq()))
                    .hasValueSatisfying(gone -> assertThat(gone.isEmpty()).isTrue());
        }
    }

    private static Message text(String... lines) {
        return Message.of((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static Mailbox.Arrival arrival(Message message) {
        return new Mailbox.Arrival(message, Flags.NONE, THEN);
    }
}

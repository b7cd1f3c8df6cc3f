package org.stagepost.pop3;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxEntry;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoreException.Reason;
import org.stagepost.mailstore.StoredMessage;
import org.stagepost.mailstore.UidSet;
import org.stagepost.mailstore.Watcher;
import org.stagepost.message.MimePart;

/** One inbox an account, held in memory: as much of a store as POP3 asks of one, and it breaks when a test wants it. */
final class MemoryStore implements MailStore {
    private final Map<Address, Inbox> inboxes = new ConcurrentHashMap<>();

    /** A message that a test put there. */
    record Stored(long uid, byte[] octetsOfIt, boolean broken) implements StoredMessage {
        @Override
        public Instant internalDate() {
            return Instant.EPOCH;
        }

        @Override
        public long octets() {
            return octetsOfIt.length;
        }

        @Override
        public Message content() throws IOException {
            if (broken) throw new FileNotFoundException("the file is gone");
            return Message.of(octetsOfIt);
        }

        @Override
        public MimePart structure() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant savedDate() {
            return Instant.EPOCH;
        }

        @Override
        public String emailId() {
            return "M" + uid;
        }

        @Override
        public String preview() {
            return "";
        }

        @Override
        public String uidl() {
            return "id-" + uid;
        }
    }

    Inbox inbox(Address account) {
        return inboxes.computeIfAbsent(account, address -> new Inbox());
    }

    @Override
    public Mailboxes of(Address account) throws StoreException {
        Inbox inbox = inbox(account);
        inbox.session = Thread.currentThread();
        if (inbox.buggy) throw new IllegalStateException("a bug");
        if (inbox.locked) throw new StoreException(Reason.UNAVAILABLE, "the disk sleeps");
        return new Account(account, inbox);
    }

    @Override
    public void forget(Address account) {}

    /** The messages of one account. */
    static final class Inbox implements Mailbox {
        private final List<Stored> stored = new CopyOnWriteArrayList<>();
        private long uidNext = 1;
        volatile Thread session = Thread.currentThread();
        volatile boolean buggy;
        volatile boolean locked;
        volatile boolean readOnly;
        final AtomicInteger openHandles = new AtomicInteger();

        void add(String... messages) {
            for (String message : messages) stored.add(new Stored(uidNext++, Ascii.octets(message), false));
        }

        void addBroken() {
            stored.add(new Stored(uidNext++, new byte[10], true));
        }

        List<Long> uids() {
            return stored.stream().map(Stored::uid).toList();
        }

        @Override
        public MailboxName name() {
            return MailboxName.INBOX;
        }

        @Override
        public long uidValidity() {
            return 1;
        }

        @Override
        public String id() {
            return "F1";
        }

        @Override
        public Optional<UidSet> vanished(long modSeq) {
            return Optional.empty();
        }

        @Override
        public boolean readOnly() {
            return readOnly;
        }

        @Override
        public Messages messages() {
            return new Picture(List.copyOf(stored), uidNext);
        }

        @Override
        public StoredMessage message(long uid) throws StoreException {
            return stored.stream()
                    .filter(message -> message.uid() == uid)
                    .findFirst()
                    .orElseThrow(() -> new StoreException(Reason.NONEXISTENT, "the message is gone"));
        }

        @Override
        public UidSet remove(UidSet uids) throws StoreException {
            if (readOnly) throw new StoreException(Reason.READ_ONLY, "nothing may be removed");
            stored.removeIf(message -> uids.contains(message.uid()));
            return uids;
        }

        @Override
        public void refresh() {}

        @Override
        public void close() {
            openHandles.decrementAndGet();
        }

        @Override
        public List<Long> append(List<Arrival> arrivals) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UidSet store(UidSet uids, FlagChange change) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<Long, Long> copy(UidSet uids, Mailbox target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<Long, Long> move(UidSet uids, Mailbox target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UidSet expunge(UidSet uids) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UidSet claimRecent() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Closeable watch(Watcher watcher) {
            throw new UnsupportedOperationException();
        }
    }

    private record Picture(List<Stored> stored, long uidNext) implements Messages {
        @Override
        public int size() {
            return stored.size();
        }

        @Override
        public long uid(int position) {
            return stored.get(position).uid();
        }

        @Override
        public Flags flags(int position) {
            return Flags.NONE;
        }

        @Override
        public long modSeq(int position) {
            return 1;
        }

        @Override
        public long octets(int position) {
            return stored.get(position).octets();
        }

        @Override
        public int position(long uid) {
            List<Long> uids = new ArrayList<>();
            for (Stored message : stored) uids.add(message.uid());
            return uids.indexOf(uid);
        }

        @Override
        public long highestModSeq() {
            return 1;
        }

        @Override
        public int unseen() {
            return stored.size();
        }

        @Override
        public int recent() {
            return 0;
        }

        @Override
        public List<String> keywords() {
            return List.of();
        }

        @Override
        public boolean keywordsOpen() {
            return false;
        }

        @Override
        public long totalOctets() {
            return stored.stream().mapToLong(Stored::octets).sum();
        }
    }

    private record Account(Address account, Inbox inbox) implements Mailboxes {
        @Override
        public Mailbox open(MailboxName name) {
            inbox.openHandles.incrementAndGet();
            return inbox;
        }

        @Override
        public List<MailboxEntry> list() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void create(MailboxName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(MailboxName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void rename(MailboxName from, MailboxName to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<MailboxName> subscriptions() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void subscribe(MailboxName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void unsubscribe(MailboxName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void deliver(MailboxName name, Message message, DeliveryKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long undelete(MailboxName name) {
            return 0;
        }

        @Override
        public void tidy(Map<MailboxName, Duration> expire) {}

        @Override
        public List<String> check(MailboxName name) {
            return List.of();
        }

        @Override
        public List<String> repair(MailboxName name) {
            return List.of();
        }

        @Override
        public void admit(long size) {
            throw new UnsupportedOperationException();
        }
    }
}

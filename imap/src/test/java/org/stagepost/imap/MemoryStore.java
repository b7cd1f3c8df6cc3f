package org.stagepost.imap;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.stagepost.mail.Address;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxEntry;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.SpecialUse;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoreException.Reason;

/** A store in memory, for tests of the protocol alone: it keeps the contract and survives nothing. */
public final class MemoryStore implements MailStore {
    private final Map<Address, Account> accounts = new ConcurrentHashMap<>();

    @Override
    public Account of(Address account) {
        return accounts.computeIfAbsent(account, Account::new);
    }

    @Override
    public void forget(Address account) {}

    /** The mailboxes of one account. */
    public static final class Account implements Mailboxes {
        private final Address address;
        private final Map<MailboxName, MemoryMailbox> mailboxes = new TreeMap<>();
        private final Set<MailboxName> subscriptions = new TreeSet<>();
        private long uidValidity = 1_000;

        Account(Address address) {
            this.address = address;
            for (String name : List.of("INBOX", "Drafts", "Sent", "Junk", "Trash", "Archive")) {
                MailboxName standard = new MailboxName(List.of(name));
                make(standard);
                subscriptions.add(standard);
            }
        }

        private void make(MailboxName name) {
            mailboxes.put(name, new MemoryMailbox(name, uidValidity++));
        }

        @Override
        public Address account() {
            return address;
        }

        @Override
        public synchronized List<MailboxEntry> list() {
            Set<MailboxName> names = new TreeSet<>(Comparator.naturalOrder());
            for (MailboxName name : mailboxes.keySet()) {
                for (int depth = 1; depth <= name.levels().size(); depth++)
                    names.add(new MailboxName(name.levels().subList(0, depth)));
            }
            List<MailboxEntry> entries = new ArrayList<>();
            for (MailboxName name : names) {
                boolean children = names.stream().anyMatch(other -> other.isBelow(name));
                entries.add(new MailboxEntry(name, mailboxes.containsKey(name), children, use(name)));
            }
            return entries;
        }

        private static Optional<SpecialUse> use(MailboxName name) {
            for (SpecialUse use : SpecialUse.values()) {
                if (use.attribute().equals("\\" + name.text('/'))) return Optional.of(use);
            }
            return Optional.empty();
        }

        @Override
        public synchronized MemoryMailbox open(MailboxName name) throws StoreException {
            MemoryMailbox mailbox = mailboxes.get(name);
            if (mailbox == null) throw new StoreException(Reason.NONEXISTENT, "there is no such mailbox");
            return mailbox;
        }

        @Override
        public synchronized void create(MailboxName name) throws StoreException {
            if (name.hasWildcards()) throw new StoreException(Reason.CANNOT, "not a name for a mailbox");
            if (mailboxes.containsKey(name)) throw new StoreException(Reason.ALREADY_EXISTS, "the mailbox exists");
            make(name);
        }

        @Override
        public synchronized void delete(MailboxName name) throws StoreException {
            if (name.isInbox()) throw new StoreException(Reason.CANNOT, "INBOX stays");
            boolean holder = mailboxes.keySet().stream().anyMatch(other -> other.isBelow(name));
            if (!mailboxes.containsKey(name) && holder)
                throw new StoreException(Reason.HAS_CHILDREN, "there are mailboxes below it");
            open(name).removed();
            mailboxes.remove(name);
        }

        @Override
        public synchronized void rename(MailboxName from, MailboxName to) throws StoreException {
            if (to.hasWildcards()) throw new StoreException(Reason.CANNOT, "not a name for a mailbox");
            if (to.isBelow(from)) throw new StoreException(Reason.CANNOT, "not below itself");
            if (mailboxes.containsKey(to)) throw new StoreException(Reason.ALREADY_EXISTS, "the mailbox exists");
            MemoryMailbox moved = open(from);
            mailboxes.put(to, moved.renamed(to));
            if (from.isInbox()) make(from);
            else mailboxes.remove(from);
            for (MailboxName name : List.copyOf(mailboxes.keySet())) {
                if (!name.isBelow(from) || from.isInbox()) continue;
                List<String> levels = new ArrayList<>(to.levels());
                levels.addAll(name.levels()
                        .subList(from.levels().size(), name.levels().size()));
                MailboxName target = new MailboxName(levels);
                mailboxes.put(target, open(name).renamed(target));
                mailboxes.remove(name);
            }
        }

        @Override
        public synchronized Set<MailboxName> subscriptions() {
            return new TreeSet<>(subscriptions);
        }

        @Override
        public synchronized void subscribe(MailboxName name) {
            subscriptions.add(name);
        }

        @Override
        public synchronized void unsubscribe(MailboxName name) {
            subscriptions.remove(name);
        }

        @Override
        public void deliver(MailboxName name, Message message, DeliveryKey key) throws StoreException {
            open(name).deliver(new Mailbox.Arrival(message, Flags.NONE, Instant.EPOCH));
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
        public void admit(long size) throws StoreException {
            if (size > 1_000_000) throw new StoreException(Reason.OVER_QUOTA, "the quota is used up");
        }
    }
}

package org.stagepost.mailstore.maildir;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.stagepost.mail.Address;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxEntry;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.SpecialUse;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoreException.Reason;
import org.stagepost.mailstore.UidSet;
import org.stagepost.mailstore.Usage;
import org.stagepost.mailstore.index.MailboxKey;

/**
 * One account's Maildir++: INBOX is the folder itself, every other mailbox a folder in it.
 *
 * <p>Long because two locks guard all that changes an account's mailboxes, and their order is to be seen in one place.
 */
final class MaildirAccount implements Mailboxes {
    private static final Map<MailboxName, SpecialUse> STANDARD = Map.of(
            new MailboxName(List.of("Archive")), SpecialUse.ARCHIVE,
            new MailboxName(List.of("Drafts")), SpecialUse.DRAFTS,
            new MailboxName(List.of("Junk")), SpecialUse.JUNK,
            new MailboxName(List.of("Sent")), SpecialUse.SENT,
            new MailboxName(List.of("Trash")), SpecialUse.TRASH);

    private static final String SECLUDED = "stagepost-pop3-lock";

    private final Means means;
    private final Address address;
    private final Folders folders;
    private final Subscriptions subscriptions;
    private final Deliveries deliveries;
    private final Allowance allowance;
    private final Wastebasket basket;
    private final LiveMailbox.Common common;
    /** Taken for changes of what mailboxes there are, before any other lock. */
    private final ReentrantLock structure = new ReentrantLock();
    /** Guards what follows; taken before a mailbox's own lock. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<MailboxName, LiveMailbox> live = new HashMap<>();
    private final Map<LiveMailbox, Integer> handles = new HashMap<>();
    private volatile boolean ready;
    private volatile Optional<Object> prepared = Optional.empty();

    MaildirAccount(Means means, Address address, Path root, Keeper keeper, Duration keepExpunged) {
        this.means = means;
        this.address = address;
        this.folders = new Folders(means.disk(), means.names(), root);
        this.subscriptions = new Subscriptions(means, root);
        this.deliveries = new Deliveries(means, root);
        this.allowance = new Allowance(means, address, folders);
        this.basket = new Wastebasket(means, root, keepExpunged);
        this.common = new LiveMailbox.Common(
                address, new UidValidities(means, root), deliveries, allowance, basket, keeper, this::release);
    }

    private interface Step {
        void go() throws IOException, StoreException;
    }

    /** Makes the account's folders on first use; the subscriptions, written last, tell that it was done. */
    void prepare(Path mailRoot) throws StoreException {
        if (ready) return;
        change(() -> {
            perform(() -> means.has(Duty.OWN) ? provide(mailRoot) : provideInbox(mailRoot));
            prepared = folderKey();
            ready = true;
        });
    }

    /** Whether the folder is no longer the one that was prepared: the account was renamed or removed beside us. */
    boolean hasMoved() {
        return ready && !folderKey().equals(prepared);
    }

    private Optional<Object> folderKey() {
        try {
            return Optional.ofNullable(Files.readAttributes(folders.root(), BasicFileAttributes.class)
                    .fileKey());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Enough to deliver and to read; the owner adds the rest when it first sees the account. */
    private Path provideInbox(Path mailRoot) throws IOException, StoreException {
        means.disk().createDirectories(folders.root());
        means.owner().check(folders.root());
        if (Folders.exists(folders.root())) return mailRoot;
        folders.make(MailboxName.INBOX);
        folders.force(mailRoot);
        return mailRoot;
    }

    private Path provide(Path mailRoot) throws IOException, StoreException {
        means.disk().createDirectories(folders.root());
        means.owner().check(folders.root());
        folders.sweep();
        if (subscriptions.exist()) return mailRoot;
        folders.make(MailboxName.INBOX);
        for (MailboxName name : STANDARD.keySet()) folders.make(name);
        folders.force(mailRoot);
        subscriptions.write(new TreeSet<>(STANDARD.keySet()));
        return mailRoot;
    }

    private void change(Step step) throws StoreException {
        structure.lock();
        try {
            step.go();
        } catch (IOException e) {
            throw LiveMailbox.failure(e);
        } finally {
            structure.unlock();
        }
    }

    private <T> T perform(Callable<T> work) throws StoreException {
        try {
            return means.disk().perform(work);
        } catch (IOException e) {
            throw LiveMailbox.failure(e);
        }
    }

    @Override
    public Address account() {
        return address;
    }

    @Override
    public List<MailboxEntry> list() throws StoreException {
        Set<MailboxName> there = perform(folders::names);
        Set<MailboxName> all = new TreeSet<>(there);
        for (MailboxName name : there) {
            for (int depth = 1; depth < name.levels().size(); depth++)
                all.add(new MailboxName(name.levels().subList(0, depth)));
        }
        List<MailboxEntry> entries = new ArrayList<>();
        for (MailboxName name : all) {
            boolean children = all.stream().anyMatch(other -> other.isBelow(name));
            entries.add(
                    new MailboxEntry(name, there.contains(name), children, Optional.ofNullable(STANDARD.get(name))));
        }
        return entries;
    }

    @Override
    public Mailbox open(MailboxName name) throws StoreException {
        LiveMailbox mailbox = held(name);
        try {
            return new MaildirMailbox(means, mailbox, () -> letGo(mailbox));
        } catch (StoreException | RuntimeException e) {
            letGo(mailbox);
            throw e;
        }
    }

    private LiveMailbox held(MailboxName name) throws StoreException {
        Path folder = folders.of(name);
        lock.lock();
        try {
            LiveMailbox mailbox = live.get(name);
            if (mailbox == null || mailbox.isRemoved()) {
                if (!Folders.exists(folder)) throw nonexistent(name);
                mailbox = new LiveMailbox(means, common, name, folder);
                live.put(name, mailbox);
            }
            handles.merge(mailbox, 1, Integer::sum);
            return mailbox;
        } finally {
            lock.unlock();
        }
    }

    private void letGo(LiveMailbox mailbox) {
        lock.lock();
        try {
            handles.computeIfPresent(mailbox, (same, count) -> count == 1 ? null : count - 1);
            if (!handles.containsKey(mailbox) && mailbox.retire()) live.remove(mailbox.name(), mailbox);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a mailbox out of memory unless a session has it open or its files have still to follow. */
    private boolean release(LiveMailbox mailbox) {
        lock.lock();
        try {
            if (handles.containsKey(mailbox) || !mailbox.isSettled()) return false;
            mailbox.unload();
            live.remove(mailbox.name(), mailbox);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static StoreException nonexistent(MailboxName name) {
        return new StoreException(Reason.NONEXISTENT, "there is no mailbox " + name);
    }

    @Override
    public void create(MailboxName name) throws StoreException {
        means.need(Duty.OWN);
        possible(name);
        change(() -> perform(() -> {
            if (Folders.exists(folders.of(name))) throw exists(name);
            folders.make(name);
            folders.force();
            return name;
        }));
    }

    private static void possible(MailboxName name) throws StoreException {
        if (!name.isSafe() || name.hasWildcards())
            throw new StoreException(Reason.CANNOT, "not a name for a mailbox: " + name);
    }

    @Override
    public void delete(MailboxName name) throws StoreException {
        means.need(Duty.OWN);
        if (name.isInbox()) throw new StoreException(Reason.CANNOT, "INBOX stays");
        change(() -> {
            Set<MailboxName> there = perform(folders::names);
            if (!there.contains(name) && there.stream().anyMatch(other -> other.isBelow(name)))
                throw new StoreException(Reason.HAS_CHILDREN, name + " only holds others");
            LiveMailbox mailbox = held(name);
            try {
                Path away = folders.away();
                try (Allowance.Room room = allowance.change()) {
                    mailbox.remove(away);
                    perform(() -> {
                        Allowance.Sum gone = Allowance.sum(away);
                        room.keep(-gone.octets(), -gone.messages());
                        basket.takeAll(folders.of(name), away);
                        return gone;
                    });
                }
                settle(name, mailbox);
            } finally {
                letGo(mailbox);
            }
        });
    }

    /** The folders changed: now durably, and in memory too. */
    private void settle(MailboxName old, LiveMailbox mailbox) throws StoreException {
        lock.lock();
        try {
            live.remove(old, mailbox);
            if (!mailbox.isRemoved()) live.put(mailbox.name(), mailbox);
        } finally {
            lock.unlock();
        }
        perform(() -> {
            folders.force();
            folders.sweep();
            return old;
        });
    }

    @Override
    public void rename(MailboxName from, MailboxName to) throws StoreException {
        means.need(Duty.OWN);
        if (to.isBelow(from) && !from.isInbox())
            throw new StoreException(Reason.CANNOT, "a mailbox cannot go below itself");
        possible(to);
        change(() -> {
            Set<MailboxName> there = perform(folders::names);
            if (there.contains(to)) throw exists(to);
            if (from.isInbox()) {
                empty(from, to);
                return;
            }
            List<MailboxName> moving = there.stream()
                    .filter(name -> name.equals(from) || name.isBelow(from))
                    .toList();
            if (moving.isEmpty()) throw nonexistent(from);
            for (MailboxName name : moving) {
                MailboxName target = target(name, from, to);
                if (there.contains(target)) throw exists(target);
                folders.of(target);
            }
            for (MailboxName name : moving) move(name, target(name, from, to));
        });
    }

    private static MailboxName target(MailboxName name, MailboxName from, MailboxName to) {
        List<String> levels = new ArrayList<>(to.levels());
        levels.addAll(name.levels().subList(from.levels().size(), name.levels().size()));
        return new MailboxName(levels);
    }

    private void move(MailboxName from, MailboxName to) throws IOException, StoreException {
        LiveMailbox mailbox = held(from);
        try {
            mailbox.move(to, folders.of(to));
            settle(from, mailbox);
        } finally {
            letGo(mailbox);
        }
    }

    /** Renaming INBOX gives its messages to a new mailbox (RFC 9051 6.3.6). */
    private void empty(MailboxName inbox, MailboxName to) throws StoreException {
        perform(() -> {
            folders.make(to);
            folders.force();
            return to;
        });
        try (Mailbox from = open(inbox);
                Mailbox target = open(to)) {
            from.move(UidSet.ALL, target);
        }
    }

    private static StoreException exists(MailboxName name) {
        return new StoreException(Reason.ALREADY_EXISTS, name + " exists already");
    }

    @Override
    public Set<MailboxName> subscriptions() throws StoreException {
        structure.lock();
        try {
            return perform(subscriptions::read);
        } finally {
            structure.unlock();
        }
    }

    @Override
    public void subscribe(MailboxName name) throws StoreException {
        folders.of(name);
        resubscribe(names -> names.add(name));
    }

    @Override
    public void unsubscribe(MailboxName name) throws StoreException {
        resubscribe(names -> names.remove(name));
    }

    private void resubscribe(Predicate<Set<MailboxName>> edit) throws StoreException {
        means.need(Duty.OWN);
        change(() -> perform(() -> {
            Set<MailboxName> names = subscriptions.read();
            if (edit.test(names)) subscriptions.write(names);
            return names;
        }));
    }

    @Override
    public void deliver(MailboxName name, Message message, DeliveryKey key) throws StoreException {
        means.need(Duty.DELIVER);
        Path folder = folders.of(name);
        perform(() -> {
            if (!Folders.exists(folder)) throw nonexistent(name);
            long hash = Deliveries.hash(key, name);
            if (deliveries.begin(hash, folder)) delivered(name, message, hash);
            return name;
        });
        expect(name);
    }

    private void delivered(MailboxName name, Message message, long hash) throws IOException, StoreException {
        Path folder = folders.of(name);
        try (Allowance.Room room = allowance.take(message.size(), 1)) {
            Drafts.Draft draft = means.drafts().write(folder, message, Optional.empty());
            long octets = draft.known().octets();
            String base = FileNames.sized(means.names().keyed(hash), octets, octets);
            try {
                means.disk().link(draft.file(), Place.NEW.of(folder, base));
            } catch (FileAlreadyExistsException e) {
                // The same delivery in the same second, broken off before it was told: it is here.
            } finally {
                means.drafts().discard(List.of(draft));
            }
            means.disk().forceDirectory(folder.resolve("new"), Means.DELIVERED);
            means.index().put(MailboxKey.of(address, name), base, draft.known());
            room.keep(octets, 1);
            deliveries.done(hash);
        } catch (IOException | StoreException | RuntimeException e) {
            deliveries.failed(hash, folder);
            throw e;
        }
    }

    /** Whoever has the mailbox open learns of it. */
    private void expect(MailboxName name) {
        lock.lock();
        try {
            LiveMailbox mailbox = live.get(name);
            if (mailbox != null) mailbox.expect();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Closeable> seclude() throws StoreException {
        return perform(() -> StoreLock.take(folders.root().resolve(SECLUDED)).map(lock -> lock));
    }

    @Override
    public void admit(long size) throws StoreException {
        means.space().admit(size);
        if (!allowance.isLimited()) return;
        perform(() -> {
            allowance.admit(size, 1);
            return size;
        });
    }

    @Override
    public List<String> check(MailboxName name) throws StoreException {
        return with(name, LiveMailbox::examined);
    }

    @Override
    public List<String> repair(MailboxName name) throws StoreException {
        means.need(Duty.OWN);
        allowance.doubt();
        return with(name, mailbox -> {
            mailbox.renew();
            return mailbox.examined();
        });
    }

    @Override
    public long undelete(MailboxName name) throws StoreException {
        means.need(Duty.OWN);
        long back = 0;
        if (!Folders.exists(folders.of(name))) create(name);
        for (Path day : basket.of(folders.of(name))) back += undelete(day, name);
        return back;
    }

    /** A message that is back is no longer kept: a second time would bring it twice. */
    private long undelete(Path day, MailboxName name) throws StoreException {
        long[] back = new long[1];
        try (Mailbox mailbox = open(name)) {
            MaildirTree.alone(day, name).each((same, message, flags, date) -> {
                Flags without = flags.without(Flags.of(Flag.DELETED));
                mailbox.append(List.of(new Mailbox.Arrival(message, without, date)));
                back[0]++;
            });
            perform(() -> basket.forget(day));
        } catch (IOException e) {
            throw LiveMailbox.failure(e);
        }
        return back[0];
    }

    @Override
    public void tidy(Map<MailboxName, Duration> expire) throws StoreException {
        means.need(Duty.OWN);
        for (MailboxName name : expire.keySet()) {
            if (Folders.exists(folders.of(name)))
                expire(name, means.clock().instant().minus(expire.get(name)));
        }
        perform(basket::empty);
    }

    private void expire(MailboxName name, Instant before) throws StoreException {
        try (Mailbox mailbox = open(name)) {
            Messages messages = mailbox.messages();
            List<UidSet.Range> old = new ArrayList<>();
            for (int i = 0; i < messages.size(); i++) {
                long uid = messages.uid(i);
                if (mailbox.message(uid).savedDate().isBefore(before)) old.add(new UidSet.Range(uid, uid));
            }
            if (!old.isEmpty()) mailbox.remove(UidSet.ofRanges(old));
        }
    }

    private interface Examining {
        List<String> of(LiveMailbox mailbox) throws StoreException;
    }

    private List<String> with(MailboxName name, Examining work) throws StoreException {
        LiveMailbox mailbox = held(name);
        try {
            return work.of(mailbox);
        } finally {
            letGo(mailbox);
        }
    }

    @Override
    public Usage usage() throws StoreException {
        return perform(allowance::usage);
    }

    /** Drops what is remembered of messages, and out of memory what no session has open. */
    void forget() {
        List<LiveMailbox> loaded;
        lock.lock();
        try {
            loaded = new ArrayList<>(live.values());
        } finally {
            lock.unlock();
        }
        for (LiveMailbox mailbox : loaded) {
            mailbox.settle();
            release(mailbox);
        }
        long number = MailboxKey.account(address);
        means.blocks().drop(key -> key.account() == number);
        means.index().forget(number);
    }

    /** Ends the delivery log cleanly; the next delivery opens it again. */
    void rest() throws StoreException {
        perform(() -> {
            deliveries.close();
            return address;
        });
    }
}

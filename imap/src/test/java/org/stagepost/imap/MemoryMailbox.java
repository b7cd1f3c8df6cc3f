package org.stagepost.imap;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoreException.Reason;
import org.stagepost.mailstore.StoredMessage;
import org.stagepost.mailstore.UidSet;
import org.stagepost.mailstore.Watcher;
import org.stagepost.message.MimePart;

/** A mailbox in memory: one picture after the other, and the octets. */
public final class MemoryMailbox implements Mailbox {
    private static final int MAX_KEYWORDS = 8;

    private final MailboxName name;
    private final long uidValidity;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final Map<Long, Stored> stored = new HashMap<>();
    private final Set<String> keywords = new LinkedHashSet<>();
    private final List<Arrival> delivered = new ArrayList<>();
    private volatile boolean removed;
    private long uidNext = 1;
    private long modSeq = 1;
    private long firstUnclaimed = 1;
    private Picture picture = new Picture(List.of(), 1, 1, 1, List.of());

    MemoryMailbox(MailboxName name, long uidValidity) {
        this.name = name;
        this.uidValidity = uidValidity;
    }

    synchronized MemoryMailbox renamed(MailboxName to) {
        MemoryMailbox copy = new MemoryMailbox(to, uidValidity);
        copy.stored.putAll(stored);
        copy.keywords.addAll(keywords);
        copy.uidNext = uidNext;
        copy.modSeq = modSeq;
        copy.firstUnclaimed = firstUnclaimed;
        copy.picture = picture;
        return copy;
    }

    private record Entry(long uid, Flags flags, long modSeq, long octets) {}

    private record Stored(long uid, Instant internalDate, Message content) implements StoredMessage {
        @Override
        public long octets() {
            return content.size();
        }

        @Override
        public MimePart structure() throws IOException {
            return MimePart.of(content.open());
        }

        @Override
        public Instant savedDate() {
            return internalDate;
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
            return Long.toString(uid);
        }
    }

    private record Picture(
            List<Entry> entries, long uidNext, long highestModSeq, long firstUnclaimed, List<String> keywords)
            implements Messages {
        @Override
        public int size() {
            return entries.size();
        }

        @Override
        public long uid(int position) {
            return entries.get(position).uid();
        }

        @Override
        public Flags flags(int position) {
            return entries.get(position).flags();
        }

        @Override
        public long modSeq(int position) {
            return entries.get(position).modSeq();
        }

        @Override
        public long octets(int position) {
            return entries.get(position).octets();
        }

        @Override
        public int position(long uid) {
            for (int i = 0; i < entries.size(); i++) {
                if (entries.get(i).uid() == uid) return i;
            }
            return -1;
        }

        @Override
        public int unseen() {
            return (int) entries.stream()
                    .filter(entry -> !entry.flags().has(Flag.SEEN))
                    .count();
        }

        @Override
        public int recent() {
            return (int) entries.stream()
                    .filter(entry -> entry.uid() >= firstUnclaimed)
                    .count();
        }

        @Override
        public boolean keywordsOpen() {
            return keywords.size() < MAX_KEYWORDS;
        }

        @Override
        public long totalOctets() {
            return entries.stream().mapToLong(Entry::octets).sum();
        }
    }

    private void change(List<Entry> entries) {
        picture = new Picture(List.copyOf(entries), uidNext, modSeq, firstUnclaimed, List.copyOf(keywords));
        watchers.forEach(Watcher::changed);
    }

    @Override
    public MailboxName name() {
        return name;
    }

    @Override
    public long uidValidity() {
        return uidValidity;
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
        return false;
    }

    @Override
    public synchronized Messages messages() {
        return picture;
    }

    @Override
    public synchronized StoredMessage message(long uid) throws StoreException {
        Stored found = stored.get(uid);
        if (found == null) throw new StoreException(Reason.NONEXISTENT, "the message is gone");
        return found;
    }

    @Override
    public synchronized List<Long> append(List<Arrival> arrivals) throws StoreException {
        List<Entry> entries = new ArrayList<>(picture.entries());
        List<Long> uids = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            claimKeywords(arrival.flags());
            Message own = Message.of(octets(arrival.message()));
            entries.add(new Entry(uidNext, arrival.flags(), ++modSeq, own.size()));
            stored.put(uidNext, new Stored(uidNext, arrival.internalDate(), own));
            uids.add(uidNext++);
        }
        change(entries);
        return uids;
    }

    private void claimKeywords(Flags flags) throws StoreException {
        Set<String> more = new LinkedHashSet<>(keywords);
        more.addAll(flags.keywords());
        if (more.size() > MAX_KEYWORDS) throw new StoreException(Reason.LIMIT, "no room for more keywords");
        keywords.addAll(more);
    }

    private static byte[] octets(Message message) {
        try {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            message.writeTo(octets);
            return octets.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized UidSet store(UidSet uids, FlagChange change) throws StoreException {
        if (change.kind() != FlagChange.Kind.REMOVE) claimKeywords(change.flags());
        List<Entry> entries = new ArrayList<>();
        List<UidSet.Range> changed = new ArrayList<>();
        long next = modSeq + 1;
        for (Entry entry : picture.entries()) {
            Flags flags = uids.contains(entry.uid()) ? change.applyTo(entry.flags()) : entry.flags();
            if (flags.equals(entry.flags())) entries.add(entry);
            else {
                entries.add(new Entry(entry.uid(), flags, next, entry.octets()));
                changed.add(new UidSet.Range(entry.uid(), entry.uid()));
                modSeq = next;
            }
        }
        if (!changed.isEmpty()) change(entries);
        return UidSet.ofRanges(changed);
    }

    @Override
    public synchronized Map<Long, Long> copy(UidSet uids, Mailbox target) throws StoreException {
        List<Arrival> arrivals = new ArrayList<>();
        List<Long> from = new ArrayList<>();
        for (Entry entry : picture.entries()) {
            if (!uids.contains(entry.uid())) continue;
            StoredMessage message = message(entry.uid());
            from.add(entry.uid());
            try {
                arrivals.add(new Arrival(message.content(), entry.flags(), message.internalDate()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        List<Long> to = target.append(arrivals);
        Map<Long, Long> copied = new LinkedHashMap<>();
        for (int i = 0; i < from.size(); i++) copied.put(from.get(i), to.get(i));
        return copied;
    }

    @Override
    public Map<Long, Long> move(UidSet uids, Mailbox target) throws StoreException {
        Map<Long, Long> moved = copy(uids, target);
        remove(uids);
        return moved;
    }

    @Override
    public UidSet expunge(UidSet uids) {
        return remove(entry -> uids.contains(entry.uid()) && entry.flags().has(Flag.DELETED));
    }

    @Override
    public UidSet remove(UidSet uids) {
        return remove(entry -> uids.contains(entry.uid()));
    }

    private synchronized UidSet remove(Predicate<Entry> which) {
        List<Entry> entries = new ArrayList<>();
        List<UidSet.Range> gone = new ArrayList<>();
        for (Entry entry : picture.entries()) {
            if (!which.test(entry)) entries.add(entry);
            else {
                stored.remove(entry.uid());
                gone.add(new UidSet.Range(entry.uid(), entry.uid()));
            }
        }
        modSeq++;
        if (!gone.isEmpty()) change(entries);
        return UidSet.ofRanges(gone);
    }

    @Override
    public synchronized UidSet claimRecent() {
        List<UidSet.Range> claimed = new ArrayList<>();
        if (firstUnclaimed < uidNext) claimed.add(new UidSet.Range(firstUnclaimed, uidNext - 1));
        firstUnclaimed = uidNext;
        if (!claimed.isEmpty()) change(picture.entries());
        return UidSet.ofRanges(claimed);
    }

    @Override
    public synchronized void refresh() throws StoreException {
        if (removed) throw new StoreException(Reason.NONEXISTENT, "there is no such mailbox any more");
        if (!delivered.isEmpty()) append(delivered);
        delivered.clear();
    }

    /** A delivery: who watches hears of it, and everybody else at the next look. */
    public synchronized void deliver(Arrival arrival) throws StoreException {
        delivered.add(arrival);
        if (!watchers.isEmpty()) refresh();
    }

    void removed() {
        removed = true;
    }

    @Override
    public Closeable watch(Watcher watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public void close() {}
}

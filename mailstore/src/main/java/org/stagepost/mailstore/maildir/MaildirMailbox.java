package org.stagepost.mailstore.maildir;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoredMessage;
import org.stagepost.mailstore.UidSet;
import org.stagepost.mailstore.Watcher;

/** One session's handle of a live mailbox. */
final class MaildirMailbox implements Mailbox {
    private final Means means;
    private final LiveMailbox live;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final long uidValidity;

    MaildirMailbox(Means means, LiveMailbox live, Runnable release) throws StoreException {
        this.means = means;
        this.live = live;
        this.release = release;
        this.uidValidity = live.run(content -> {
            content.refresh();
            return content.uidValidity();
        });
    }

    @Override
    public MailboxName name() {
        return live.name();
    }

    @Override
    public long uidValidity() {
        return uidValidity;
    }

    @Override
    public String id() throws StoreException {
        return live.run(Content::id);
    }

    @Override
    public boolean readOnly() {
        return !means.has(Duty.OWN);
    }

    @Override
    public Messages messages() {
        return live.view();
    }

    @Override
    public StoredMessage message(long uid) throws StoreException {
        View view = live.view();
        int position = view.position(uid);
        if (position < 0) throw new StoreException(StoreException.Reason.NONEXISTENT, "the message has been expunged");
        View.Row row = view.row(position);
        return new StoredFile(means.owner(), live, row, live.uidl(row));
    }

    @Override
    public List<Long> append(List<Arrival> arrivals) throws StoreException {
        means.need(Duty.OWN);
        List<Flags> flags = arrivals.stream().map(Arrival::flags).toList();
        List<Drafts.Draft> drafts = new ArrayList<>();
        long octets =
                arrivals.stream().mapToLong(arrival -> arrival.message().size()).sum();
        try (Allowance.Room room = means.disk().perform(() -> written(arrivals, octets, drafts))) {
            return live.run(content -> added(content, drafts, flags, room));
        } catch (IOException e) {
            throw LiveMailbox.failure(e);
        } finally {
            if (!drafts.isEmpty()) discard(drafts);
        }
    }

    /** The drafts have served when this returns: their files are gone under those names. */
    private List<Long> added(Content content, List<Drafts.Draft> drafts, List<Flags> flags, Allowance.Room room)
            throws IOException, StoreException {
        List<Long> uids = content.add(drafts, flags);
        room.keep(drafts.stream().mapToLong(draft -> draft.known().octets()).sum(), drafts.size());
        means.drafts().discard(drafts);
        drafts.clear();
        return uids;
    }

    /** Takes room, then writes; whatever was written stands among the drafts, also when this fails. */
    private Allowance.Room written(List<Arrival> arrivals, long octets, List<Drafts.Draft> drafts)
            throws IOException, StoreException {
        Allowance.Room room = live.allowance().take(octets, arrivals.size());
        try {
            for (Arrival arrival : arrivals)
                drafts.add(
                        means.drafts().write(live.present(), arrival.message(), Optional.of(arrival.internalDate())));
            return room;
        } catch (IOException | StoreException | RuntimeException e) {
            room.close();
            throw e;
        }
    }

    private void discard(List<Drafts.Draft> drafts) throws StoreException {
        try {
            means.disk().perform(() -> {
                means.drafts().discard(drafts);
                return drafts;
            });
        } catch (IOException e) {
            throw LiveMailbox.failure(e);
        }
    }

    @Override
    public Optional<UidSet> vanished(long modSeq) throws StoreException {
        return live.run(content -> content.vanished(modSeq));
    }

    @Override
    public UidSet store(UidSet uids, FlagChange change) throws StoreException {
        means.need(Duty.OWN);
        return live.run(content -> content.store(uids, change));
    }

    @Override
    public Map<Long, Long> copy(UidSet uids, Mailbox target) throws StoreException {
        live.look();
        LiveMailbox to = of(target);
        View there = live.view();
        List<Long> some = there.uids(uids);
        return copy(to, uids, () -> to.allowance().take(octets(there, uids), some.size()));
    }

    private Map<Long, Long> copy(LiveMailbox to, UidSet uids, Callable<Allowance.Room> asking) throws StoreException {
        means.need(Duty.OWN);
        try (Allowance.Room room = means.disk().perform(asking)) {
            return to.run(content -> {
                Map<Long, Long> became = content.copy(live, uids);
                UidSet copies =
                        UidSet.of(became.values().stream().mapToLong(uid -> uid).toArray());
                room.keep(octets(content.view(), copies), became.size());
                return became;
            });
        } catch (IOException e) {
            throw LiveMailbox.failure(e);
        }
    }

    private static long octets(View view, UidSet uids) {
        long[] sum = new long[1];
        view.each(uids, i -> sum[0] += Allowance.octets(view.row(i)));
        return sum[0];
    }

    @Override
    public Map<Long, Long> move(UidSet uids, Mailbox target) throws StoreException {
        live.look();
        LiveMailbox to = of(target);
        // Within an account as many go as come.
        boolean away = to.allowance() != live.allowance();
        if (away) return moved(copy(uids, target));
        return moved(copy(to, uids, () -> to.allowance().change()));
    }

    private Map<Long, Long> moved(Map<Long, Long> became) throws StoreException {
        UidSet gone = UidSet.of(became.keySet().stream().mapToLong(uid -> uid).toArray());
        live.run(content -> content.moved(gone));
        return became;
    }

    private static LiveMailbox of(Mailbox target) throws StoreException {
        if (target instanceof MaildirMailbox other) return other.live;
        throw new StoreException(StoreException.Reason.CANNOT, "that mailbox is kept in another way");
    }

    @Override
    public UidSet expunge(UidSet uids) throws StoreException {
        means.need(Duty.OWN);
        return live.run(content -> content.remove(uids, flags -> flags.has(Flag.DELETED)));
    }

    @Override
    public UidSet remove(UidSet uids) throws StoreException {
        return live.remove(uids);
    }

    @Override
    public UidSet claimRecent() {
        try {
            return readOnly() || live.view().recent() == 0 ? UidSet.NONE : live.run(Content::claim);
        } catch (StoreException e) {
            return UidSet.NONE;
        }
    }

    @Override
    public void refresh() throws StoreException {
        live.look();
    }

    @Override
    public Closeable watch(Watcher watcher) {
        return live.watch(watcher);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) release.run();
    }
}

package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.ObjectId;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.UidSet;
import org.stagepost.mailstore.index.Known;
import org.stagepost.mailstore.index.MailboxKey;
import org.stagepost.mailstore.index.Picture;

/**
 * One loaded mailbox: its files and what they mean. Every change is durable before {@link #view} shows it; a change that
 * fails leaves the view as it was. Not for use by several threads at once: {@link LiveMailbox} sees to that.
 *
 * <p>Long because all that changes one mailbox keeps one order of steps, which is to be read in one place.
 */
final class Content {
    /** Renames at a time, so that sessions get at the mailbox between them. */
    private static final int BATCH = 256;

    /** How often a file is looked for whose owner gives it other names meanwhile. */
    private static final int ATTEMPTS = 10;

    private static final Logger log = LoggerFactory.getLogger(Content.class);

    private final Means means;
    private final Path folder;
    private final Register register;
    private final Intake intake;
    private final Knowledge knowledge;
    private final FolderTimes times;
    private final Resting resting;
    private final Allowance allowance;
    private final Wastebasket basket;
    private final Object identity;
    private View view;
    /** The first UID that no attempt has used: a failed one may have left a trace of its UIDs in the files. */
    private long uidNext;

    private Content(Means means, Path folder, Register register, MailboxKey key, LiveMailbox.Common common)
            throws IOException {
        this.means = means;
        this.folder = folder;
        this.register = register;
        this.intake = new Intake(means, folder);
        this.times = new FolderTimes(means.clock());
        this.resting = new Resting(means, folder, key);
        this.allowance = common.allowance();
        this.basket = common.basket();
        this.identity = identity(folder);
        this.view = past();
        this.knowledge = new Knowledge(means, key, register.uidValidity());
    }

    /** Reads a mailbox, puts its own files in order, and takes in what happened to the messages meanwhile. */
    static Content load(Means means, Path folder, MailboxKey key, LiveMailbox.Common common)
            throws IOException, StoreException {
        if (!Files.isDirectory(folder)) throw gone();
        means.owner().check(folder);
        for (String each : List.of("tmp", "new", "cur")) means.disk().createDirectories(folder.resolve(each));
        if (means.has(Duty.OWN)) new Leftovers(means, folder).sweep();
        Register register = new Register(means, folder, common.uidValidities(), common.deliveries());
        Content content = new Content(means, folder, register, key, common);
        content.refresh();
        content.count();
        register.mend(content.view);
        return content;
    }

    /** The mailbox as it was left. */
    private View past() throws IOException {
        Optional<Picture> picture = resting.find();
        if (picture.isEmpty() || !register.isWhole()) return register.read();
        View past = register.resume(picture.get());
        times.resume(folder, picture.get().header().folders());
        return past;
    }

    /** The folder itself, whatever it is called. */
    private static Object identity(Path folder) throws IOException {
        Object key = Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return key == null ? folder : key;
    }

    /** Sizes that neither list nor name tell: of messages that other programs brought, and listed. */
    private void count() throws IOException {
        List<View.Row> rows = intake.counted(view, knowledge);
        if (rows.isEmpty()) return;
        View counted = View.EMPTY.and(rows, view.state());
        register.counted(counted);
        view = counted;
    }

    /** A message turned out to have another size than its name says. */
    void correct(long uid, long octets) throws IOException {
        int position = view.position(uid);
        if (position < 0 || view.octets(position) == octets) return;
        View corrected = view.corrected(position, octets);
        register.counted(corrected);
        view = corrected;
    }

    /** Every message is read once; sizes that names and list tell wrongly are put right. */
    View reread() throws IOException {
        View corrected = view;
        for (int i = 0; i < view.size(); i++) {
            try {
                Known known = new MessageFile(means.owner(), view.place(i).of(folder, view.base(i))).known();
                knowledge.learn(view.uid(i), view.base(i), known);
                if (known.octets() != view.octets(i)) corrected = corrected.corrected(i, known.octets());
            } catch (NoSuchFileException e) {
                times.doubt();
            }
        }
        if (corrected != view) register.counted(corrected);
        view = corrected;
        return view;
    }

    static StoreException gone() {
        return new StoreException(StoreException.Reason.NONEXISTENT, "there is no such mailbox any more");
    }

    View view() {
        return view;
    }

    Knowledge knowledge() {
        return knowledge;
    }

    long uidValidity() {
        return register.uidValidity();
    }

    /** What the mailbox is called for ever. */
    String id() throws IOException {
        return ObjectId.ofMailbox(register.guid(view));
    }

    /** What was expunged after a mod-sequence, if that is still known. */
    Optional<UidSet> vanished(long modSeq) throws IOException {
        return register.vanished(view, modSeq);
    }

    /** The UIDL that somebody gave this message before us, or the empty text. */
    String uidl(long uid) {
        return register.uidl(uid);
    }

    /** A delivery of ours put something into {@code new/}. */
    void expect() {
        times.expect();
    }

    /** Takes in what other programs did, if anything. */
    void refresh() throws IOException, StoreException {
        if (times.changed(folder)) reconcile();
    }

    private void reconcile() throws IOException, StoreException {
        if (!Files.isDirectory(folder.resolve("cur")) || !identity(folder).equals(identity)) throw gone();
        Listing listing = times.onlyFresh() ? Listing.fresh(folder) : Listing.whole(folder);
        Reconciliation found = Reconciliation.of(view, listing, register.keywords());
        boolean moved = !listing.whole() && !found.moves().isEmpty();
        if (!found.missing().isEmpty() || !listing.twins().isEmpty() || moved) {
            // A file may be renamed while a folder is read: it is only gone when a second look misses it too.
            listing = Listing.whole(folder);
            found = Reconciliation.of(view, listing, register.keywords());
        }
        if (listing.whole()) finishExpunges(found.unknown());
        if (!found.isEmpty()) take(found);
        times.read();
        for (Listing.Twins twins : listing.twins()) part(twins);
    }

    /** Of two files with one base name, one gets another, and is a message of its own at the next look. */
    private void part(Listing.Twins twins) throws IOException {
        if (!means.has(Duty.OWN)) return;
        Path one = twins.one().of(folder, twins.base());
        Path other = twins.other().of(folder, twins.base());
        try {
            if (!means.owner().isMessage(one) || !means.owner().isMessage(other)) return;
            times.doubt();
            if (identity(one).equals(identity(other))) means.disk().delete(one);
            else means.disk().rename(one, twins.one().of(folder, means.names().fresh()));
        } catch (NoSuchFileException e) {
            times.doubt();
        }
    }

    private void take(Reconciliation found) throws IOException, StoreException {
        long modSeq = view.highestModSeq() + 1;
        FlagGroups groups = new FlagGroups();
        View.Edit edit = view.edit();
        for (Reconciliation.Move move : found.moves()) {
            int i = move.position();
            boolean flagged = !move.flags().equals(view.flags(i));
            if (flagged) groups.add(move.flags(), view.uid(i));
            edit.set(i, move.flags(), flagged ? modSeq : view.modSeq(i), move.place());
        }
        List<ChangeLog.Change> changes = groups.changes(modSeq);
        UidSet missing = uids(found.missing());
        if (!missing.isEmpty()) changes.add(new ChangeLog.Missed(modSeq, missing));
        View next = edit.done(view.state());
        if (!missing.isEmpty()) next = next.without(found.missing(), next.state());
        // A delivery of ours has taken its room already; what others do, they may not have told.
        boolean others = found.unknown().keySet().stream().anyMatch(base -> FileNames.hash(base) == 0);
        if (others || !missing.isEmpty()) allowance.doubt();
        List<View.Row> rows = numbered(intake.found(found.unknown(), register.keywords(), knowledge), modSeq);
        if (rows.isEmpty() && changes.isEmpty() && found.moves().isEmpty()) return;
        List<String> lost = found.missing().stream().mapToObj(view::base).toList();
        commit(next, rows, changes);
        knowledge.drop(lost);
    }

    /** A file whose message was expunged, and which outlived that (in a crash, say): it goes now. */
    private void finishExpunges(Map<String, Place> unknown) {
        if (!means.has(Duty.OWN)) {
            unknown.keySet().removeAll(register.ghosts());
            return;
        }
        for (String ghost : List.copyOf(register.ghosts())) {
            Place place = unknown.remove(ghost);
            if (place == null || removed(place.of(folder, ghost), basket::take))
                register.ghosts().remove(ghost);
        }
    }

    private boolean removed(Path file, Disposal disposal) {
        try {
            disposal.of(folder, file);
            return true;
        } catch (IOException e) {
            log.debug("{} cannot be removed now", file, e);
            return false;
        }
    }

    /** Gives new messages the next UIDs. */
    private List<View.Row> numbered(List<View.Row> rows, long modSeq) throws StoreException {
        long uid = Math.max(view.uidNext(), uidNext);
        if (uid + rows.size() > UidList.MAX_UID)
            throw new StoreException(StoreException.Reason.LIMIT, "this mailbox has no more UIDs");
        List<View.Row> numbered = new ArrayList<>(rows.size());
        for (View.Row row : rows) numbered.add(row.numbered(uid++, modSeq));
        uidNext = uid;
        return numbered;
    }

    /** Makes a change durable, then shows it. */
    private void commit(View next, List<View.Row> rows, List<ChangeLog.Change> changes) throws IOException {
        View.State state = next.state().keywords(register.keywords().names());
        if (!rows.isEmpty() || !changes.isEmpty()) state = state.modSeq(view.highestModSeq() + 1);
        View after = rows.isEmpty() ? next.with(state) : next.and(rows, state.uidNext(uidNext));
        if (!changes.isEmpty()) register.changed(after, changes);
        if (!rows.isEmpty()) register.arrived(after, rows);
        view = after;
    }

    private UidSet uids(BitSet positions) {
        return UidSet.of(positions.stream().mapToLong(view::uid).toArray());
    }

    /** STORE: changes the flags of those that are here; returns which changed. */
    UidSet store(UidSet uids, FlagChange change) throws IOException, StoreException {
        Keywords keywords = register.keywords();
        boolean removes = change.kind() == FlagChange.Kind.REMOVE;
        Flags flags = removes ? keywords.known(change.flags()) : keywords.adopt(change.flags());
        FlagChange spelt = new FlagChange(change.kind(), flags);
        long modSeq = view.highestModSeq() + 1;
        IdentityHashMap<Flags, Flags> results = new IdentityHashMap<>();
        FlagGroups groups = new FlagGroups();
        View.Edit edit = view.edit();
        view.each(uids, i -> {
            Flags before = view.flags(i);
            Flags after = results.computeIfAbsent(before, now -> keywords.pooled(spelt.applyTo(now)));
            if (after.equals(before)) return;
            groups.add(after, view.uid(i));
            edit.set(i, after, modSeq, view.place(i));
        });
        UidSet changed = groups.uids();
        if (!changed.isEmpty()) commit(edit.done(view.state()), List.of(), groups.changes(modSeq));
        return changed;
    }

    /** Removes those of the UIDs that are here (and, for EXPUNGE, flagged deleted); returns which went. */
    UidSet remove(UidSet uids, Predicate<Flags> which) throws IOException, StoreException {
        return remove(uids, which, basket::take);
    }

    /** Removes messages that are in another mailbox by now, where nobody will miss them. */
    UidSet moved(UidSet uids) throws IOException, StoreException {
        return remove(uids, flags -> true, (mailbox, file) -> means.disk().delete(file));
    }

    /** What becomes of the file of a message that goes. */
    private interface Disposal {
        void of(Path mailbox, Path file) throws IOException;
    }

    private UidSet remove(UidSet uids, Predicate<Flags> which, Disposal disposal) throws IOException, StoreException {
        BitSet gone = new BitSet();
        view.each(uids, i -> {
            if (which.test(view.flags(i))) gone.set(i);
        });
        if (gone.isEmpty()) return UidSet.NONE;
        UidSet removed = uids(gone);
        View before = view;
        long modSeq = view.highestModSeq() + 1;
        commit(view.without(gone, view.state()), List.of(), List.of(new ChangeLog.Expunged(modSeq, removed)));
        boolean current = times.current(folder);
        try (Allowance.Room room = allowance.change()) {
            long octets = 0;
            for (int i = gone.nextSetBit(0); i >= 0; i = gone.nextSetBit(i + 1)) {
                octets += Allowance.octets(before.row(i));
                unlink(before, i, disposal);
            }
            room.keep(-octets, -removed.count());
        }
        if (current) times.ours(folder);
        knowledge.drop(gone.stream().mapToObj(before::base).toList());
        return removed;
    }

    /**
     * Removes the files of messages whose mailbox another process owns, wherever it has moved them meanwhile, and durably;
     * that process sees that they went.
     */
    UidSet withdraw(UidSet uids) throws IOException, StoreException {
        List<Long> before = view.uids(uids);
        Set<String> bases = new HashSet<>();
        view.each(uids, i -> bases.add(view.base(i)));
        try (Allowance.Room room = allowance.change()) {
            long octets = withdraw(bases);
            room.keep(-octets, -bases.size());
        }
        times.doubt();
        refresh();
        return UidSet.of(before.stream()
                .mapToLong(uid -> uid)
                .filter(uid -> view.position(uid) < 0)
                .toArray());
    }

    private long withdraw(Set<String> bases) throws IOException {
        long octets = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, Place> there = Listing.whole(folder).files();
            there.keySet().retainAll(bases);
            if (there.isEmpty()) break;
            for (Map.Entry<String, Place> each : there.entrySet()) {
                Path file = each.getValue().of(folder, each.getKey());
                octets += Allowance.octets(each.getKey(), file);
                basket.take(folder, file);
            }
        }
        for (String each : List.of("new", "cur")) means.disk().forceDirectory(folder.resolve(each), Means.REMOVED);
        return octets;
    }

    /** The expunge is durable whatever happens to the file: one that cannot be removed now goes later. */
    private void unlink(View before, int position, Disposal disposal) {
        String base = before.base(position);
        if (!removed(before.place(position).of(folder, base), disposal))
            register.ghosts().add(base);
    }

    /** Takes the messages that nobody has been shown as recent. */
    UidSet claim() throws IOException {
        int first = view.from(view.state().claimedUid() + 1);
        if (first == view.size()) return UidSet.NONE;
        BitSet recent = new BitSet();
        recent.set(first, view.size());
        View next = view.with(view.state().claimed(view.uid(view.size() - 1)));
        register.note(next, new ChangeLog.Claimed(next.state().claimedUid()));
        view = next;
        return uids(recent);
    }

    /** Adds written drafts, all or none; returns their UIDs. */
    List<Long> add(List<Drafts.Draft> drafts, List<Flags> flags) throws IOException, StoreException {
        List<Flags> own = new ArrayList<>();
        for (Flags each : flags) own.add(register.keywords().adopt(each));
        boolean current = times.current(folder);
        List<View.Row> rows = admit(intake.linked(drafts, own, register.keywords()));
        if (current) times.ours(folder);
        for (int i = 0; i < rows.size(); i++)
            knowledge.learn(rows.get(i).uid(), rows.get(i).base(), drafts.get(i).known());
        return rows.stream().map(View.Row::uid).toList();
    }

    /** Adds copies of another mailbox's messages (hard links), all or none; returns which UID became which. */
    Map<Long, Long> copy(LiveMailbox source, UidSet uids) throws IOException, StoreException {
        boolean current = times.current(folder);
        List<Long> originals = new ArrayList<>();
        List<View.Row> copies = new ArrayList<>();
        try {
            for (long uid : source.view().uids(uids)) {
                if (!copy(source, uid, copies)) continue;
                originals.add(uid);
            }
            intake.force(copies);
        } catch (IOException | StoreException | RuntimeException e) {
            intake.withdraw(copies, e);
            throw e;
        }
        Map<Long, Long> became = new TreeMap<>();
        List<View.Row> rows = admit(copies);
        if (current) times.ours(folder);
        for (int i = 0; i < rows.size(); i++) {
            became.put(originals.get(i), rows.get(i).uid());
            Known known = source.remembered(originals.get(i));
            if (known != null) knowledge.learn(rows.get(i).uid(), rows.get(i).base(), known);
        }
        return became;
    }

    /** Links one message here; false when it is gone. Its file may be renamed while we look: then we look again. */
    private boolean copy(LiveMailbox source, long uid, List<View.Row> copies) throws IOException, StoreException {
        for (int attempt = 0; attempt < 3; attempt++) {
            View from = source.view();
            int position = from.position(uid);
            if (position < 0) return false;
            View.Row original = from.row(position);
            Path file = original.place().of(source.folder(), original.base());
            try {
                Flags flags = register.keywords().adopt(original.flags());
                String base = intake.copied(original, file);
                View.Row copy = intake.row(base, original.octets(), flags, register.keywords());
                intake.link(file, copy);
                copies.add(copy);
                return true;
            } catch (NoSuchFileException e) {
                // Its name is following its flags just now: the next view has the new one.
            }
        }
        throw new StoreException(
                StoreException.Reason.UNAVAILABLE, "another program moves or removes these messages; try again");
    }

    /** Makes linked files messages of this mailbox; takes the links back when that fails. */
    private List<View.Row> admit(List<View.Row> linked) throws IOException, StoreException {
        try {
            long modSeq = view.highestModSeq() + 1;
            List<View.Row> rows = numbered(linked, modSeq);
            FlagGroups groups = new FlagGroups();
            for (View.Row row : rows) {
                boolean shown = register.keywords().shown(row.flags()).equals(row.flags());
                if (!shown) groups.add(row.flags(), row.uid());
            }
            commit(view, rows, groups.changes(modSeq));
            return rows;
        } catch (IOException | StoreException | RuntimeException e) {
            intake.withdraw(linked, e);
            throw e;
        }
    }

    /**
     * Lets file names catch up with the flags, some at a time; true when they have, and the log says so.
     */
    boolean follow() throws IOException, StoreException {
        if (!means.has(Duty.OWN)) return true;
        Names names = new Names(view, register.keywords());
        List<Integer> behind = names.behind(BATCH);
        if (!behind.isEmpty()) {
            boolean current = times.current(folder);
            view = names.follow(behind, means.disk(), folder);
            if (current) times.ours(folder);
            if (!names.lost()) return false;
            times.doubt();
            return true;
        }
        if (times.isTouched()) {
            times.doubt();
            refresh();
            return false;
        }
        if (register.isShown(view)) return true;
        if (!register.ghosts().isEmpty()) {
            times.doubt();
            return true;
        }
        for (String each : List.of("new", "cur")) means.disk().forceDirectory(folder.resolve(each), Means.SHOWN);
        register.shown(view);
        return true;
    }

    /** Before the mailbox is let go: nothing is lost without it, but the next load is quicker and no UID is skipped. */
    void rest() throws IOException {
        if (means.has(Duty.OWN) && !(times.isSure() && times.current(folder))) look();
        register.rest(view);
        if (uidNext <= view.uidNext() && !intake.leftSome()) resting.leave(view, register, times);
    }

    /** Something came since the last look, or it was too soon behind a change to be sure of; a mailbox that has gone needs no other. */
    private void look() throws IOException {
        try {
            refresh();
        } catch (StoreException e) {
            log.debug("{} cannot be looked at", folder, e);
        }
    }
}

package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.UidSet;
import org.stagepost.mailstore.index.Picture;

/**
 * The files in which a mailbox keeps what its messages do not say: {@code dovecot-uidlist}, {@code stagepost-changes} and
 * {@code dovecot-keywords}. Every method that writes is given the view as it will be, from which a file that can no
 * longer be appended to is written anew. Not for use by several threads at once.
 *
 * <p>Long because the three files are right only together, and who may write which when is to be seen in one place.
 */
final class Register {
    private static final Logger log = LoggerFactory.getLogger(Register.class);
    /** UIDs are set aside in blocks, durably, so that a damaged or older list never leads to one being used again. */
    private static final int RESERVE = 100;
    /** How many expunges are listed before the oldest are forgotten. */
    private static final int MAX_HISTORY = 1000;
    /** Lines that a file may have beyond what it needs before it is written anew. */
    private static final int SLACK = 2000;

    private final Means means;
    private final Path mailbox;
    private final UidValidities uidValidities;
    private final Deliveries deliveries;
    private final LineFile listFile;
    private final LineFile logFile;
    private final LineFile keywordFile;

    private Keywords keywords = new Keywords();
    private UidList.Header header = new UidList.Header(0, 1, "", "");
    private Map<Long, String> fields = Map.of();
    private Set<String> ghosts = Set.of();
    private Deque<ChangeLog.Expunged> expunged = new java.util.ArrayDeque<>();
    private long shown;
    private long forgotten;
    private long reserved;
    private int listLines;
    private int logLines;
    /** Up to this UID everything is in the list. */
    private long listed;
    /** Whether the files have still to be read for what only writing them anew needs. */
    private boolean unread;
    /** Whether the mailbox has been given a name that does not stand in its list yet. */
    private boolean isNamed;

    Register(Means means, Path mailbox, UidValidities uidValidities, Deliveries deliveries) {
        this.means = means;
        this.mailbox = mailbox;
        this.deliveries = deliveries;
        this.uidValidities = uidValidities;
        listFile = means.lines(mailbox.resolve(UidList.NAME), Means.UID_LIST, Duty.OWN);
        logFile = means.lines(mailbox.resolve(ChangeLog.NAME), Means.CHANGES, Duty.OWN);
        keywordFile = means.lines(mailbox.resolve(Keywords.NAME), Means.KEYWORDS, Duty.OWN);
    }

    /** Whether list and log end as they were left: their ends may be lost in a power cut, though not their length. */
    boolean isWhole() throws IOException {
        return listFile.resume() && logFile.resume();
    }

    /** What reading would tell, from a picture of these very files: they are read when they are to be written anew. */
    View resume(Picture picture) throws IOException {
        Picture.Header then = picture.header();
        keywords = Keywords.parse(keywordFile.read());
        for (String keyword : then.keywords()) keywords.recall(new Flags(Set.of(), Set.of(keyword)));
        header = new UidList.Header(then.uidValidity(), then.uidNext(), "", "");
        ghosts = new HashSet<>();
        shown = then.highestModSeq();
        reserved = then.uidNext();
        listLines = then.lines().list();
        logLines = then.lines().log();
        unread = true;
        View view = View.EMPTY.and(
                rows(picture), new View.State(then.uidNext(), shown, then.claimedUid(), keywords.names()));
        listed = lastUid(view);
        return view;
    }

    private List<View.Row> rows(Picture picture) {
        List<View.Row> rows = new ArrayList<>(picture.header().messages());
        Map<Place, Place> places = new HashMap<>();
        for (Picture.Row row : picture.rows()) {
            Place place = places.computeIfAbsent(new Place(row.fresh(), row.info()), same -> same);
            Flags flags = keywords.pooled(row.flags());
            rows.add(new View.Row(row.uid(), row.name(), row.octets(), flags, row.modSeq(), place));
        }
        return rows;
    }

    /** Takes from the files what a picture does not tell. A line of an expunge that failed may be among them. */
    private void complete(View view) throws IOException {
        if (!unread) return;
        UidList list = UidList.parse(listFile.read());
        UidList.Header written = list.header();
        header = named(new UidList.Header(header.uidValidity(), header.uidNext(), written.guid(), written.others()));
        List<ChangeLog.Change> changes = ChangeLog.parse(logFile.read()).changes();
        Replay replay = new Replay(new UidList(header, List.of(), list.health()), changes, keywords);
        expunged = replay.expunged();
        expunged.removeIf(gone -> !view.uids(gone.uids()).isEmpty());
        forgotten = replay.forgotten();
        unread = false;
    }

    /** The lengths of these files, if a picture of the view tells all that they tell. */
    Optional<Picture.Lines> plain(View view) throws IOException {
        if (!listFile.isOurs() || !logFile.isOurs() || !keywordFile.isOurs()) return Optional.empty();
        boolean sound = listFile.isSound() && logFile.isSound() && keywords.isWritten() && reserved == view.uidNext();
        boolean settled = isShown(view) && ghosts.isEmpty() && fields.isEmpty();
        return sound && settled ? Optional.of(new Picture.Lines(listLines, logLines)) : Optional.empty();
    }

    /** Reads everything; the messages are where they should be, not yet where they are. {@link #mend} must follow. */
    View read() throws IOException {
        String listText = listFile.read();
        UidList list = UidList.parse(listText);
        ChangeLog.Reading changes = ChangeLog.parse(logFile.read());
        keywords = Keywords.parse(keywordFile.read());
        header = identified(list, listText.isEmpty(), changes);
        list = new UidList(header, list.entries(), list.health());

        Replay replay = new Replay(list, changes.changes(), keywords);
        View.State state = replay.state();
        if (!replay.isLogged() && !list.entries().isEmpty()) state = state.modSeq(aboveOthers(state.highestModSeq()));
        fields = replay.fields();
        ghosts = replay.ghosts();
        expunged = replay.expunged();
        shown = replay.shown();
        forgotten = replay.forgotten();
        reserved = state.uidNext();
        listLines = list.entries().size();
        logLines = changes.changes().size();
        // Other programs give their messages no mod-sequence: it becomes the next one, and that is written down.
        long unknown = state.highestModSeq() + 1;
        List<View.Row> rows = replay.rows();
        boolean complete = rows.stream().allMatch(row -> row.modSeq() > 0);
        rows.replaceAll(row -> row.modSeq() > 0 ? row : row.modSeq(unknown));
        View view = View.EMPTY.and(rows, complete ? state : state.modSeq(unknown));
        doubt(
                list.health() == Health.WHOLE && !listText.isEmpty(),
                changes.health() == Health.WHOLE && replay.isLogged() && complete);
        if (!listText.isEmpty()) tell(listFile, list.health());
        tell(logFile, changes.health());
        listed = lastUid(view);
        return view;
    }

    private static long lastUid(View view) {
        return view.size() == 0 ? 0 : view.uid(view.size() - 1);
    }

    /**
     * UIDVALIDITY from the list, else from the log; a new one when neither tells, when the list is gone while messages had
     * UIDs or is older than the log's, or when lines are missing in the midst of both: no UID may come back on another
     * message.
     */
    private UidList.Header identified(UidList list, boolean absent, ChangeLog.Reading log) throws IOException {
        UidList.Header read = list.header();
        List<ChangeLog.Change> changes = log.changes();
        long known = read.uidValidity();
        long logged = !changes.isEmpty() && changes.get(0) instanceof ChangeLog.Begin begin ? begin.uidValidity() : 0;
        if (known == 0 && !absent) known = logged;
        if (known < logged) known = 0;
        if (list.health() == Health.DAMAGED && log.health() == Health.DAMAGED) known = 0;
        if (known > 0) return named(new UidList.Header(known, read.uidNext(), read.guid(), read.others()));
        // Without its UIDs it is another mailbox, also by name (RFC 8474 section 4).
        return named(new UidList.Header(uidValidities.next(), read.uidNext(), "", read.others()));
    }

    /** With a name of its own, where it has none. */
    private UidList.Header named(UidList.Header header) {
        String guid = header.guid();
        if (guid.length() == 32 && HexFormat.isHexDigit(guid.charAt(0))) return header;
        isNamed = true;
        String fresh = UUID.randomUUID().toString().replace("-", "");
        return new UidList.Header(header.uidValidity(), header.uidNext(), fresh, header.others());
    }

    /** Other programs kept mod-sequences of their own where we cannot read them: begin above whatever they were. */
    private long aboveOthers(long known) {
        return Math.max(known, means.clock().millis() * 1000);
    }

    private void doubt(boolean listSound, boolean logSound) {
        // What looks torn may be what the owner is writing at this moment.
        if (!means.has(Duty.OWN)) return;
        if (!listSound) listFile.unsound();
        if (!logSound) logFile.unsound();
    }

    /** What another program has written, and is written anew for that, is no repair. */
    private void tell(LineFile file, Health health) {
        if (!means.has(Duty.OWN) || health == Health.WHOLE) return;
        String how = health == Health.DAMAGED
                ? "lines in the midst of it were damaged; it is written anew"
                : "lines at its end were torn, or doubled; it is written anew";
        log.warn("{}: {}", file, how);
        means.repairs().done(file.path(), how);
    }

    /** Writes anew what was found damaged, once interrupted expunges have been finished. */
    void mend(View view) throws IOException {
        if (!logFile.isSound()) writeLog(view, List.of());
        else if (!listFile.isSound()) writeList(view);
    }

    /** Sizes were found to be others than list and names told. */
    void counted(View view) throws IOException {
        writeList(view);
    }

    Keywords keywords() {
        return keywords;
    }

    long uidValidity() {
        return header.uidValidity();
    }

    /** 32 hex digits that are this mailbox's for ever. */
    String guid(View view) throws IOException {
        complete(view);
        if (isNamed) writeList(view);
        return header.guid();
    }

    /** What was expunged after a mod-sequence; empty when the history begins later. */
    Optional<UidSet> vanished(View view, long modSeq) throws IOException {
        complete(view);
        if (modSeq < forgotten) return Optional.empty();
        List<UidSet.Range> gone = new ArrayList<>();
        for (ChangeLog.Expunged each : expunged) {
            if (each.modSeq() > modSeq) gone.addAll(each.uids().ranges());
        }
        return Optional.of(UidSet.ofRanges(gone));
    }

    /** Base names of expunged messages whose files may still be there; whoever removes one takes it out. */
    Set<String> ghosts() {
        return ghosts;
    }

    /** The UIDL that somebody gave this message before us, or the empty text. */
    String uidl(long uid) {
        return UidList.field(fields.getOrDefault(uid, ""), 'P');
    }

    /** Makes the UIDs of new messages durable. */
    void arrived(View next, List<View.Row> rows) throws IOException {
        writeKeywords();
        reserve(next);
        if (listFile.isSound()) {
            // What made a file to be written anew has listed these already.
            if (rows.get(rows.size() - 1).uid() <= listed) return;
            StringBuilder lines = new StringBuilder();
            for (View.Row row : rows) lines.append(entry(row).line());
            listFile.append(lines.toString());
            listLines += rows.size();
            listed = rows.get(rows.size() - 1).uid();
        } else writeList(next);
    }

    private void reserve(View next) throws IOException {
        if (next.uidNext() <= reserved) return;
        long further = next.uidNext() + RESERVE;
        changed(next, List.of(new ChangeLog.Reserved(further)));
        reserved = Math.max(reserved, further);
    }

    /** Makes changes durable. */
    void changed(View next, List<? extends ChangeLog.Change> changes) throws IOException {
        writeKeywords();
        if (logFile.isSound()) {
            logFile.append(lines(changes));
            logLines += changes.size();
        } else writeLog(next, changes);
        for (ChangeLog.Change change : changes) {
            if (change instanceof ChangeLog.Expunged gone) expunged.add(gone);
            if (change instanceof ChangeLog.Missed gone)
                expunged.add(new ChangeLog.Expunged(gone.modSeq(), gone.uids()));
        }
    }

    /** Writes down what may be lost in a crash. */
    void note(View next, ChangeLog.Change change) throws IOException {
        if (!logFile.isSound()) writeLog(next, List.of(change));
        else logFile.note(lines(List.of(change)));
        logLines++;
    }

    /** File names and the folder now show everything that this view says, and durably. */
    void shown(View view) throws IOException {
        shown = view.highestModSeq();
        note(view, new ChangeLog.Shown(shown));
    }

    boolean isShown(View view) {
        return shown >= view.highestModSeq();
    }

    /** Whether {@link #rest} would write the files anew, and so drop what they say of expunged messages. */
    boolean isLong(View view) {
        return listLines > view.size() + SLACK || logLines > SLACK + view.size() / 4;
    }

    /** At a clean end: gives back the UIDs that were set aside. */
    void rest(View view) throws IOException {
        if (isLong(view)) writeLog(view, List.of());
        if (reserved <= view.uidNext()) return;
        reserved = view.uidNext();
        note(view, new ChangeLog.Reserved(reserved));
    }

    private void writeKeywords() throws IOException {
        if (keywords.isWritten()) return;
        keywordFile.replace(keywords.text());
        keywords.written();
    }

    /** The list anew, with every message's mod-sequence and letters as they are. */
    private void writeList(View view) throws IOException {
        complete(view);
        if (listLines > view.size() && means.has(Duty.OWN)) dropExpunged();
        header = new UidList.Header(header.uidValidity(), view.uidNext(), header.guid(), header.others());
        StringBuilder text = new StringBuilder(header.line());
        for (int i = 0; i < view.size(); i++) text.append(entry(view.row(i)).line());
        listFile.replace(text.toString());
        isNamed = false;
        listLines = view.size();
        listed = lastUid(view);
    }

    /** Expunged messages are about to lose their lines, which tell of their deliveries and that their files must go. */
    private void dropExpunged() throws IOException {
        deliveries.force(mailbox);
        if (expunged.isEmpty() || expunged.getLast().modSeq() <= shown) return;
        for (String each : List.of("new", "cur")) means.disk().forceDirectory(mailbox.resolve(each), Means.SHOWN);
    }

    private UidList.Entry entry(View.Row row) {
        String others = fields.getOrDefault(row.uid(), "");
        return UidList.Entry.of(
                row.uid(), row.modSeq(), row.octets(), others, new FileName(row.base(), keywords.info(row.flags())));
    }

    /** The log anew: the list, written first, says most of it; what is left are keywords without a letter. */
    private void writeLog(View view, List<? extends ChangeLog.Change> more) throws IOException {
        complete(view);
        keywords.keepOnly(used(view));
        writeKeywords();
        writeList(view);
        reserved = view.uidNext() + RESERVE;
        List<ChangeLog.Change> changes = new ArrayList<>();
        changes.add(new ChangeLog.Begin(header.uidValidity(), view.highestModSeq()));
        changes.add(new ChangeLog.Reserved(reserved));
        changes.add(new ChangeLog.Claimed(view.state().claimedUid()));
        for (; expunged.size() > MAX_HISTORY; forgotten = expunged.removeFirst().modSeq()) {}
        if (forgotten > 0) changes.add(new ChangeLog.Forgotten(forgotten));
        changes.addAll(expunged);
        changes.addAll(unlettered(view));
        changes.add(new ChangeLog.Shown(shown));
        changes.addAll(more);
        logFile.replace(lines(changes));
        logLines = changes.size();
    }

    private static Set<String> used(View view) {
        Set<String> used = new HashSet<>();
        for (int i = 0; i < view.size(); i++) used.addAll(view.flags(i).keywords());
        return used;
    }

    private List<ChangeLog.Change> unlettered(View view) {
        Map<ChangeLog.Flagged, List<Long>> uids = new LinkedHashMap<>();
        for (int i = 0; i < view.size(); i++) {
            Flags flags = view.flags(i);
            if (flags.keywords().isEmpty() || keywords.shown(flags).equals(flags)) continue;
            ChangeLog.Flagged same = new ChangeLog.Flagged(view.modSeq(i), UidSet.NONE, flags);
            uids.computeIfAbsent(same, any -> new ArrayList<>()).add(view.uid(i));
        }
        List<ChangeLog.Change> changes = new ArrayList<>();
        uids.forEach((same, all) -> changes.add(new ChangeLog.Flagged(
                same.modSeq(), UidSet.of(all.stream().mapToLong(uid -> uid).toArray()), same.flags())));
        return changes;
    }

    private static String lines(List<? extends ChangeLog.Change> changes) {
        StringBuilder lines = new StringBuilder();
        for (ChangeLog.Change change : changes) lines.append(ChangeLog.line(change));
        return lines.toString();
    }
}

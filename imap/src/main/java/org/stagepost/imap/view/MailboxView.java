package org.stagepost.imap.view;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.imap.command.LoggedIn.Access;
import org.stagepost.imap.command.Selected.Numbering;
import org.stagepost.imap.command.SequenceSet;
import org.stagepost.imap.response.FlagWriter;
import org.stagepost.imap.response.ResponseWriter;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.UidSet;

/**
 * The selected mailbox of a session. It holds two pictures: {@code told}, whose positions are the client's sequence
 * numbers, and {@code now}, whose flags the client knows. They are one as long as no expunge is held back.
 *
 * <p>While an expunge is held back, new messages are too: numbers then have one meaning at a time.
 */
@SuppressWarnings("ReferenceEquality") // pictures are compared as objects: the same one says that nothing has changed
public final class MailboxView implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MailboxView.class);
    private static final long GLANCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Mailbox mailbox;
    private final Access access;
    private final FlagWriter flagWriter = new FlagWriter();
    private final LongSupplier nanoTime;
    private long lookedAt;
    private Messages told;
    private Messages now;
    private UidSet recent;
    private int notedSize = -1;
    private long notedNext;

    /** Whether EXPUNGE responses may be sent at this moment (RFC 3501 7.4.1). */
    public enum Expunges {
        TOLD,
        HELD
    }

    public MailboxView(Mailbox mailbox, Access access) {
        this(mailbox, access, System::nanoTime);
    }

    MailboxView(Mailbox mailbox, Access access, LongSupplier nanoTime) {
        this.mailbox = mailbox;
        this.access = access;
        this.nanoTime = nanoTime;
        lookedAt = nanoTime.getAsLong();
        told = mailbox.messages();
        now = told;
        recent = claimed(now);
    }

    public Mailbox mailbox() {
        return mailbox;
    }

    public boolean readOnly() {
        return access == Access.READ_ONLY || mailbox.readOnly();
    }

    /** Looks at the files for what came in, and for what other programs did. */
    public void look() throws StoreException {
        lookedAt = nanoTime.getAsLong();
        mailbox.refresh();
    }

    /**
     * The same in passing, for a client that never asks for news; seldom, since its own command is what it waits for, and a
     * failure is left for the next NOOP to tell.
     */
    public void glance() {
        if (nanoTime.getAsLong() - lookedAt < GLANCE_NANOS) return;
        try {
            look();
        } catch (StoreException e) {
            log.debug("{} cannot be looked at", mailbox.name(), e);
        }
    }

    /** The messages by the client's sequence numbers, which are their positions and one more. */
    public Messages messages() {
        return told;
    }

    /** The flags of a message as the client was last told. */
    public Flags flags(int position) {
        if (told == now) return told.flags(position);
        int current = now.position(told.uid(position));
        return current < 0 ? told.flags(position) : now.flags(current);
    }

    public boolean isRecent(long uid) {
        return recent.contains(uid);
    }

    /** How many messages are recent to this session. */
    public int recentCount() {
        int count = 0;
        for (UidSet.Range range : recent.ranges())
            count += Positions.below(told, range.last() + 1) - Positions.below(told, range.first());
        return count;
    }

    /**
     * The sequence numbers that a set names.
     *
     * @throws SyntaxException for a sequence number above the largest
     */
    public UidSet numbers(Numbering numbering, SequenceSet set) throws SyntaxException {
        return switch (numbering) {
            case SEQUENCE -> Positions.checked(set.resolve(told.size()), told.size());
            case UID -> Positions.ofUids(told, set.resolve(largestUid()));
        };
    }

    /** What {@code *} means among UIDs (RFC 3501 section 9, {@code seq-number}). */
    public long largestUid() {
        return told.size() == 0 ? told.uidNext() : told.uid(told.size() - 1);
    }

    /** The UIDs of these sequence numbers. */
    public UidSet uids(UidSet numbers) {
        return Positions.uids(told, numbers);
    }

    public void writeFlags(int position, ResponseWriter out) throws IOException {
        writeFlags(told.uid(position), flags(position), out);
    }

    private void writeFlags(long uid, Flags flags, ResponseWriter out) throws IOException {
        if (recent.contains(uid)) flagWriter.writeRecent(flags, out);
        else flagWriter.write(flags, out);
    }

    /** Whether messages have come or gone since this was last asked; the first time it is all news. */
    public boolean hasNews() {
        boolean same = told.size() == notedSize && told.uidNext() == notedNext;
        notedSize = told.size();
        notedNext = told.uidNext();
        return !same;
    }

    /** Tells what has changed since the client was last told. */
    public void tell(Expunges expunges, ResponseWriter out) throws IOException {
        tell(expunges, Own.NOTHING, out);
    }

    /** Changes flags, and tells what others have changed meanwhile; what this client asked for it knows. */
    public void store(UidSet uids, FlagChange change, ResponseWriter out) throws StoreException, IOException {
        mailbox.store(uids, change);
        tell(Expunges.HELD, new Own(uids, change), out);
    }

    private void tell(Expunges expunges, Own own, ResponseWriter out) throws IOException {
        Messages latest = mailbox.messages();
        if (latest == told) return;
        tellKeywords(latest, out);
        tellFlags(latest, own, out);
        now = latest;
        int kept = Positions.below(latest, told.uidNext());
        boolean gone = kept < told.size();
        if (gone && expunges == Expunges.HELD) return;
        if (gone) tellExpunged(latest, out);
        told = latest;
        if (kept < latest.size()) tellNew(out);
    }

    private void tellKeywords(Messages latest, ResponseWriter out) throws IOException {
        if (!latest.keywords().equals(now.keywords())) writeKeywords(latest, out);
    }

    /** The flags that there are, and those that last (RFC 3501 7.2.6, 7.1). */
    public void writeKeywords(ResponseWriter out) throws IOException {
        writeKeywords(now, out);
    }

    private void writeKeywords(Messages messages, ResponseWriter out) throws IOException {
        out.text("* FLAGS ");
        FlagWriter.writeAll(messages.keywords(), "", out);
        out.text("\r\n* OK [PERMANENTFLAGS ");
        if (readOnly()) out.text("()");
        else FlagWriter.writeAll(messages.keywords(), messages.keywordsOpen() ? "\\*" : "", out);
        out.text("] these flags last\r\n");
    }

    private void tellFlags(Messages latest, Own own, ResponseWriter out) throws IOException {
        if (latest.highestModSeq() == now.highestModSeq()) return;
        int at = 0;
        for (int position = 0; position < told.size() && at < latest.size(); position++) {
            long uid = told.uid(position);
            while (at < latest.size() && latest.uid(at) < uid) at++;
            boolean changed = at < latest.size() && latest.uid(at) == uid && latest.modSeq(at) > now.highestModSeq();
            if (!changed || own.explains(uid, flags(position), latest.flags(at))) continue;
            out.untagged(position + 1).text("FETCH (FLAGS ");
            writeFlags(uid, latest.flags(at), out);
            out.text(")\r\n");
        }
    }

    /** From the last to the first, so that each number is still the one the client has. */
    private void tellExpunged(Messages latest, ResponseWriter out) throws IOException {
        int at = Positions.below(latest, told.uidNext()) - 1;
        for (int position = told.size() - 1; position >= 0; position--) {
            if (at >= 0 && latest.uid(at) == told.uid(position)) at--;
            else out.untagged(position + 1).text("EXPUNGE\r\n");
        }
    }

    private void tellNew(ResponseWriter out) throws IOException {
        recent = union(recent, claimed(told));
        out.untagged(told.size()).text("EXISTS\r\n");
        out.untagged(recentCount()).text("RECENT\r\n");
    }

    /**
     * What is recent to this session and to no later one (RFC 3501 2.3.2). Reading only takes nothing away: the messages
     * that nobody has claimed are the newest ones, and stay so.
     */
    private UidSet claimed(Messages messages) {
        if (!readOnly()) return mailbox.claimRecent();
        int first = messages.size() - messages.recent();
        return messages.recent() == 0
                ? UidSet.NONE
                : UidSet.ofRanges(List.of(new UidSet.Range(messages.uid(first), messages.uid(messages.size() - 1))));
    }

    private static UidSet union(UidSet one, UidSet other) {
        if (other.isEmpty()) return one;
        List<UidSet.Range> ranges = new ArrayList<>(one.ranges());
        ranges.addAll(other.ranges());
        return UidSet.ofRanges(ranges);
    }

    @Override
    public void close() {
        mailbox.close();
    }

    /** A change of flags that the client itself asked for: of its result it need not be told. */
    private record Own(UidSet uids, FlagChange change) {
        static final Own NOTHING = new Own(UidSet.NONE, new FlagChange(FlagChange.Kind.ADD, Flags.NONE));

        boolean explains(long uid, Flags before, Flags after) {
            return uids.contains(uid) && change.applyTo(before).equals(after);
        }
    }
}

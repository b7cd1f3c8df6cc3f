package org.stagepost.imap.handle;

import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.stagepost.imap.command.FetchItem;
import org.stagepost.imap.command.FetchItem.Attribute;
import org.stagepost.imap.command.FetchItem.Mark;
import org.stagepost.imap.command.FetchItem.Section;
import org.stagepost.imap.command.Selected;
import org.stagepost.imap.command.Selected.Numbering;
import org.stagepost.imap.response.Completion;
import org.stagepost.imap.response.Rendered;
import org.stagepost.imap.response.RenderedCache;
import org.stagepost.imap.response.ResponseWriter;
import org.stagepost.imap.view.MailboxView;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.UidSet;

/** FETCH: data of messages (RFC 3501 6.4.5). */
@SuppressWarnings("ThreadPriorityCheck") // a virtual thread that yields lets others run: that is all it is to do
public final class Fetch {
    /** Messages after which others get their turn on the carrier thread. */
    private static final int SLICE = 256;

    private final MailboxView view;
    private final RenderedCache.Shelf shelf;
    private final ZoneId zone;
    private final ResponseWriter out;
    private int gone;
    private int unreadable;

    /** @param zone in which internal dates are written */
    public Fetch(MailboxView view, RenderedCache.Shelf shelf, ZoneId zone, ResponseWriter out) {
        this.view = view;
        this.shelf = shelf;
        this.zone = zone;
        this.out = out;
    }

    public Completion run(Selected.Fetch command) throws IOException, StoreException, SyntaxException {
        UidSet numbers = view.numbers(command.numbering(), command.set());
        UidSet marked = marksSeen(command.items()) ? markSeen(numbers) : UidSet.NONE;
        List<FetchItem> withFlags = withFlags(command.items());
        int count = 0;
        for (UidSet.Range range : numbers.ranges()) {
            for (long number = range.first(); number <= range.last(); number++) {
                int position = (int) number - 1;
                boolean seenNow =
                        !marked.isEmpty() && marked.contains(view.messages().uid(position));
                message(position, seenNow ? withFlags : command.items());
                if (++count % SLICE == 0) Thread.yield();
            }
        }
        return completion(command.numbering());
    }

    /** UIDs may name what is gone (RFC 3501 6.4.8), sequence numbers may not (RFC 2180 4.1.2). */
    private Completion completion(Numbering numbering) {
        if (unreadable > 0) return Completion.no("UNAVAILABLE", "some of the messages cannot be read now");
        if (gone > 0 && numbering == Numbering.SEQUENCE)
            return Completion.no("EXPUNGEISSUED", "some of the messages are gone");
        return Completion.ok("FETCH completed");
    }

    private boolean marksSeen(List<FetchItem> items) {
        if (view.readOnly()) return false;
        return items.stream().anyMatch(item -> item instanceof Section section && section.mark() == Mark.SEEN);
    }

    /** Reading a body marks the message seen (RFC 3501 6.4.5); all of them in one change of the store. */
    private UidSet markSeen(UidSet numbers) throws StoreException, IOException {
        List<UidSet.Range> unseen = new ArrayList<>();
        for (UidSet.Range range : numbers.ranges()) {
            for (long number = range.first(); number <= range.last(); number++) {
                int position = (int) number - 1;
                long uid = view.messages().uid(position);
                if (!view.flags(position).has(Flag.SEEN)) unseen.add(new UidSet.Range(uid, uid));
            }
        }
        UidSet uids = UidSet.ofRanges(unseen);
        if (!uids.isEmpty()) view.store(uids, new FlagChange(FlagChange.Kind.ADD, Flags.of(Flag.SEEN)), out);
        return uids;
    }

    private static List<FetchItem> withFlags(List<FetchItem> items) {
        if (items.contains(Attribute.FLAGS)) return items;
        List<FetchItem> more = new ArrayList<>(items);
        more.add(Attribute.FLAGS);
        return more;
    }

    private void message(int position, List<FetchItem> items) throws IOException {
        Row row = new Row(view, shelf, position);
        try {
            row.prepare(items);
        } catch (StoreException e) {
            if (e.reason() == StoreException.Reason.NONEXISTENT) gone++;
            else unreadable++;
            return;
        }
        try (row) {
            write(row, items);
        }
    }

    private void write(Row row, List<FetchItem> items) throws IOException {
        out.untagged(row.position() + 1).text("FETCH ");
        char before = '(';
        for (FetchItem item : items) {
            out.octet(before);
            write(row, item);
            before = ' ';
        }
        out.text(")\r\n");
    }

    private void write(Row row, FetchItem item) throws IOException {
        switch (item) {
            case Attribute.UID -> out.text("UID ").number(row.uid());
            case Attribute.FLAGS -> view.writeFlags(row.position(), out.text("FLAGS "));
            case Attribute.RFC822_SIZE ->
                out.text("RFC822.SIZE ").number(view.messages().octets(row.position()));
            case Attribute.INTERNALDATE ->
                out.text("INTERNALDATE ").text(InternalDate.text(row.stored().internalDate(), zone));
            case Attribute.ENVELOPE -> row.rendered().writeEnvelope(out.text("ENVELOPE "));
            case Attribute.BODYSTRUCTURE -> row.rendered().writeStructure(out.text("BODYSTRUCTURE "));
            case Attribute.BODY -> Rendered.writeBody(row.structure(), out.text("BODY "));
            case Section section -> new SectionWriter(row, out).write(section);
        }
    }
}

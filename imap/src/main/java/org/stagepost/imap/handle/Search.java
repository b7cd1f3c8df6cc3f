package org.stagepost.imap.handle;

import java.io.IOException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.function.Function;
import org.stagepost.imap.command.Selected;
import org.stagepost.imap.command.Selected.Numbering;
import org.stagepost.imap.response.Completion;
import org.stagepost.imap.response.ResponseWriter;
import org.stagepost.imap.view.MailboxView;
import org.stagepost.mailstore.Sought;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.UidSet;
import org.stagepost.message.Charsets;

/** SEARCH: the messages that match a key (RFC 3501 6.4.4). */
@SuppressWarnings("ThreadPriorityCheck") // a virtual thread that yields lets others run: that is all it is to do
public final class Search {
    /** Messages after which others get their turn on the carrier thread. */
    private static final int SLICE = 64;

    private final MailboxView view;
    private final ZoneId zone;
    private final Function<Sought, UidSet> index;
    private final ResponseWriter out;
    private int unreadable;

    /**
     * @param zone in which internal dates are days
     * @param index which messages of the mailbox need not be read
     */
    public Search(MailboxView view, ZoneId zone, Function<Sought, UidSet> index, ResponseWriter out) {
        this.view = view;
        this.zone = zone;
        this.index = index;
        this.out = out;
    }

    public Completion run(Selected.Search command) throws IOException {
        if (Charsets.lookup(command.charset()).isEmpty())
            return Completion.no("BADCHARSET (US-ASCII UTF-8)", "the charset is not known here");
        Criterion criterion = new Criteria(view, zone, index).of(command.key());
        int[] found = new int[16];
        int count = 0;
        for (int position = 0; position < view.messages().size(); position++) {
            if (position % SLICE == SLICE - 1) Thread.yield();
            if (!matches(criterion, position)) continue;
            if (count == found.length) found = Arrays.copyOf(found, 2 * count);
            found[count++] = position;
        }
        tell(Arrays.copyOf(found, count), command.answer());
        if (unreadable > 0) return Completion.no("UNAVAILABLE", "some of the messages cannot be read now");
        return Completion.ok("SEARCH completed");
    }

    private boolean matches(Criterion criterion, int position) {
        try {
            return criterion.matches(new Candidate(view, position));
        } catch (StoreException e) {
            if (e.reason() != StoreException.Reason.NONEXISTENT) unreadable++;
        } catch (IOException e) {
            unreadable++;
        }
        return false;
    }

    private void tell(int[] positions, Numbering answer) throws IOException {
        out.text("* SEARCH");
        for (int position : positions)
            out.octet(' ').number(answer == Numbering.UID ? view.messages().uid(position) : position + 1);
        out.end();
    }
}

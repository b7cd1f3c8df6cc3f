package org.stagepost.imap.handle;

import java.io.IOException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
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
public final class Search {
    /** After so long others get their turn on the thread. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final MailboxView view;
    private final Means means;
    private final ResponseWriter out;
    private int position;
    private int[] found = new int[16];
    private int count;
    private int unreadable;

    /**
     * What it works with.
     *
     * @param zone in which internal dates are days
     * @param index which messages of the mailbox need not be read
     */
    public record Means(ZoneId zone, Function<Sought, UidSet> index, SearchThreads threads) {}

    public Search(MailboxView view, Means means, ResponseWriter out) {
        this.view = view;
        this.means = means;
        this.out = out;
    }

    public Completion run(Selected.Search command) throws IOException {
        if (Charsets.lookup(command.charset()).isEmpty())
            return Completion.no("BADCHARSET (US-ASCII UTF-8)", "the charset is not known here");
        Criterion criterion = new Criteria(view, means.zone(), means.index()).of(command.key());
        while (position < view.messages().size()) means.threads().run(() -> slice(criterion));
        tell(Arrays.copyOf(found, count), command.answer());
        if (unreadable > 0) return Completion.no("UNAVAILABLE", "some of the messages cannot be read now");
        return Completion.ok("SEARCH completed");
    }

    private void slice(Criterion criterion) {
        long since = System.nanoTime();
        while (position < view.messages().size() && System.nanoTime() - since < SLICE_NANOS) {
            if (matches(criterion, position)) {
                if (count == found.length) found = Arrays.copyOf(found, 2 * count);
                found[count++] = position;
            }
            position++;
        }
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

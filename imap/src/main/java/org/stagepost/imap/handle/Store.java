package org.stagepost.imap.handle;

import java.io.IOException;
import org.stagepost.imap.command.Selected;
import org.stagepost.imap.command.Selected.Echo;
import org.stagepost.imap.command.Selected.Numbering;
import org.stagepost.imap.response.Completion;
import org.stagepost.imap.response.ResponseWriter;
import org.stagepost.imap.view.MailboxView;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.UidSet;

/** STORE: flags of messages, all in one change of the store (RFC 3501 6.4.6). */
public final class Store {
    private final MailboxView view;
    private final ResponseWriter out;

    public Store(MailboxView view, ResponseWriter out) {
        this.view = view;
        this.out = out;
    }

    public Completion run(Selected.Store command) throws IOException, StoreException, SyntaxException {
        UidSet numbers = view.numbers(command.numbering(), command.set());
        if (view.readOnly()) return Completion.no("NOPERM", "the mailbox is opened for reading only");
        if (!numbers.isEmpty()) view.store(view.uids(numbers), command.change(), out);
        if (command.echo() == Echo.TOLD) echo(numbers, command.numbering());
        return Completion.ok("STORE completed");
    }

    private void echo(UidSet numbers, Numbering numbering) throws IOException {
        for (UidSet.Range range : numbers.ranges()) {
            for (long number = range.first(); number <= range.last(); number++) {
                int position = (int) number - 1;
                out.untagged(number).text("FETCH (");
                if (numbering == Numbering.UID)
                    out.text("UID ").number(view.messages().uid(position)).octet(' ');
                view.writeFlags(position, out.text("FLAGS "));
                out.text(")\r\n");
            }
        }
    }
}

package org.stagepost.imap.handle;

import java.io.IOException;
import org.stagepost.imap.command.LoggedIn;
import org.stagepost.imap.command.LoggedIn.Access;
import org.stagepost.imap.response.Completion;
import org.stagepost.imap.response.ResponseWriter;
import org.stagepost.imap.view.MailboxView;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.Messages;

/** SELECT and EXAMINE: the mailbox that was opened is described (RFC 3501 6.3.1, 6.3.2). */
public final class Select {
    private final MailboxView view;
    private final ResponseWriter out;

    public Select(MailboxView view, ResponseWriter out) {
        this.view = view;
        this.out = out;
    }

    public Completion run(LoggedIn.Select command) throws IOException {
        Messages messages = view.messages();
        view.writeKeywords(out);
        out.untagged(messages.size()).text("EXISTS\r\n");
        out.untagged(view.recentCount()).text("RECENT\r\n");
        if (messages.unseen() > 0) code("UNSEEN", firstUnseen(messages), "first unseen");
        code("UIDVALIDITY", view.mailbox().uidValidity(), "UIDs are valid");
        code("UIDNEXT", messages.uidNext(), "predicted next UID");
        String access = view.readOnly() ? "READ-ONLY" : "READ-WRITE";
        return Completion.ok(access, command.access() == Access.READ_ONLY ? "EXAMINE completed" : "SELECT completed");
    }

    private void code(String code, long number, String text) throws IOException {
        out.text("* OK [")
                .text(code)
                .octet(' ')
                .number(number)
                .text("] ")
                .text(text)
                .end();
    }

    private static int firstUnseen(Messages messages) {
        for (int position = 0; position < messages.size(); position++) {
            if (!messages.flags(position).has(Flag.SEEN)) return position + 1;
        }
        return messages.size();
    }
}

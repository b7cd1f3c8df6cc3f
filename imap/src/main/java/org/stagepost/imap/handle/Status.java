package org.stagepost.imap.handle;

import java.io.IOException;
import java.util.Set;
import org.stagepost.imap.command.LoggedIn;
import org.stagepost.imap.command.LoggedIn.StatusItem;
import org.stagepost.imap.response.Completion;
import org.stagepost.imap.response.ResponseWriter;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.StoreException;

/** STATUS: numbers of a mailbox that need not be selected (RFC 3501 6.3.10, 7.2.4). */
public final class Status {
    private final Mailboxes mailboxes;
    private final Names names;
    private final ResponseWriter out;

    public Status(Mailboxes mailboxes, Names names, ResponseWriter out) {
        this.mailboxes = mailboxes;
        this.names = names;
        this.out = out;
    }

    public Completion run(LoggedIn.Status command) throws IOException, StoreException {
        write(names.decode(command.mailbox()), command.items());
        return Completion.ok("STATUS completed");
    }

    void write(MailboxName name, Set<StatusItem> items) throws IOException, StoreException {
        try (Mailbox mailbox = mailboxes.open(name)) {
            Messages messages = mailbox.messages();
            out.text("* STATUS ").string(names.encode(name)).octet(' ');
            char before = '(';
            for (StatusItem item : items) {
                out.octet(before).text(item.name()).octet(' ').number(number(item, mailbox, messages));
                before = ' ';
            }
            out.text(")\r\n");
        }
    }

    private static long number(StatusItem item, Mailbox mailbox, Messages messages) {
        return switch (item) {
            case MESSAGES -> messages.size();
            case RECENT -> messages.recent();
            case UIDNEXT -> messages.uidNext();
            case UIDVALIDITY -> mailbox.uidValidity();
            case UNSEEN -> messages.unseen();
        };
    }
}

package org.stagepost.imap.handle;

import org.stagepost.imap.command.LoggedIn;
import org.stagepost.imap.response.Completion;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.StoreException;

/** The commands that change which mailboxes there are, and which are subscribed to (RFC 3501 6.3.3 to 6.3.7). */
public final class Hierarchy {
    private final Mailboxes mailboxes;
    private final Names names;

    public Hierarchy(Mailboxes mailboxes, Names names) {
        this.mailboxes = mailboxes;
        this.names = names;
    }

    public Completion create(LoggedIn.Create command) throws StoreException {
        mailboxes.create(names.decodeNew(command.mailbox()));
        return Completion.ok("CREATE completed");
    }

    public Completion delete(LoggedIn.Delete command) throws StoreException {
        mailboxes.delete(names.decode(command.mailbox()));
        return Completion.ok("DELETE completed");
    }

    public Completion rename(LoggedIn.Rename command) throws StoreException {
        mailboxes.rename(names.decode(command.from()), names.decodeNew(command.to()));
        return Completion.ok("RENAME completed");
    }

    public Completion subscribe(LoggedIn.Subscribe command) throws StoreException {
        mailboxes.subscribe(names.decode(command.mailbox()));
        return Completion.ok("SUBSCRIBE completed");
    }

    public Completion unsubscribe(LoggedIn.Unsubscribe command) throws StoreException {
        mailboxes.unsubscribe(names.decode(command.mailbox()));
        return Completion.ok("UNSUBSCRIBE completed");
    }
}

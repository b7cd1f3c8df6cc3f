package org.stagepost.mda;

import org.stagepost.mail.Ascii;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.MailboxEntry;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoreException.Reason;

/**
 * The mailbox that takes a copy: the one that the detail of the address names if there is one, else INBOX. A stranger's
 * detail makes no mailbox.
 *
 * @param why it is not the one that the detail asks for, in plain words
 */
record Folder(Mailboxes mailboxes, MailboxName name, String why) {
    static Folder of(Home home, MailStore store) throws StoreException {
        Mailboxes mailboxes = store.of(home.account().address());
        String detail = home.detail();
        if (detail.isEmpty()) return new Folder(mailboxes, MailboxName.INBOX, "");
        for (MailboxEntry entry : mailboxes.list()) {
            if (entry.selectable() && isNamed(entry.name(), detail)) return new Folder(mailboxes, entry.name(), "");
        }
        return new Folder(mailboxes, MailboxName.INBOX, "no mailbox " + detail);
    }

    /** Local parts have no case, and either sign between levels will do. */
    private static boolean isNamed(MailboxName name, String detail) {
        return Ascii.equalsIgnoreCase(name.text('/'), detail) || Ascii.equalsIgnoreCase(name.text('.'), detail);
    }

    /** Delivers; a mailbox that has just been deleted is none to lose mail over. */
    void take(Message message, DeliveryKey key) throws StoreException {
        try {
            mailboxes.deliver(name, message, key);
        } catch (StoreException gone) {
            if (gone.reason() != Reason.NONEXISTENT || name.isInbox()) throw gone;
            mailboxes.deliver(MailboxName.INBOX, message, key);
        }
    }
}

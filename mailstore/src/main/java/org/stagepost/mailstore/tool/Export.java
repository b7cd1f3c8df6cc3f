package org.stagepost.mailstore.tool;

import java.io.IOException;
import java.util.List;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.MessageSink;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoredMessage;

/** Takes copies of messages out of an account, which stays as it is. */
public record Export(Mailboxes account, MessageSink sink) {
    /** Every message of these mailboxes as they are now; returns how many. One that goes meanwhile is left out. */
    public long of(List<MailboxName> names) throws IOException, StoreException {
        long count = 0;
        for (MailboxName name : names) {
            sink.mailbox(name);
            try (Mailbox mailbox = account.open(name)) {
                Messages messages = mailbox.messages();
                for (int i = 0; i < messages.size(); i++) {
                    if (write(mailbox, messages, i)) count++;
                }
            }
        }
        return count;
    }

    private boolean write(Mailbox mailbox, Messages messages, int position) throws IOException, StoreException {
        try {
            StoredMessage message = mailbox.message(messages.uid(position));
            sink.message(message, messages.flags(position));
            return true;
        } catch (StoreException e) {
            if (e.reason() != StoreException.Reason.NONEXISTENT) throw e;
            return false;
        }
    }
}

package org.stagepost.mailstore.maildir;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxEntry;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.StoredMessage;

/** All that a client could have noted down about an account. */
final class Told {
    private Told() {}

    static List<String> of(Mailboxes mailboxes) throws Exception {
        List<String> told = new ArrayList<>();
        told.add("subscribed " + mailboxes.subscriptions());
        for (MailboxEntry entry : mailboxes.list()) {
            told.add(entry.toString());
            if (!entry.selectable()) continue;
            try (Mailbox mailbox = mailboxes.open(entry.name())) {
                var messages = mailbox.messages();
                told.add(entry.name() + " " + mailbox.uidValidity() + " " + messages.uidNext() + " "
                        + messages.highestModSeq() + " " + messages.unseen() + " " + messages.recent() + " "
                        + messages.keywords());
                for (int i = 0; i < messages.size(); i++) {
                    StoredMessage message = mailbox.message(messages.uid(i));
                    told.add(messages.uid(i) + " "
                            + new TreeSet<>(messages.flags(i).keywords())
                            + new TreeSet<>(messages.flags(i).system()) + " " + messages.modSeq(i) + " uidl "
                            + message.uidl() + " "
                            + message.internalDate() + " " + message.octets());
                }
            }
        }
        return told;
    }
}

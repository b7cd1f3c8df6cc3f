package org.stagepost.mailstore.index;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the index is told, in the order of telling. */
sealed interface Change {
    /** A message is known now. */
    record Learned(MailboxKey mailbox, String name, Known known) implements Change {}

    /** Messages are gone. */
    record Dropped(MailboxKey mailbox, List<String> names) implements Change {
        Dropped(MailboxKey mailbox, Collection<String> names) {
            this(mailbox, List.copyOf(names));
        }
    }

    /** How a mailbox is left. */
    record Pictured(MailboxKey mailbox, Picture picture) implements Change {}

    /** A mailbox has another name; what stood under that name before is gone. */
    record Moved(MailboxKey from, MailboxKey to) implements Change {}

    /** A mailbox is gone. */
    record Removed(MailboxKey mailbox) implements Change {}

    /** All of an account is to be forgotten; somebody waits until it is. */
    record Forgotten(long account, CompletableFuture<Boolean> done) implements Change {}
}

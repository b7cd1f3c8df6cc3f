package org.stagepost.mailstore;

import org.stagepost.mail.Address;

/**
 * Knows of many messages, without reading them, that a text is not in them. It never fails and is never wrong: of messages that
 * it does not know it says nothing, and those are read.
 */
public interface TextIndex {
    /** For a store whose messages are read each time. */
    TextIndex NONE = new TextIndex() {
        @Override
        public UidSet ruledOut(Mailboxes account, Mailbox mailbox, Sought sought) {
            return UidSet.NONE;
        }

        @Override
        public void note(Mailboxes account, MailboxName mailbox) {}

        @Override
        public void forget(Address account) {}
    };

    /** The messages that do not hold what is sought, as far as that is known; all others may. */
    UidSet ruledOut(Mailboxes account, Mailbox mailbox, Sought sought);

    /** Somebody uses this mailbox and has seen it change: the index takes that in, some time. Waits for nothing. */
    void note(Mailboxes account, MailboxName mailbox);

    /** Forgets all that it knows of an account; done when this returns. */
    void forget(Address account);
}

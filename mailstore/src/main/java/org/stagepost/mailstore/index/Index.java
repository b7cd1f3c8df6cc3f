package org.stagepost.mailstore.index;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers what is known about messages, by the base names of their files, and how mailboxes were left. Never fails: then
 * it just knows nothing.
 */
public interface Index {
    /** For a store that reads each message again when it is asked about it. */
    Index NONE = new Index() {
        @Override
        public void put(MailboxKey mailbox, String name, Known known) {}

        @Override
        public Map<String, Known> read(MailboxKey mailbox, String first, String last) {
            return Map.of();
        }

        @Override
        public void drop(MailboxKey mailbox, Collection<String> names) {}

        @Override
        public void keep(MailboxKey mailbox, Picture picture) {}

        @Override
        public Optional<Picture> picture(MailboxKey mailbox, String files) {
            return Optional.empty();
        }

        @Override
        public void move(MailboxKey from, MailboxKey to) {}

        @Override
        public void remove(MailboxKey mailbox) {}

        @Override
        public void forget(long account) {}
    };

    /** Remembers, soon: whoever delivers never waits for the database. */
    void put(MailboxKey mailbox, String name, Known known);

    /** What is known of messages whose names lie from the first to the last, in no order; not always all of it. */
    Map<String, Known> read(MailboxKey mailbox, String first, String last);

    /** Forgets messages that are gone, soon. */
    void drop(MailboxKey mailbox, Collection<String> names);

    /** Keeps how a mailbox is left, soon. */
    void keep(MailboxKey mailbox, Picture picture);

    /** How a mailbox was left when its files were these, if that is known. */
    Optional<Picture> picture(MailboxKey mailbox, String files);

    /** A mailbox has another name, or is another account's: what is known of its messages goes along, soon. */
    void move(MailboxKey from, MailboxKey to);

    /** Forgets a mailbox that is gone, soon. */
    void remove(MailboxKey mailbox);

    /** Forgets a whole account, also what is still on its way; done when this returns. */
    void forget(long account);
}

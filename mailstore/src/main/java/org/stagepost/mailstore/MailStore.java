package org.stagepost.mailstore;

import org.stagepost.mail.Address;

/** Messages at rest: the mailboxes of every account. */
public interface MailStore {
    /**
     * The mailboxes of one account, made with the standard ones (INBOX, Drafts, Sent, Junk, Trash, Archive) on first use.
     * Handles of one account share what they know.
     *
     * @param account the account's address, local part folded
     */
    Mailboxes of(Address account) throws StoreException;

    /**
     * Drops everything that is remembered about the account's messages, in memory and in the index, but nothing that only
     * the store knows: UIDs, UIDVALIDITY, flags and mod-sequences stay. The next reader pays for all of it again.
     */
    void forget(Address account) throws StoreException;
}

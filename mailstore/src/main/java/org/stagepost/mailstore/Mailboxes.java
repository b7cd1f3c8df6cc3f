package org.stagepost.mailstore;

import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stagepost.mail.Address;
import org.stagepost.mail.Message;

/** All mailboxes of one account (RFC 9051 5.1). Every change is durable when the method returns. */
public interface Mailboxes {
    Address account();

    /** Every mailbox, and names that only hold others, in order of name. */
    List<MailboxEntry> list() throws StoreException;

    /** The shared live mailbox; the handle is closed by whoever opened it. */
    Mailbox open(MailboxName name) throws StoreException;

    /** Makes a mailbox and the names above it (RFC 9051 6.3.4). */
    void create(MailboxName name) throws StoreException;

    void delete(MailboxName name) throws StoreException;

    /** With everything below it; INBOX is emptied into the new name instead (RFC 9051 6.3.6). */
    void rename(MailboxName from, MailboxName to) throws StoreException;

    Set<MailboxName> subscriptions() throws StoreException;

    void subscribe(MailboxName name) throws StoreException;

    void unsubscribe(MailboxName name) throws StoreException;

    /**
     * Final delivery: the message is forced and visible when this returns, once for each key, also after a crash and also
     * when a reader has moved or removed it since.
     */
    void deliver(MailboxName name, Message message, DeliveryKey key) throws StoreException;

    /**
     * The lock that keeps the account's POP3 sessions apart (RFC 1939 section 4), whichever process they are in; empty when
     * another process has it. Within a process only one may ask at a time. Nothing is to be locked where one process has
     * the store to itself.
     */
    default Optional<Closeable> seclude() throws StoreException {
        return Optional.of(() -> {});
    }

    /** Looks at all of a mailbox's files, and says what is wrong with them; nothing is changed. */
    List<String> check(MailboxName name) throws StoreException;

    /**
     * Puts a mailbox's files in order, and finds out anew all that is remembered of its messages; returns what
     * {@link #check} says afterwards. UIDs, flags and dates stay.
     */
    List<String> repair(MailboxName name) throws StoreException;

    /** Brings back what was expunged from a mailbox and is still kept, as new messages; returns how many. */
    long undelete(MailboxName name) throws StoreException;

    /** Removes what has been in these mailboxes for so long, and for good what was expunged long enough ago. */
    void tidy(Map<MailboxName, Duration> expire) throws StoreException;

    /** What the account keeps and may keep. */
    default Usage usage() throws StoreException {
        return Usage.UNLIMITED;
    }

    /** Whether a message of this size would fit (quota, disk); throws the reason when not. */
    void admit(long size) throws StoreException;
}

package org.stagepost.mailstore;

import java.io.Closeable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stagepost.mail.Message;

/**
 * One open mailbox, shared by every session that looks at it. UIDs are positive and below 2^32; they and mod-sequences
 * only rise. What a method acknowledges is durable when it returns.
 */
public interface Mailbox extends Closeable {
    MailboxName name();

    long uidValidity();

    /** What the mailbox is called for ever, whatever its name (MAILBOXID, RFC 8474 4). */
    String id() throws StoreException;

    boolean readOnly();

    /** The messages as they are now: an immutable picture that later changes leave alone. */
    Messages messages();

    /** One message that {@link #messages} showed; throws NONEXISTENT when it has been expunged since. */
    StoredMessage message(long uid) throws StoreException;

    /** Adds messages, all or none; returns their UIDs in order (RFC 9051 6.3.12, RFC 3502). */
    List<Long> append(List<Arrival> arrivals) throws StoreException;

    /**
     * The UIDs that were expunged after this mod-sequence (RFC 7162 3.2.10); empty when so much is no longer known, and all
     * that are not here must be taken for expunged.
     */
    Optional<UidSet> vanished(long modSeq) throws StoreException;

    /** Changes the flags of those UIDs that still exist; returns the UIDs that changed. */
    UidSet store(UidSet uids, FlagChange change) throws StoreException;

    /** Copies with flags and dates, all or none; returns which UID became which, in ascending order (RFC 4315). */
    Map<Long, Long> copy(UidSet uids, Mailbox target) throws StoreException;

    /** Moves, never losing a message (RFC 6851); returns which UID became which. */
    Map<Long, Long> move(UidSet uids, Mailbox target) throws StoreException;

    /** Removes those of the UIDs that are flagged deleted; returns what went (RFC 9051 6.4.3). */
    UidSet expunge(UidSet uids) throws StoreException;

    /** Removes messages whatever their flags: what POP3's QUIT does. */
    UidSet remove(UidSet uids) throws StoreException;

    /** Takes the messages that no session has been shown as recent before (RFC 3501 2.3.2); they are then claimed. */
    UidSet claimRecent();

    /** Looks at the files now, for changes that other programs made. */
    void refresh() throws StoreException;

    /** Calls the watcher after each change, on a thread of the store: it must not block. Closing the result ends it. */
    Closeable watch(Watcher watcher);

    @Override
    void close();

    /** A message to be added. */
    record Arrival(Message message, Flags flags, Instant internalDate) {}
}

package org.stagepost.pop3;

import java.io.Closeable;
import java.util.BitSet;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoredMessage;
import org.stagepost.mailstore.UidSet;

/**
 * The messages of one session, numbered from 1 as they were at login: what arrives or goes meanwhile changes no number
 * (RFC 1939 section 5).
 */
final class Maildrop implements Closeable {
    private final Mailbox inbox;
    private final Messages messages;
    private final Runnable unlock;
    /** Positions, from 0, of the messages marked as deleted. */
    private final BitSet deleted = new BitSet();

    private long deletedOctets;

    /** @param unlock lets the next session in */
    Maildrop(Mailbox inbox, Runnable unlock) {
        this.inbox = inbox;
        this.messages = inbox.messages();
        this.unlock = unlock;
    }

    /** The highest message number. */
    int last() {
        return messages.size();
    }

    /** How many messages are not marked as deleted. */
    int count() {
        return messages.size() - deleted.cardinality();
    }

    /** How many octets those have. */
    long octets() {
        return messages.totalOctets() - deletedOctets;
    }

    /** Whether a message has this number and is not marked as deleted. */
    boolean has(int number) {
        return number >= 1 && number <= messages.size() && !deleted.get(number - 1);
    }

    long octets(int number) {
        return messages.octets(number - 1);
    }

    /** @throws StoreException when somebody has removed it since */
    StoredMessage message(int number) throws StoreException {
        return inbox.message(messages.uid(number - 1));
    }

    void delete(int number) {
        deleted.set(number - 1);
        deletedOctets += octets(number);
    }

    void reset() {
        deleted.clear();
        deletedOctets = 0;
    }

    /** The UPDATE state: what is marked as deleted is removed (RFC 1939 section 6). */
    void update() throws StoreException {
        if (deleted.isEmpty()) return;
        long[] uids = deleted.stream().mapToLong(messages::uid).toArray();
        inbox.remove(UidSet.of(uids));
        reset();
    }

    @Override
    public void close() {
        try {
            inbox.close();
        } finally {
            unlock.run();
        }
    }
}

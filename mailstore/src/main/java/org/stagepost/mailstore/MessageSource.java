package org.stagepost.mailstore;

import java.io.IOException;
import java.time.Instant;
import org.stagepost.mail.Message;

/** Messages that lie somewhere else, to be taken in. */
@FunctionalInterface
public interface MessageSource {
    /** Gives each message, in its order within its mailbox; what cannot be read ends it. */
    void each(Taker taker) throws IOException, StoreException;

    /** Who takes them. */
    @FunctionalInterface
    interface Taker {
        /** @param message can be read until this returns */
        void take(MailboxName mailbox, Message message, Flags flags, Instant date) throws IOException, StoreException;
    }
}

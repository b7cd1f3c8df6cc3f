package org.stagepost.mailstore;

import java.io.Closeable;
import java.io.IOException;

/** Where messages are written to, in a form that others read. */
public interface MessageSink extends Closeable {
    /** What follows is of this mailbox. */
    void mailbox(MailboxName name) throws IOException;

    void message(StoredMessage message, Flags flags) throws IOException;
}

package org.stagepost.net;

import java.io.IOException;

/** One protocol, spoken with one peer from the greeting to the end; each conversation runs on a virtual thread of its own. */
@FunctionalInterface
public interface Dialogue {
    /** Returns or throws when the dialogue is over; the listener then closes the connection. */
    void converse(Connection connection) throws IOException;
}

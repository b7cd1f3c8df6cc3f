package org.stagepost.smtp.server;

import org.stagepost.mail.Reply;
import org.stagepost.net.Dialogue;

/** Whether the roles of a dialogue are turned round (RFC 2645 section 5.3). */
public sealed interface Turn {
    /** They stay as they are. */
    record Refused(Reply reply) implements Turn {}

    /**
     * They are turned.
     *
     * @param reply the last of the server's
     * @param reversed what it says as a client, to the end of the connection
     */
    record Agreed(Reply reply, Dialogue reversed) implements Turn {}
}

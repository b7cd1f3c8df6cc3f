package org.stagepost.smtp.server;

import java.io.IOException;
import org.stagepost.mail.Reply;

/** The server ends the dialogue; this is the last thing it says. */
final class Farewell extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Reply reply;

    Farewell(Reply reply) {
        super(reply.toString());
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }
}

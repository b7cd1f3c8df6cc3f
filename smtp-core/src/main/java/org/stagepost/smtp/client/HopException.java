package org.stagepost.smtp.client;

import java.io.IOException;
import org.stagepost.mail.Reply;

/** Nothing can be sent over this connection; the reply tells why, the server's own if it has given one. */
public final class HopException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Reply reply;

    HopException(Reply reply) {
        super(reply.toString());
        this.reply = reply;
    }

    HopException(Reply reply, Throwable cause) {
        super(reply.toString(), cause);
        this.reply = reply;
    }

    public Reply reply() {
        return reply;
    }
}

package org.stagepost.smtp;

import org.stagepost.mail.Reply;

/** The grammar's way out: what was read so far has no meaning, and this is the reply. Never leaves the parser. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Reply reply;

    Refusal(Reply reply) {
        super(reply.toString(), null, false, false);
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }
}

package org.stagepost.smtp.server;

import java.io.IOException;
import java.util.Optional;
import org.stagepost.mail.Reply;

/** The server ends the dialogue; this is the last thing it says. */
final class Farewell extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Reply reply;
    private final transient Optional<Reply> answer;

    Farewell(Reply reply) {
        this(Optional.empty(), reply);
    }

    /** @param answer to the command at hand, said first */
    Farewell(Reply answer, Reply reply) {
        this(Optional.of(answer), reply);
    }

    private Farewell(Optional<Reply> answer, Reply reply) {
        super(reply.toString());
        this.answer = answer;
        this.reply = reply;
    }

    Optional<Reply> answer() {
        return answer;
    }

    Reply reply() {
        return reply;
    }
}

package org.stagepost.mta.deliver;

import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Reply;
import org.stagepost.mta.route.NextHop;

/** Does what a route says that leads to no server: holds, discards, or refuses. */
final class RuleCourier implements Courier {
    private static final Reply HELD = Reply.of(450, "4.7.0", "held by a rule for this domain");
    private static final Reply DISCARDED = Reply.of(250, "2.0.0", "discarded by a rule for this domain");

    private final Reply reply;

    private RuleCourier(Reply reply) {
        this.reply = reply;
    }

    static RuleCourier held() {
        return new RuleCourier(HELD);
    }

    static RuleCourier discarded() {
        return new RuleCourier(DISCARDED);
    }

    static RuleCourier refused(NextHop.Refuse rule) {
        return new RuleCourier(rule.reply());
    }

    @Override
    public Attempt deliver(Envelope envelope, Message message) {
        return Attempt.ours(envelope, reply);
    }

    @Override
    public void close() {}
}

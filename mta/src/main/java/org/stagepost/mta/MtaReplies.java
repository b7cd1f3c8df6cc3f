package org.stagepost.mta;

import java.util.List;
import org.stagepost.mail.Address;
import org.stagepost.mail.EnhancedStatus;
import org.stagepost.mail.Reply;
import org.stagepost.smtp.Replies;

/** What transfer itself answers, by name (RFC 5321 4.2, RFC 3463, RFC 7505 section 4). */
final class MtaReplies {
    /** What a client reads as one reply (its own bound is 100 lines). */
    private static final int MOST_TOLD = 100;

    static final Reply NO_SUCH_USER = Reply.of(550, "5.1.1", "there is no such mailbox here");
    static final Reply NO_SUCH_DOMAIN = Reply.of(550, "5.1.2", "there is no such domain");
    static final Reply ONLY_REPORTS = Reply.of(550, "5.7.1", "only reports, from <>, come back this way");
    static final Reply NO_RELAY = Reply.of(550, "5.7.1", "mail for others is not relayed from you");
    static final Reply SENDER_TAKES_NO_MAIL =
            Reply.of(550, "5.7.27", "the sender's domain takes no mail, so it sends none (null MX)");
    static final Reply DOMAIN_TAKES_NO_MAIL = Reply.of(556, "5.1.10", "that domain takes no mail (null MX)");

    /** The new priority comes first (RFC 6710 section 4.1). */
    static final Reply PRIORITY_LOWERED = Reply.of(250, "2.3.6", "0 is the priority of mail from strangers");

    /** RFC 2645 section 7. */
    static final Reply TURNED = Reply.of(250, "2.0.0", "OK now reversing the connection");

    static final Reply NOT_YOURS_TO_FETCH = Reply.of(450, "4.7.1", "ATRN request refused");
    static final Reply NO_MAIL = Reply.of(453, "4.2.0", "You have no mail");

    private MtaReplies() {}

    /** RFC 1985 5.1: no domain whose mail we keep for others, or no queue of that name. */
    static Reply noQueue(String node) {
        return Reply.of(458, "4.3.5", "unable to queue messages for node " + node);
    }

    /** RFC 1985 5.1. */
    static Reply notForYou(String node) {
        return Reply.of(459, "4.7.1", "node " + node + " not allowed: you are none of its hosts");
    }

    /** RFC 1985 5.1. */
    static Reply started(String node, int messages) {
        return messages == 0
                ? Reply.of(251, "2.0.0", "OK, no messages waiting for node " + node)
                : Reply.of(253, "2.0.0", "OK, " + messages + " pending messages for node " + node + " started");
    }

    /** The answer to VRFY and EXPN, a mailbox a line (RFC 5321 3.5.2). */
    static Reply mailbox(List<Address> addresses) {
        if (addresses.size() > MOST_TOLD) return Replies.NOT_TOLD;
        List<String> lines =
                addresses.stream().map(address -> "<" + address + ">").toList();
        return new Reply(250, new EnhancedStatus(2, 1, 5), lines);
    }
}

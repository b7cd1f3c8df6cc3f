package org.stagepost.mta;

import java.util.List;
import org.stagepost.mail.Address;
import org.stagepost.mail.EnhancedStatus;
import org.stagepost.mail.Reply;
import org.stagepost.smtp.Replies;

/** What transfer itself answers, by name (RFC 5321 4.2, RFC 3463, RFC 7505 section 4). */
public final class MtaReplies {
    /** What a client reads as one reply (its own bound is 100 lines). */
    private static final int MOST_TOLD = 100;

    static final Reply NO_SUCH_USER = Reply.of(550, "5.1.1", "there is no such mailbox here");
    static final Reply NO_SUCH_DOMAIN = Reply.of(550, "5.1.2", "there is no such domain");
    static final Reply ONLY_REPORTS = Reply.of(550, "5.7.1", "only reports, from <>, come back this way");
    public static final Reply NO_RELAY = Reply.of(550, "5.7.1", "mail for others is not relayed from you");
    static final Reply SENDER_TAKES_NO_MAIL =
            Reply.of(550, "5.7.27", "the sender's domain takes no mail, so it sends none (null MX)");
    static final Reply DOMAIN_TAKES_NO_MAIL = Reply.of(556, "5.1.10", "that domain takes no mail (null MX)");

    private MtaReplies() {}

    /** The answer to VRFY and EXPN, a mailbox a line (RFC 5321 3.5.2); of letters that no reply can hold nothing is told. */
    static Reply mailbox(List<Address> addresses) {
        if (addresses.size() > MOST_TOLD || addresses.stream().anyMatch(Address::isInternational))
            return Replies.NOT_TOLD;
        List<String> lines =
                addresses.stream().map(address -> "<" + address + ">").toList();
        return new Reply(250, new EnhancedStatus(2, 1, 5), lines);
    }
}

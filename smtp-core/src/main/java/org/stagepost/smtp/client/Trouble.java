package org.stagepost.smtp.client;

import org.stagepost.mail.Reply;

/** What goes wrong between two servers, in the words that the queue, the bounce and the trace show (RFC 3463 3.5, 3.6). */
final class Trouble {
    static final Reply NO_TLS = Reply.of(454, "4.7.5", "the next server offers no TLS, and it is required");
    static final Reply NO_LOGIN = Reply.of(454, "4.7.0", "the next server takes no login");
    static final Reply NOT_EIGHT_BIT = Reply.of(554, "5.6.3", "the next server does not take 8-bit messages");
    static final Reply NOT_BINARY = Reply.of(554, "5.6.3", "the next server does not take binary messages");
    static final Reply NOT_INTERNATIONAL = Reply.of(553, "5.6.7", "the next server does not take such addresses");
    static final Reply NOT_INTERNATIONAL_HEADER =
            Reply.of(554, "5.6.9", "the next server does not take UTF-8 in headers");
    static final Reply NO_REQUIRETLS = Reply.of(550, "5.7.30", "the next server does not promise TLS all the way");
    static final Reply NO_SUCCESS_REPORTS =
            Reply.of(555, "5.3.3", "the next server reports no success; send without asking for that");
    static final Reply NO_TIME_PROMISED = Reply.of(554, "5.3.3", "the next server does not promise to deliver in time");
    static final Reply NO_HOLDING = Reply.of(554, "5.3.3", "the next server holds no messages for later");
    static final Reply TIME_IS_OVER = Reply.of(451, "4.4.7", "delivery time expired");
    static final Reply TOO_BIG = Reply.of(552, "5.3.4", "the next server does not take messages of this size");
    static final Reply UNWRITABLE = Reply.of(553, "5.1.3", "an address that no line of SMTP can carry");
    static final Reply BUSY = Reply.of(451, "4.3.2", "too many messages on their way to the next server");
    static final Reply STOPPING = Reply.of(421, "4.3.2", "stopping now, try again later");
    static final Reply NO_MORE_NOW = Reply.of(452, "4.5.3", "the next server takes no more in this session");
    static final Reply UNREADABLE = Reply.of(451, "4.3.0", "the message cannot be read back now");

    private Trouble() {}

    static Reply unreachable(Object where, String why) {
        return Reply.of(451, "4.4.1", "no connection to " + where + ": " + why);
    }

    static Reply lost(Object where, String why) {
        return Reply.of(451, "4.4.2", "the dialogue with " + where + " broke off: " + why);
    }

    /** The worst moment: the message may have been taken. Sending it again may make two, giving up may make none. */
    static Reply unanswered(Object where, String why) {
        return Reply.of(451, "4.4.2", where + " did not answer the end of the message, it may come twice: " + why);
    }

    static Reply confused(Object where, String how) {
        return Reply.of(451, "4.5.0", where + " breaks the protocol: " + how);
    }

    static Reply tlsFailed(Object where, String why) {
        return Reply.of(454, "4.7.5", "no TLS with " + where + ": " + why);
    }
}

package org.stagepost.mda;

import org.stagepost.mail.Domain;
import org.stagepost.mail.Reply;
import org.stagepost.mail.TraceId;
import org.stagepost.mailstore.StoreException;

/** Every reply that local delivery gives, by name (RFC 3463, RFC 5248). */
final class DeliveryReplies {
    static final Reply WILL_DELIVER = Reply.of(250, "2.1.5", "recipient ok");
    static final Reply FULL_FOR_NOW = Reply.of(452, "4.2.2", "the mailbox is full, try again later");
    static final Reply FULL = Reply.of(552, "5.2.2", "the mailbox is full");
    static final Reply UNKNOWN = Reply.of(550, "5.1.1", "no such user here");
    static final Reply LOOP = Reply.of(554, "5.4.6", "this message has been delivered to this address before: a loop");
    static final Reply NOT_READ = Reply.of(451, "4.3.0", "the message could not be read, try again later");
    static final Reply NOT_A_PEER = Reply.of(550, "5.7.1", "this login may not deliver here");

    /** Whoever hands mail to a delivery agent of its own expands such aliases first: this waits until it does. */
    static final Reply NOT_ONE_PLACE =
            Reply.of(451, "4.3.5", "this alias leads to more than one account, or elsewhere: the mta has to follow it");

    static final Reply CROWDED = Reply.of(451, "4.2.0", "too many deliveries to this mailbox at once, try again later");

    private DeliveryReplies() {}

    static Reply delivered(TraceId id) {
        return Reply.of(250, "2.1.5", "delivered " + id);
    }

    static Reply notLocal(Domain domain) {
        return Reply.of(550, "5.1.2", "no mailboxes of " + domain + " here");
    }

    /** What keeps a message out of a mailbox: what may pass is temporary, so the queue keeps the message. */
    static Reply of(StoreException refusal, OverQuota overQuota) {
        return switch (refusal.reason()) {
            case OVER_QUOTA, LIMIT -> overQuota.reply();
            case TOO_BIG -> Reply.of(552, "5.2.3", "the message is too big for the mailbox");
            case READ_ONLY -> Reply.of(451, "4.2.1", "the mailbox takes no mail now, try again later");
            case NONEXISTENT, ALREADY_EXISTS, CANNOT, HAS_CHILDREN, CORRUPTION, UNAVAILABLE ->
                Reply.of(451, "4.3.0", "the mailbox cannot be reached, try again later");
        };
    }
}

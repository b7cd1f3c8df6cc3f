package org.stagepost.msa;

import java.util.List;
import org.stagepost.mail.Address;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;

/** What authors hear when their mail is not taken (RFC 6409 section 6, RFC 3463). */
final class SubmissionReplies {
    static final Reply CLOSED = Reply.of(535, "5.7.8", "this account is closed");
    static final Reply TOO_MUCH = Reply.of(450, "4.7.1", "you have sent too much in the last hour, try again later");
    static final Reply UNREADABLE = Reply.of(451, "4.3.0", "the message cannot be read back now, try again later");

    private SubmissionReplies() {}

    static Reply notYours(Address address) {
        return Reply.of(550, "5.7.1", address + " is not your address");
    }

    static Reply notYours(String why) {
        return Reply.of(550, "5.7.1", why);
    }

    /** What the next stage says to one recipient, said about the whole message. */
    static Reply about(Recipient recipient, Reply reply) {
        return new Reply(reply.code(), reply.status(), List.of(recipient + ": " + reply.text()));
    }
}

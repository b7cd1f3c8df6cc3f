package org.stagepost.msa;

import java.util.List;
import org.stagepost.mail.Address;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;

/** What authors hear when their mail is not taken (RFC 6409 section 6, RFC 3463). */
final class SubmissionReplies {
    static final Reply CLOSED = Reply.of(535, "5.7.8", "this account is closed");
    static final Reply UNREADABLE = Reply.of(451, "4.3.0", "the message cannot be read back now, try again later");
    static final Reply STRANGER = Reply.of(554, "5.7.1", "this port is for devices that are listed, and you are not");
    static final Reply TLS_FIRST = Reply.of(530, "5.7.0", "this device has to use TLS: STARTTLS first"); // RFC 3207 4
    static final Reply NOT_FOR_DEVICES = Reply.of(550, "5.7.1", "this device may not send there");

    /** RFC 4865 section 6. */
    static final Reply TOO_MUCH_HELD = Reply.of(552, "5.7.16", "you have too much mail waiting for later already");

    static final Reply SENDER_NOT_QUALIFIED =
            Reply.of(554, "5.1.8", "the domain is no full name: write all of it, as in example.org");
    static final Reply RECIPIENT_NOT_QUALIFIED =
            Reply.of(554, "5.1.2", "the domain is no full name: write all of it, as in example.org");

    private SubmissionReplies() {}

    static Reply tooMuch(Allotment.Kind kind) {
        return Reply.of(450, "4.7.1", "you have used up all " + kind + ", try again later");
    }

    static Reply notAs(List<Device> devices) {
        List<String> senders =
                devices.stream().map(device -> device.sender().toString()).toList();
        return Reply.of(550, "5.7.1", "this device sends as " + String.join(" or ", senders) + " only");
    }

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

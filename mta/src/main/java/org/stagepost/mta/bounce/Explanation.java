package org.stagepost.mta.bounce;

import org.stagepost.mail.Reply;

/** What a status code means, told to somebody who has never heard of one (RFC 3463 section 3). */
final class Explanation {
    private Explanation() {}

    /** @param ours whether the reply is our own, and not that of another server */
    static String of(Reply reply, boolean ours) {
        return ours && reply.status().toString().equals("5.3.0")
                ? "Those who run this mail server have taken it out of the queue; they can tell you more."
                : of(reply);
    }

    private static String of(Reply reply) {
        return switch (reply.status().subject() + "." + reply.status().detail()) {
            case "1.1", "1.6", "2.1" ->
                "There is no such mailbox. Please check the spelling of the address, or ask the recipient for another.";
            case "1.2" -> "There is no such domain. Please check what stands behind the @.";
            case "1.3" -> "The address is not written as the other server wants it.";
            case "1.10" -> "That domain takes no mail at all, and says so.";
            case "2.2" -> "The mailbox is full. Its owner must make room before you send it again.";
            case "2.3", "3.4" -> "The message is too large for that server. A smaller one may pass.";
            case "4.1", "4.2", "4.3" -> "The other server, or the way to it, could not be reached.";
            case "4.4" -> "No server was found that takes mail for that domain.";
            case "4.6" -> "The message went round in a circle: a server on the way is set up wrongly.";
            case "4.7" -> "It was tried for days, and the other server never took it.";
            default -> general(reply);
        };
    }

    private static String general(Reply reply) {
        if (reply.status().subject() == 7)
            return "The other server refuses the message by its own rules. Its words above may say which; the"
                    + " recipient, or those who run that server, can change them.";
        return reply.temporary()
                ? "The other server cannot take the message at the moment."
                : "The other server will not take the message. Its words above are all that we know.";
    }
}

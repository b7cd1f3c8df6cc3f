package org.stagepost.smtp.client;

import java.io.IOException;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.SyntaxException;
import org.stagepost.smtp.Extension;

/** A transaction that is only begun, to hear what the server says to one recipient. */
final class Question {
    private final SmtpClient client;
    private final String mail;
    private final String rcpt;

    Question(SmtpClient client, Envelope envelope, Recipient recipient) {
        this.client = client;
        CommandLines words = new CommandLines(client.offered());
        this.mail = words.mail(envelope, envelope.options().size());
        this.rcpt = words.rcpt(recipient);
    }

    Reply run() {
        try {
            return client.offered().has(Extension.PIPELINING) ? atOnce() : oneByOne();
        } catch (IOException | SyntaxException e) {
            client.abort();
            return client.trouble(e);
        }
    }

    private Reply atOnce() throws IOException, SyntaxException {
        client.say(mail);
        client.say(rcpt);
        client.say("RSET");
        Reply sender = client.hear();
        Reply recipient = client.hear();
        client.hear();
        return sender.positive() ? recipient : sender;
    }

    private Reply oneByOne() throws IOException, SyntaxException {
        Reply reply = client.ask(mail);
        if (reply.positive()) reply = client.ask(rcpt);
        client.ask("RSET");
        return reply;
    }
}

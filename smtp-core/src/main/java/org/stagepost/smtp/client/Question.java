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
        CommandLines words = new CommandLines(client.offered(), client.hop().logins(), envelope.and(recipient));
        this.mail = words.mail(envelope.options().size());
        this.rcpt = words.rcpt(recipient);
    }

    CallAhead.Answer run() {
        try {
            return client.offered().has(Extension.PIPELINING) ? atOnce() : oneByOne();
        } catch (IOException | SyntaxException e) {
            client.abort();
            return new CallAhead.Answer(client.trouble(e), false);
        }
    }

    private CallAhead.Answer atOnce() throws IOException, SyntaxException {
        client.say(mail);
        client.say(rcpt);
        client.say("RSET");
        Reply sender = client.hearMail();
        Reply recipient = client.hear();
        client.hearReset();
        if (client.isOutOfStep()) client.abort();
        return new CallAhead.Answer(sender.positive() ? recipient : sender, sender.positive());
    }

    private CallAhead.Answer oneByOne() throws IOException, SyntaxException {
        client.say(mail);
        Reply sender = client.hearMail();
        Reply reply = sender.positive() ? client.ask(rcpt) : sender;
        if (client.isOutOfStep()) client.abort();
        else client.reset();
        return new CallAhead.Answer(reply, sender.positive());
    }
}

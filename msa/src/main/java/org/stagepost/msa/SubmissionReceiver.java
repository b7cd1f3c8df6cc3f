package org.stagepost.msa;

import jakarta.inject.Inject;
import java.util.Optional;
import org.stagepost.directory.Account;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.smtp.server.Client;
import org.stagepost.smtp.server.Receipt;
import org.stagepost.smtp.server.Receiver;

/** Takes mail from those who live here and have logged in. */
public final class SubmissionReceiver implements Receiver {
    private final Directory directory;
    private final Submission submission;
    private final SubmissionLimits limits;

    @Inject
    SubmissionReceiver(Directory directory, Submission submission, SubmissionLimits limits) {
        this.directory = directory;
        this.submission = submission;
        this.limits = limits;
    }

    /** The reverse path is the login's own address, or null: a receipt that was read or displayed has none (RFC 3798 3). */
    @Override
    public Reply mail(Client client, Envelope envelope) {
        return sender(client).map(sender -> submission.mail(sender, envelope)).orElse(SubmissionReplies.CLOSED);
    }

    @Override
    public Reply rcpt(Client client, Envelope soFar, Recipient recipient) {
        return sender(client)
                .map(sender -> submission.rcpt(sender, soFar, recipient))
                .orElse(SubmissionReplies.CLOSED);
    }

    @Override
    public Receipt data(Client client, Envelope envelope, Message message) {
        return sender(client)
                .map(sender -> submission.data(sender, client, envelope, message))
                .orElseGet(() -> Receipt.all(envelope, SubmissionReplies.CLOSED));
    }

    /** Asked again for each message: an account may be closed while its session is open. */
    private Optional<Sender> sender(Client client) {
        return client.login()
                .flatMap(identity -> directory.login(identity.login()))
                .filter(Account::enabled)
                .map(account -> Sender.of(account, directory, limits));
    }
}

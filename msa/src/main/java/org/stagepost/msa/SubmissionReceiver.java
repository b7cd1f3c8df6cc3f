package org.stagepost.msa;

import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.stagepost.directory.Account;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Address;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Onward;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.Transport;
import org.stagepost.message.HeaderEdit;
import org.stagepost.msa.conform.Authors;
import org.stagepost.msa.conform.FixUps;
import org.stagepost.smtp.Replies;
import org.stagepost.smtp.TlsRequired;
import org.stagepost.smtp.server.Client;
import org.stagepost.smtp.server.Receipt;
import org.stagepost.smtp.server.Receiver;

/**
 * Takes mail from those who live here: under their own names only, in bounds, and made to conform. The answer to a message is
 * the next stage's.
 *
 * <p>Recipients are refused at RCPT, where a mail client can tell which. Should one be refused only behind the message,
 * the next stage has taken it for none of them, and the client hears about that one: its author takes the address out and
 * sends again, and nobody gets it twice.
 */
public final class SubmissionReceiver implements Receiver {
    private final Directory directory;
    private final Transport onward;
    private final SubmissionLimits limits;
    private final Stamp stamp;

    @Inject
    public SubmissionReceiver(Directory directory, @Onward Transport onward, SubmissionLimits limits, Stamp stamp) {
        this.directory = directory;
        this.onward = onward;
        this.limits = limits;
        this.stamp = stamp;
    }

    /** The reverse path is the login's own address, or null: a receipt that was read or displayed has none (RFC 3798 3). */
    @Override
    public Reply mail(Client client, Envelope envelope) {
        Optional<Account> account = account(client);
        if (account.isEmpty()) return SubmissionReplies.CLOSED;
        Optional<Address> from = envelope.from().address();
        if (from.isPresent() && !directory.maySendAs(account.get(), from.get()))
            return SubmissionReplies.notYours(from.get());
        return limits.permit(account.get().login(), 1) ? Replies.SENDER_OK : SubmissionReplies.TOO_MUCH;
    }

    @Override
    public Reply rcpt(Client client, Envelope soFar, Recipient recipient) {
        Optional<Account> account = account(client);
        if (account.isEmpty()) return SubmissionReplies.CLOSED;
        String login = account.get().login();
        if (!limits.permit(login, soFar.recipients().size() + 1)) return SubmissionReplies.TOO_MUCH;
        Reply reply = onward.accepts(soFar, recipient);
        if (reply.permanent()) limits.refused(login, 1);
        return reply.positive() ? Replies.RECIPIENT_OK : reply;
    }

    @Override
    public Receipt data(Client client, Envelope envelope, Message message) {
        Optional<Account> account = account(client);
        if (account.isEmpty()) return Receipt.all(envelope, SubmissionReplies.CLOSED);
        try {
            return submit(client, envelope, account.get(), HeaderEdit.of(message));
        } catch (IOException unreadable) {
            return Receipt.all(envelope, SubmissionReplies.UNREADABLE);
        }
    }

    private Receipt submit(Client client, Envelope envelope, Account account, HeaderEdit came) {
        Optional<String> fault = new Authors(came.header(), from -> directory.maySendAs(account, from)).fault();
        if (fault.isPresent()) return Receipt.all(envelope, SubmissionReplies.notYours(fault.get()));
        FixUps fixUps = FixUps.of(came, stamp.defaults(account, envelope));
        HeaderEdit header = fixUps.edit().onTop(stamp.received(client, envelope));
        Envelope tagged = envelope.with(TlsRequired.tagged(envelope.options(), came.header()));
        Outcome outcome = sent(account.login(), tagged, header.message());
        return Receipt.all(envelope, answer(envelope, outcome)).because(why(envelope, account, fixUps));
    }

    /** The next stage takes it for everybody or for nobody; what nobody gets is not counted, only who was refused. */
    private Outcome sent(String login, Envelope envelope, Message message) {
        int recipients = envelope.recipients().size();
        limits.sending(login, recipients);
        Outcome outcome = onward.send(envelope, message);
        if (outcome.allPositive()) return outcome;
        limits.notSent(login, recipients);
        int refused = (int)
                outcome.replies().values().stream().filter(Reply::permanent).count();
        limits.refused(login, refused);
        return outcome;
    }

    /** Positive when it is so for everybody; else what was said of one, and the worst: a repetition would hear it again. */
    private static Reply answer(Envelope envelope, Outcome outcome) {
        if (outcome.allPositive()) return Replies.queued(envelope.trace());
        Reply worst = Replies.OTHERS_REFUSED;
        for (Map.Entry<Recipient, Reply> each : outcome.replies().entrySet()) {
            Reply reply = each.getValue();
            boolean worse = reply.permanent() && !worst.permanent()
                    || reply.temporary() && worst.equals(Replies.OTHERS_REFUSED);
            if (worse && !reply.equals(Replies.OTHERS_REFUSED)) worst = SubmissionReplies.about(each.getKey(), reply);
        }
        return worst;
    }

    private static String why(Envelope envelope, Account account, FixUps fixUps) {
        StringJoiner why = new StringJoiner(", ");
        if (!fixUps.summary().isEmpty()) why.add(fixUps.summary());
        envelope.from().address().ifPresent(from -> why.add("login " + account.login() + " may use " + from));
        return why.toString();
    }

    /** Asked again for each message: an account may be closed while its session is open. */
    private Optional<Account> account(Client client) {
        return client.login()
                .flatMap(identity -> directory.login(identity.login()))
                .filter(Account::enabled);
    }
}

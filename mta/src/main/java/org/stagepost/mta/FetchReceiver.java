package org.stagepost.mta;

import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mta.deliver.Fetching;
import org.stagepost.sasl.Identity;
import org.stagepost.smtp.Replies;
import org.stagepost.smtp.SmtpCommand.Etrn;
import org.stagepost.smtp.server.Client;
import org.stagepost.smtp.server.Receipt;
import org.stagepost.smtp.server.Receiver;
import org.stagepost.smtp.server.Turn;

/** Decides who gets which mail by ATRN (RFC 2645 5.2.1) or has it sent by ETRN; none is taken here (5.4). */
final class FetchReceiver implements Receiver {
    private final FetchSettings settings;
    private final Fetching fetching;
    private final QueueStart queueStart;

    @Inject
    FetchReceiver(MtaConfig config, Fetching fetching, QueueStart queueStart) {
        this.settings = config.fetching();
        this.fetching = fetching;
        this.queueStart = queueStart;
    }

    @Override
    public Turn turn(Client client, List<Domain> domains) {
        Set<Domain> own = client.login().map(Identity::login).map(settings::of).orElse(Set.of());
        Set<Domain> wanted = domains.isEmpty() ? own : new HashSet<>(domains);
        if (own.isEmpty() || !own.containsAll(wanted)) return new Turn.Refused(MtaReplies.NOT_YOURS_TO_FETCH);
        if (!fetching.hasMail(wanted)) return new Turn.Refused(MtaReplies.NO_MAIL);
        return new Turn.Agreed(MtaReplies.TURNED, connection -> fetching.carry(connection, wanted));
    }

    @Override
    public Reply start(Client client, Etrn command) {
        return client.login().isPresent() ? queueStart.start(client, command) : Replies.LOGIN_FIRST;
    }

    @Override
    public Reply mail(Client client, Envelope envelope) {
        return Replies.UNIMPLEMENTED;
    }

    @Override
    public Reply rcpt(Client client, Envelope soFar, Recipient recipient) {
        return Replies.UNIMPLEMENTED;
    }

    @Override
    public Receipt data(Client client, Envelope envelope, Message message) {
        return Receipt.all(envelope, Replies.UNIMPLEMENTED);
    }
}

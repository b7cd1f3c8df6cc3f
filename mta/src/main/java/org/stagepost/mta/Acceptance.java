package org.stagepost.mta;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.Address;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mail.Reply;
import org.stagepost.mail.Transport;
import org.stagepost.mta.deliver.BackupHosts;
import org.stagepost.mta.queue.Queue;
import org.stagepost.mta.queue.Suppressed;
import org.stagepost.mta.route.Expansion;
import org.stagepost.mta.route.Routes;

/**
 * Decides what happens to a message whose client still waits. For one recipient who lives here, delivery is tried at once,
 * and its reply is the client's: a full mailbox is a reply now, not a bounce later. All else is queued whole.
 */
public final class Acceptance implements Transport {
    private final PromptDelivery prompt;
    private final Queue queue;
    private final Expansion expansion;
    private final DomainCheck check;
    private final Routes routes;
    private final BackupHosts backup;
    private final Suppressed suppressed;

    @Inject
    Acceptance(
            PromptDelivery prompt,
            Queue queue,
            Expansion expansion,
            DomainCheck check,
            Routes routes,
            BackupHosts backup,
            Suppressed suppressed) {
        this.prompt = prompt;
        this.queue = queue;
        this.expansion = expansion;
        this.check = check;
        this.routes = routes;
        this.backup = backup;
        this.suppressed = suppressed;
    }

    /** A report of success is a message of its own, and the queue writes those; it also keeps an eye on the time. */
    private boolean isForPrompt(Envelope envelope, List<Recipient> targets) {
        return targets.size() == 1
                && envelope.deadline().isEmpty()
                && envelope.release().isEmpty()
                && expansion.isLocal(targets.getFirst().address())
                && !targets.getFirst().notices().contains(Notify.SUCCESS);
    }

    /** Knows nothing of who may relay: whoever asks has been let in by the stage or listener that it came through. */
    @Override
    public Reply accepts(Envelope soFar, Recipient recipient) {
        if (isBackup(recipient.address())) {
            Reply room = queue.accepts(soFar, recipient);
            return room.positive() ? backup.accepts(soFar, recipient) : room;
        }
        if (!expansion.isLocal(recipient.address()))
            return suppressed
                    .refusal(recipient.address())
                    .or(() -> check.recipient(soFar.from(), recipient.address().domain()))
                    .orElseGet(() -> queue.accepts(soFar, recipient));
        List<Recipient> targets = expansion.of(List.of(recipient));
        if (expansion.isReturnPath(recipient.address()))
            return soFar.from().isNull() ? queue.accepts(soFar, recipient) : MtaReplies.ONLY_REPORTS;
        if (!expansion.isKnown(recipient.address())) return MtaReplies.NO_SUCH_USER;
        Optional<Reply> refusal = Queue.refusal(targets);
        if (refusal.isPresent()) return refusal.get();
        boolean one =
                targets.size() == 1 && expansion.isLocal(targets.getFirst().address());
        return one ? prompt.accepts(soFar, targets.getFirst()) : queue.accepts(soFar, recipient);
    }

    /** Whether any message would be taken now. */
    Reply room() {
        return queue.room();
    }

    /** Whom an address of ours stands for, itself included; nobody where it is not known (RFC 5321 3.5). */
    List<Address> targets(Address address) {
        if (!expansion.isKnown(address)) return List.of();
        return expansion.of(List.of(Recipient.of(address))).stream()
                .map(Recipient::address)
                .toList();
    }

    boolean isLocal(Address address) {
        return expansion.isLocal(address);
    }

    /** Whether it is of a domain that we keep mail for until its own hosts take it. */
    boolean isBackup(Address address) {
        return !isLocal(address) && routes.isBackup(address.domain());
    }

    /** Whether its domain's mail is kept here for others: until its own hosts take it, or come for it. */
    boolean isKept(Address address) {
        return isBackup(address) || !isLocal(address) && routes.isFetched(address.domain());
    }

    /** Why nothing is taken from this sender. */
    Optional<Reply> refusalOf(Address sender) {
        return isLocal(sender) ? Optional.empty() : check.sender(sender.domain());
    }

    @Override
    public Outcome send(Envelope envelope, Message message) {
        List<Recipient> targets = expansion.of(envelope.recipients());
        return isForPrompt(envelope, targets)
                ? Outcome.all(envelope, prompt.send(envelope.to(targets), message))
                : queue.send(envelope, message);
    }
}

package org.stagepost.mda;

import jakarta.inject.Inject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stagepost.directory.Account;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Address;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.Transport;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mda.Turns.Turn;
import org.stagepost.message.HeaderEdit;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.Reporter.Step;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;

/**
 * Final delivery (RFC 5321 4.4, 4.5.3): the last transport on the mail path. Each recipient's copy is forced into a mailbox
 * before its reply is positive, and a repeat lands on itself.
 */
public final class LocalDelivery implements Transport {
    private static final String NOBODY = "nobody";

    private final Directory directory;
    private final MailStore store;
    private final OverQuota overQuota;
    private final Turns turns;
    private final Reporter reporter;

    @Inject
    public LocalDelivery(Directory directory, MailStore store, MdaConfig config, Reporter reporter) {
        this(directory, store, config, reporter, new Turns());
    }

    LocalDelivery(Directory directory, MailStore store, MdaConfig config, Reporter reporter, Turns turns) {
        this.turns = turns;
        this.directory = directory;
        this.store = store;
        this.overQuota = config.overQuota();
        this.reporter = reporter.as(Stage.MDA);
    }

    @Override
    public Reply accepts(Envelope soFar, Recipient recipient) {
        Step step = step(soFar, recipient.address());
        Optional<Home> home = home(recipient.address());
        if (home.isEmpty()) return reported(step.to(NOBODY), nobody(recipient.address()));
        try {
            store.of(home.get().account().address()).admit(soFar.options().size());
            return DeliveryReplies.WILL_DELIVER;
        } catch (StoreException refusal) {
            return refused(step.to(home.get().account().address()), refusal);
        }
    }

    /** In process: the message's id is the queue's, and there is no hop to leave a trace field of. */
    @Override
    public Outcome send(Envelope envelope, Message message) {
        try {
            return deliver(envelope, HeaderEdit.of(message), envelope.trace().toString());
        } catch (IOException unreadable) {
            return Outcome.all(envelope, DeliveryReplies.NOT_READ);
        }
    }

    /**
     * Delivers to each recipient.
     *
     * @param message with the Received field of a wire hop, if it came over one
     * @param queueId what the queue that will repeat this on failure calls the message
     */
    Outcome deliver(Envelope envelope, HeaderEdit message, String queueId) {
        Map<Recipient, Reply> replies = new LinkedHashMap<>();
        for (Recipient recipient : envelope.recipients()) {
            FinalCopy copy = new FinalCopy(envelope, recipient.address(), message, queueId);
            replies.put(recipient, deliver(copy));
        }
        return new Outcome(replies);
    }

    private Reply deliver(FinalCopy copy) {
        Address recipient = copy.recipient();
        Optional<Home> home = home(recipient);
        Step step = step(copy.envelope(), recipient);
        if (home.isEmpty()) return reported(step.to(NOBODY), nobody(recipient));
        if (copy.hasBeenDeliveredTo(home.get()))
            return reported(step.to(home.get().address()), DeliveryReplies.LOOP);
        Address account = home.get().account().address();
        Optional<Turn> turn = turns.of(account);
        if (turn.isEmpty()) return reported(step.to(account), DeliveryReplies.CROWDED);
        try (Turn mine = turn.get()) {
            return delivered(copy, home.get(), step);
        }
    }

    private Reply delivered(FinalCopy copy, Home home, Step step) {
        try {
            Folder folder = Folder.of(home, store);
            folder.take(copy.message(home), copy.key());
            Reply reply = DeliveryReplies.delivered(copy.trace());
            return reported(
                    step.to(home.account().address() + " " + folder.name()).why(folder.why()), reply);
        } catch (StoreException refusal) {
            return refused(step.to(home.account().address()), refusal);
        }
    }

    private Step step(Envelope envelope, Address recipient) {
        return reporter.step(envelope.trace()).from(recipient).about(envelope.from(), List.of(recipient));
    }

    /** The reply is short: what the store says may name the server's folders, and is for those who read the trace. */
    private Reply refused(Step step, StoreException refusal) {
        return reported(
                step.why(refusal.reason() + ": " + refusal.getMessage()), DeliveryReplies.of(refusal, overQuota));
    }

    private static Reply reported(Step step, Reply reply) {
        step.what(reply).done(Kind.of(reply, Kind.DELIVERED));
        return reply;
    }

    /** The one account that an address leads to. */
    private Optional<Home> home(Address address) {
        List<Address> targets = directory.expand(address);
        if (targets.size() != 1) return Optional.empty();
        Optional<Account> account = directory.owner(targets.get(0));
        return account.map(owner -> new Home(owner, targets.get(0)));
    }

    private Reply nobody(Address address) {
        if (!directory.isLocal(address.domain())) return DeliveryReplies.notLocal(address.domain());
        return directory.expand(address).isEmpty() ? DeliveryReplies.UNKNOWN : DeliveryReplies.NOT_ONE_PLACE;
    }
}

package org.stagepost.smtp.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.stagepost.mail.Address;
import org.stagepost.mail.EnhancedStatus;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mail.Reply;

/**
 * What the next stage said of a recipient, asked while the client is still connected and remembered for a moment. A wrong
 * memory costs little: the message itself is answered by the stage, not from here.
 */
public final class CallAhead {
    private static final int REMEMBERED = 1_000;
    private static final Duration ACCEPTED = Duration.ofMinutes(1);
    private static final Duration REFUSED = Duration.ofSeconds(5);

    /** Nobody has this address, or it is closed: so for every sender and every size (RFC 3463 3.2, 3.3, RFC 7505). */
    private static final Set<EnhancedStatus> FOR_EVERYBODY = Set.of(
            EnhancedStatus.of("5.1.1"),
            EnhancedStatus.of("5.1.6"),
            EnhancedStatus.of("5.1.10"),
            EnhancedStatus.of("5.2.1"));

    private final Stage stage;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Address, Heard> memory = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Address, Heard> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Asks the stage itself. */
    @FunctionalInterface
    public interface Stage {
        Answer ask(Envelope soFar, Recipient recipient);
    }

    /**
     * @param aboutRecipient whether it is the reply to RCPT; one to MAIL is about this sender, and no business of the others
     */
    public record Answer(Reply reply, boolean aboutRecipient) {
        Answer with(UnaryOperator<Reply> change) {
            return new Answer(change.apply(reply), aboutRecipient);
        }
    }

    private record Heard(Reply reply, long until) {}

    public CallAhead(Stage stage) {
        this.stage = stage;
    }

    /** Who wants to hear of a success asks more than others, and the answer is not theirs. */
    public Reply reply(Envelope soFar, Recipient recipient) {
        if (recipient.notices().contains(Notify.SUCCESS))
            return stage.ask(soFar.to(List.of()), recipient).reply();
        Optional<Reply> known = known(recipient.address());
        if (known.isPresent()) return known.get();
        Answer answer = stage.ask(soFar.to(List.of()), recipient);
        if (answer.aboutRecipient() && isForEverybody(answer.reply())) remember(recipient.address(), answer.reply());
        return answer.reply();
    }

    /** A refusal may be about this sender or this message only. */
    private static boolean isForEverybody(Reply reply) {
        return reply.positive() || reply.permanent() && FOR_EVERYBODY.contains(reply.status());
    }

    private Optional<Reply> known(Address address) {
        lock.lock();
        try {
            Heard heard = memory.get(address);
            if (heard == null || heard.until() - System.nanoTime() < 0) return Optional.empty();
            return Optional.of(heard.reply());
        } finally {
            lock.unlock();
        }
    }

    private void remember(Address address, Reply reply) {
        long until = System.nanoTime() + (reply.positive() ? ACCEPTED : REFUSED).toNanos();
        lock.lock();
        try {
            memory.put(address, new Heard(reply, until));
        } finally {
            lock.unlock();
        }
    }
}

package org.stagepost.mta.queue;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.Transport;
import org.stagepost.mta.route.Expansion;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;

/**
 * Takes messages for later: whole, forced, for all recipients or for none. It knows no delivery; that begins when somebody
 * takes the message from the {@link Agenda}, at once or after a restart.
 */
public final class Queue implements Transport {
    private static final Logger log = LoggerFactory.getLogger(Queue.class);
    private static final Reply ROOM = Reply.of(250, "2.1.5", "the queue has room");
    private static final Reply FULL = Reply.of(452, "4.3.1", "the disk of the queue is full, try again later");
    private static final Reply BROKEN = Reply.of(451, "4.3.0", "the message could not be written, try again later");
    private static final Reply CLOSED = Reply.of(421, "4.3.2", "the disk of the queue fails, try again later");
    private static final Reply TOO_MANY = Reply.of(554, "5.5.3", "this stands for too many recipients");

    /** A group of groups may stand for any number; what stands for more than this is not held in memory. */
    private static final int MAX_RECIPIENTS = 2_000;

    private static final Duration SLOWEST = Duration.ofMinutes(10);

    private final Spool spool;
    private final Agenda agenda;
    private final Expansion expansion;
    private final Reporter reporter;
    private final DiskTrouble trouble;

    @Inject
    public Queue(Spool spool, Agenda agenda, Expansion expansion, Reporter reporter) {
        this.spool = spool;
        this.agenda = agenda;
        this.expansion = expansion;
        this.reporter = reporter.as(Stage.QUEUE);
        this.trouble = new DiskTrouble(spool.clock());
    }

    /** Why nothing for an address that stands for so many will ever be taken; empty when it may be. */
    public static Optional<Reply> refusal(List<Recipient> targets) {
        return targets.size() > MAX_RECIPIENTS ? Optional.of(TOO_MANY) : Optional.empty();
    }

    @Override
    public Reply accepts(Envelope soFar, Recipient recipient) {
        return room();
    }

    /** Whether any message would be taken now. */
    public Reply room() {
        if (trouble.persists()) return CLOSED;
        return spool.hasRoom() ? ROOM : FULL;
    }

    /** 250 once the message survives a power cut, for everybody; else the same refusal for everybody. */
    @Override
    public Outcome send(Envelope envelope, Message message) {
        return Outcome.all(envelope, take(envelope, message, entry -> agenda.add(entry, entry.since())));
    }

    /**
     * Takes a message that somebody is delivering already, to its only recipient, and slowly: it is due once that has failed,
     * or has not ended for a long time.
     */
    public Reply send(Envelope envelope, Message message, CompletableFuture<Reply> delivery) {
        return take(envelope, message, entry -> {
            agenda.underWay(entry);
            delivery.orTimeout(SLOWEST.toSeconds(), TimeUnit.SECONDS)
                    .whenComplete((reply, error) -> settle(entry, error == null && reply.positive()));
        });
    }

    private void settle(QueueEntry entry, boolean delivered) {
        try {
            if (delivered) {
                spool.remove(entry);
                agenda.finished(entry);
                return;
            }
        } catch (IOException e) {
            log.error("{} is delivered but cannot be removed: {}", entry.name(), e.getMessage());
        }
        agenda.again(entry, spool.clock().instant());
    }

    private Reply take(Envelope envelope, Message message, Consumer<QueueEntry> next) {
        List<Recipient> recipients = expansion.of(envelope.recipients());
        if (recipients.size() > MAX_RECIPIENTS) return TOO_MANY;
        if (trouble.persists()) return CLOSED;
        Envelope expanded = envelope.to(recipients);
        try {
            List<QueueEntry> entries = stored(copies(envelope, expanded), message);
            Reply reply = report(expanded, Reply.of(250, "2.0.0", "queued as " + envelope.trace()));
            entries.forEach(next);
            return reply;
        } catch (IOException e) {
            log.error("{} was not queued: {}", envelope.trace(), e.getMessage());
            return report(expanded, refusal(e));
        }
    }

    /** What goes on under the sender's own name, and what is forwarded under one of ours: each is a file. */
    private List<Envelope> copies(Envelope named, Envelope expanded) {
        List<Recipient> forwarded = expansion.forwarded(named.recipients());
        Optional<ReversePath> rewritten = forwarded.isEmpty() ? Optional.empty() : expansion.rewritten(named.from());
        if (rewritten.isEmpty()) return List.of(expanded);
        List<Recipient> rest = new ArrayList<>(expanded.recipients());
        rest.removeAll(forwarded);
        Envelope under = new Envelope(named.trace(), rewritten.get(), named.options(), named.login(), forwarded);
        reporter.step(named.trace())
                .from(named.from())
                .to(rewritten.get())
                .what("forwarded under an address of ours")
                .why("the sender's domain does not let us send for it (SRS)")
                .about(named.from(), forwarded)
                .done(Kind.FORWARDED);
        return rest.isEmpty() ? List.of(under) : List.of(expanded.to(rest), under);
    }

    /** All or none: what is stored already is no use without the rest, since the client hears no 250. */
    private List<QueueEntry> stored(List<Envelope> copies, Message message) throws IOException {
        List<QueueEntry> entries = new ArrayList<>();
        try {
            for (Envelope copy : copies) entries.add(spool.store(copy, message));
            return entries;
        } catch (IOException e) {
            for (QueueEntry entry : entries) spool.remove(entry);
            throw e;
        }
    }

    private Reply refusal(IOException e) {
        if (!spool.hasRoom() || saysFull(e)) return FULL;
        trouble.happened();
        return BROKEN;
    }

    /** Before anybody is told of the message, so that the trace tells what happened in order. */
    private Reply report(Envelope envelope, Reply reply) {
        int count = envelope.recipients().size();
        reporter.step(envelope.trace())
                .from(envelope.from())
                .to("queue")
                .what(reply)
                .why(count == 1 ? "for one recipient" : "for " + count + " recipients")
                .about(envelope.from(), envelope.recipients())
                .done(Kind.of(reply, Kind.QUEUED));
        return reply;
    }

    /** The system's words for ENOSPC and EDQUOT; the free space alone does not tell of inodes and quotas. */
    private static boolean saysFull(IOException e) {
        String text = String.valueOf(e.getMessage());
        return text.contains("No space left") || text.contains("quota exceeded");
    }
}

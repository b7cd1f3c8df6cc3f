package org.stagepost.mta;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Local;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.Transport;
import org.stagepost.mta.queue.Queue;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;

/**
 * Delivery while the client waits, for a message to one mailbox here. What delivery cannot do now, or not in time, the
 * queue does later; a delivery that was only slow is told to the queue, so that nothing is delivered twice.
 */
final class PromptDelivery {
    private static final Logger log = LoggerFactory.getLogger(PromptDelivery.class);
    private static final Reply FAULT = Reply.of(451, "4.3.0", "delivery failed");

    private final Transport local;
    private final Queue queue;
    private final Duration deadline;
    private final Reporter reporter;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("prompt-", 0).factory());

    @Inject
    PromptDelivery(@Local Transport local, Queue queue, MtaConfig config, Reporter reporter) {
        this.local = local;
        this.queue = queue;
        this.deadline = config.receiving().deadline();
        this.reporter = reporter.as(Stage.MTA);
    }

    /** Delivery's own refusal where the sender should hear it now; its trouble is not the client's. */
    Reply accepts(Envelope soFar, Recipient recipient) {
        Reply reply = local.accepts(soFar, recipient);
        return reply.positive() || isForTheClient(reply) ? reply : queue.accepts(soFar, recipient);
    }

    /** @param envelope with the one recipient */
    Reply send(Envelope envelope, Message message) {
        Recipient recipient = envelope.recipients().getFirst();
        CompletableFuture<Reply> delivery = CompletableFuture.supplyAsync(
                () -> local.send(envelope, message).of(recipient), threads);
        Reply reply;
        try {
            reply = delivery.copy()
                    .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            if (!delivery.isDone()) return queuedMeanwhile(envelope, message, delivery);
            log.error("{} could not be delivered at once", envelope.trace(), e.getCause());
            reply = FAULT;
        }
        report(envelope, reply);
        if (reply.positive() || isForTheClient(reply)) return reply;
        return queue.send(envelope, message).of(recipient);
    }

    private Reply queuedMeanwhile(Envelope envelope, Message message, CompletableFuture<Reply> delivery) {
        report(envelope, Reply.of(451, "4.4.7", "not delivered within " + deadline.toSeconds() + " seconds"));
        return queue.send(envelope, message, delivery);
    }

    /** A permanent refusal and a full mailbox are news of the recipient; the rest is trouble of ours that passes. */
    private static boolean isForTheClient(Reply reply) {
        return reply.permanent() || reply.code() == 452;
    }

    private void report(Envelope envelope, Reply reply) {
        reporter.step(envelope.trace())
                .from(envelope.from())
                .to("delivery")
                .what(reply)
                .why("one recipient, who lives here: delivery is tried while the client waits")
                .about(envelope.from(), envelope.recipients())
                .done(Kind.CALLED);
    }
}

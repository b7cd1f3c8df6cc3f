package org.stagepost.mta;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.Transport;

/** Final delivery into memory, with the replies that a test wants. A repeat lands on itself. */
public final class TestMailboxes implements Transport {
    private final Map<String, Reply> refusals = new ConcurrentHashMap<>();
    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final AtomicInteger repeats = new AtomicInteger();
    private final List<String> delivered = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    /** From now on this reply for everything about this address. */
    public void refuse(String address, Reply reply) {
        refusals.put(address, reply);
    }

    public void heal() {
        refusals.clear();
    }

    /** Deliveries wait until the returned gate is opened. */
    public CountDownLatch hold() {
        gate = new CountDownLatch(1);
        return gate;
    }

    /** Every copy, as {@code address: octets}. */
    public List<String> delivered() {
        return delivered;
    }

    /** How often a copy came that was there already. */
    public int repeats() {
        return repeats.get();
    }

    @Override
    public Reply accepts(Envelope soFar, Recipient recipient) {
        return refusals.getOrDefault(recipient.toString(), Reply.of(250, "2.1.5", "ok"));
    }

    @Override
    public Outcome send(Envelope envelope, Message message) {
        Map<Recipient, Reply> replies = new LinkedHashMap<>();
        for (Recipient recipient : envelope.recipients()) replies.put(recipient, deliver(envelope, recipient, message));
        return new Outcome(replies);
    }

    private Reply deliver(Envelope envelope, Recipient recipient, Message message) {
        Reply refusal = refusals.get(recipient.toString());
        if (refusal != null) return refusal;
        try (InputStream in = message.open()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            gate.await();
            if (keys.add(envelope.trace() + " " + recipient)) delivered.add(recipient + ": " + text);
            else repeats.incrementAndGet();
            return Reply.of(250, "2.1.5", "delivered " + envelope.trace());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reply.of(451, "4.3.2", "interrupted");
        }
    }
}

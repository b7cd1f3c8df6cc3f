package org.stagepost.mta.deliver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.Transport;

/**
 * Everybody who gets mail, in memory: at mars.test as in our mailboxes, where a repeat lands on itself, elsewhere as with
 * other hosts, which take everything as often as it comes. {@code no@} is unknown everywhere, {@code bob@} busy at times.
 */
final class Addressees implements Transport {
    private static final Reply TAKEN = Reply.of(250, "2.1.5", "ok");
    private static final Reply UNKNOWN = Reply.of(550, "5.1.1", "who?");
    private static final Reply BUSY = Reply.of(450, "4.2.0", "busy");

    private final Set<String> known;
    private final Consumer<String> arrivals;
    private volatile boolean busy;

    /**
     * @param before what our mailboxes hold already, as {@code address traceid}
     * @param arrivals hears of each copy, as {@code letter address traceid}, before its reply is given
     */
    Addressees(Set<String> before, Consumer<String> arrivals) {
        this.known = ConcurrentHashMap.newKeySet();
        this.known.addAll(before);
        this.arrivals = arrivals;
    }

    void busy(boolean now) {
        busy = now;
    }

    @Override
    public Reply accepts(Envelope soFar, Recipient recipient) {
        return TAKEN;
    }

    @Override
    public Outcome send(Envelope envelope, Message message) {
        Map<Recipient, Reply> replies = new LinkedHashMap<>();
        for (Recipient recipient : envelope.recipients()) replies.put(recipient, reply(envelope, recipient, message));
        return new Outcome(replies);
    }

    private Reply reply(Envelope envelope, Recipient recipient, Message message) {
        String address = recipient.toString();
        if (address.startsWith("no@")) return UNKNOWN;
        if (busy && address.startsWith("bob@")) return BUSY;
        String key = address + " " + envelope.trace();
        boolean report = envelope.from().isNull();
        if (!address.endsWith("@mars.test") || known.add(key))
            arrivals.accept((report ? "report-of-" : "") + Letters.id(text(message), report) + " " + key);
        return TAKEN;
    }

    private static String text(Message message) {
        try (InputStream in = message.open()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "unreadable: " + e;
        }
    }
}

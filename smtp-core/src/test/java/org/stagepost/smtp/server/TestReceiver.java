package org.stagepost.smtp.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.smtp.Replies;

/** Takes mail for ann, bob, full and postmaster of example.org, and keeps it; full's mailbox is. */
public class TestReceiver implements Receiver {
    /** What was taken. */
    public record Mail(Client client, Envelope envelope, String text) {}

    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final AtomicInteger transactions = new AtomicInteger();

    public List<Mail> mails() {
        return mails;
    }

    /** How many transactions were begun. */
    public int transactions() {
        return transactions.get();
    }

    @Override
    public Reply mail(Client client, Envelope envelope) {
        transactions.incrementAndGet();
        boolean bad = envelope.from().toString().equals("bad@example.net");
        return bad ? Reply.of(550, "5.7.1", "not from you") : Replies.SENDER_OK;
    }

    @Override
    public Reply rcpt(Client client, Envelope soFar, Recipient recipient) {
        if (!recipient.address().domain().name().equals("example.org"))
            return Reply.of(
                    550, "5.7.1", "no relaying to " + recipient.address().domain());
        return switch (Ascii.lower(recipient.address().localPart())) {
            case "ann", "bob", "full", "postmaster" -> Replies.RECIPIENT_OK;
            case "bug" -> throw new IllegalStateException("a bug");
            default -> Reply.of(550, "5.1.1", "no such user");
        };
    }

    @Override
    public Receipt data(Client client, Envelope envelope, Message message) {
        mails.add(new Mail(client, envelope, text(message)));
        Map<Recipient, Reply> replies = new LinkedHashMap<>();
        for (Recipient recipient : envelope.recipients())
            replies.put(
                    recipient,
                    recipient.address().localPart().equals("full")
                            ? Reply.of(452, "4.2.2", "mailbox full")
                            : Replies.queued(envelope.trace()));
        return Receipt.of(new Outcome(replies)).because("a test");
    }

    private static String text(Message message) {
        try {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            message.writeTo(octets);
            return octets.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.stagepost.msa;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.Transport;
import org.stagepost.smtp.Replies;

/** The way onward of a test: keeps what it is given; local parts beginning with {@code no} and {@code late} are refused. */
final class NextStage implements Transport {
    /** What was handed over. */
    record Mail(Envelope envelope, String text) {
        /** The header fields, one line each as they stand. */
        List<String> lines() {
            return text.substring(0, text.indexOf("\r\n\r\n")).lines().toList();
        }
    }

    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final Semaphore gate = new Semaphore(1);

    /** Whoever sends waits behind the 250 until this is released. */
    Semaphore gate() {
        return gate;
    }

    List<Mail> mails() {
        return mails;
    }

    @Override
    public Reply accepts(Envelope soFar, Recipient recipient) {
        boolean unknown = recipient.address().localPart().startsWith("no");
        return unknown ? Reply.of(550, "5.1.1", "no such user") : Replies.RECIPIENT_OK;
    }

    /** For nobody when it cannot be for everybody. */
    @Override
    public Outcome send(Envelope envelope, Message message) {
        Map<Recipient, Reply> refused = new LinkedHashMap<>();
        boolean any = false;
        for (Recipient recipient : envelope.recipients()) {
            Reply reply = switch (recipient.address().localPart()) {
                case "late" -> Reply.of(550, "5.1.1", "gone");
                case "later" -> Reply.of(452, "4.2.2", "full");
                default -> Replies.OTHERS_REFUSED;
            };
            any |= !reply.equals(Replies.OTHERS_REFUSED);
            refused.put(recipient, reply);
        }
        if (any) return new Outcome(refused);
        mails.add(new Mail(envelope, text(message)));
        gate.acquireUninterruptibly();
        gate.release();
        return Outcome.all(envelope, Reply.of(250, "2.0.0", "queued as THERE"));
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

package org.stagepost.smtp.client;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.EndedException;
import org.stagepost.smtp.Extension;
import org.stagepost.smtp.Replies;

/**
 * One message over one connection (RFC 5321 3.3), its commands pipelined where the server takes that (RFC 2920). A reply is
 * only ever given to the recipient it was for: once replies and commands do not fit, nobody's counts.
 *
 * <p>The message goes by DATA, which every server does best, and by BDAT (RFC 3030) in two cases: where it is binary, for which
 * there is nothing else, and where it is large, so that a server that has no room says so after a chunk and not at the end.
 */
final class Transaction {
    /** So many commands go out before their replies are read: fewer octets than any socket buffer holds. */
    private static final int WINDOW = 100;

    private static final Duration DATA = Duration.ofMinutes(2);
    private static final Duration BODY = Duration.ofMinutes(3);
    /** A message of more octets goes in chunks of so many where that is offered. */
    private static final long CHUNK = 4L << 20;

    private static final Duration DOT = Duration.ofMinutes(10);

    private final SmtpClient client;
    private final Envelope envelope;
    private final Message message;
    private final Sharing sharing;
    private final List<Recipient> everybody;
    private final List<Recipient> recipients;
    private final boolean pipelining;
    private final boolean chunked;
    private final Map<Recipient, Reply> replies = new HashMap<>();
    private final List<Recipient> accepted = new ArrayList<>();
    /** All of the message has been said, whatever has been heard since. */
    private boolean dotSaid;

    Transaction(SmtpClient client, Envelope envelope, Message message, Sharing sharing) {
        this.client = client;
        this.envelope = envelope;
        this.message = message;
        this.sharing = sharing;
        this.everybody = List.copyOf(new LinkedHashSet<>(envelope.recipients()));
        this.recipients = everybody.stream()
                .filter(recipient -> Fitness.fault(recipient, client.offered()).isEmpty())
                .toList();
        this.pipelining = client.offered().has(Extension.PIPELINING);
        boolean binary = envelope.options().body() == Body.BINARY_MIME;
        this.chunked = binary || message.size() > CHUNK && client.offered().has(Extension.CHUNKING);
    }

    Outcome run() {
        try {
            Optional<Reply> fault = Fitness.fault(envelope, message, client);
            if (fault.isPresent()) return Outcome.all(envelope, fault.get());
            boolean all = recipients.size() == everybody.size();
            if (!recipients.isEmpty() && (all || sharing == Sharing.EACH)) converse();
        } catch (SyntaxException confused) {
            replies.clear();
            breakOff(confused);
        } catch (HopException | EndedException lost) {
            breakOff(lost);
        } catch (IOException unreadable) {
            breakOff(Trouble.UNREADABLE);
        }
        return outcome();
    }

    /** Whom no reply counts for may have got the message all the same, once all of it was said. */
    private void breakOff(Exception why) {
        boolean open = dotSaid && !replies.keySet().containsAll(accepted);
        if (open) client.leaveUnanswered();
        breakOff(open ? Trouble.unanswered(client.hop().to(), String.valueOf(why.getMessage())) : client.trouble(why));
    }

    private void breakOff(Reply rest) {
        client.abort();
        for (Recipient recipient : recipients) replies.putIfAbsent(recipient, rest);
    }

    private Outcome outcome() {
        Map<Recipient, Reply> ordered = new LinkedHashMap<>();
        for (Recipient recipient : everybody) {
            Reply usual = Fitness.fault(recipient, client.offered()).orElse(Replies.OTHERS_REFUSED);
            ordered.put(recipient, replies.getOrDefault(recipient, usual));
        }
        return new Outcome(ordered);
    }

    /** What is not sent leaves MAIL in force, and is reset (RFC 5321 4.1.4). */
    private void converse() throws IOException, SyntaxException {
        boolean early = dataGoesAlong();
        Optional<Reply> data = sayEnvelope(early);
        if (client.isOutOfStep()) {
            client.abort();
            return;
        }
        boolean wanted = sharing == Sharing.EACH ? !accepted.isEmpty() : accepted.size() == recipients.size();
        if (data.isEmpty()) {
            if (!wanted) {
                client.reset();
                return;
            }
            checkSilence();
            data = Optional.of(chunked ? sayChunks() : client.ask("DATA", DATA));
        }
        if (!chunked) answered(data.get(), wanted);
        checkEnd();
        if (chunked ? !data.get().positive() : !data.get().intermediate()) client.reset();
    }

    /**
     * The message in chunks, each answered before the next one is sent (RFC 3030 section 2). A chunk that is refused is the end
     * of it for everybody.
     *
     * @return the last reply
     */
    private Reply sayChunks() throws IOException, SyntaxException {
        try (InputStream octets = message.open()) {
            for (long left = message.size(); ; left -= CHUNK) {
                boolean last = left <= CHUNK;
                client.sayChunk(octets, Math.min(left, CHUNK), last, BODY);
                if (last) return hearEnd();
                Reply reply = settled(client.hear(DOT));
                if (!reply.positive()) {
                    for (Recipient recipient : accepted) replies.put(recipient, reply);
                    return reply;
                }
                checkSilence();
            }
        }
    }

    /** DATA may go out before the replies to RCPT are known when no reply can make us want it back. */
    private boolean dataGoesAlong() {
        return pipelining
                && !chunked
                && recipients.size() <= WINDOW - 2
                && (sharing == Sharing.EACH || recipients.size() == 1);
    }

    /** MAIL and RCPT, and DATA where it goes along: then its reply is the result. */
    private Optional<Reply> sayEnvelope(boolean withData) throws IOException, SyntaxException {
        List<String> lines = new ArrayList<>(recipients.size() + 2);
        CommandLines words = new CommandLines(client.offered(), client.hop().logins(), envelope.to(recipients));
        lines.add(words.mail(message.size()));
        for (Recipient recipient : recipients) lines.add(words.rcpt(recipient));
        if (withData) lines.add("DATA");
        Reply mail = Replies.OTHERS_REFUSED;
        Reply reply = mail;
        int window = pipelining ? WINDOW : 1;
        for (int from = 0; from < lines.size(); from += window) {
            checkSilence();
            int to = Math.min(from + window, lines.size());
            for (String line : lines.subList(from, to)) client.say(line);
            for (int i = from; i < to; i++) {
                reply = i == 0 ? client.hearMail() : client.hear();
                if (i == 0) mail = settled(reply);
                else if (i <= recipients.size()) settle(recipients.get(i - 1), mail, settled(reply));
            }
            if (!mail.positive()) break;
        }
        if (!mail.positive()) refuseAll(mail);
        return withData ? Optional.of(reply) : Optional.empty();
    }

    private void settle(Recipient recipient, Reply mail, Reply rcpt) {
        if (mail.positive() && rcpt.positive()) accepted.add(recipient);
        else replies.put(recipient, mail.positive() ? rcpt : mail);
    }

    private void refuseAll(Reply mail) {
        for (Recipient recipient : recipients) replies.put(recipient, mail);
    }

    /** @throws SyntaxException for a 3xx where only DATA has one: a reply has come to the wrong command */
    private static Reply settled(Reply reply) throws SyntaxException {
        if (reply.intermediate()) throw new SyntaxException("a reply that belongs to another command");
        return reply;
    }

    /** The reply to DATA is here. */
    private void answered(Reply data, boolean wanted) throws IOException, SyntaxException {
        if (data.positive()) throw new SyntaxException("DATA is answered as if it had ended");
        if (!data.intermediate()) {
            for (Recipient recipient : accepted) replies.put(recipient, data);
            return;
        }
        checkSilence();
        if (!wanted) {
            client.ask(".", DATA);
            return;
        }
        client.sayBody(message, BODY);
        hearEnd();
    }

    /** The whole message is said: one reply, or in LMTP one for each recipient. The last of them is returned. */
    private Reply hearEnd() throws IOException, SyntaxException {
        dotSaid = true;
        Reply reply = Replies.OTHERS_REFUSED;
        switch (client.hop().protocol()) {
            case SMTP -> {
                reply = settled(client.hear(DOT));
                for (Recipient recipient : accepted) replies.put(recipient, reply);
            }
            case LMTP -> {
                for (Recipient recipient : accepted) {
                    reply = settled(client.hear(DOT));
                    replies.put(recipient, reply);
                }
            }
        }
        return reply;
    }

    /** Whatever the server says before it was asked belongs to some other question. */
    private void checkSilence() throws SyntaxException {
        if (client.isSpeaking()) throw new SyntaxException("it spoke before it was asked");
    }

    /** At the end a server may still say that it closes; any other word means that we have lost count. */
    private void checkEnd() throws IOException, SyntaxException {
        if (!client.isSpeaking()) return;
        if (client.hearUnasked(DATA).code() != 421) throw new SyntaxException("more replies than commands");
        client.abort();
    }
}

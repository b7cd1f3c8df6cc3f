package org.stagepost.mta;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.net.Endpoint;
import org.stagepost.smtp.Replies;
import org.stagepost.smtp.server.Client;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.smtp.server.Peer;
import org.stagepost.smtp.server.Receipt;
import org.stagepost.smtp.server.Receiver;
import org.stagepost.smtp.server.Terms;
import org.stagepost.smtp.server.TestServer;

/** Somebody else's mail host: keeps what it gets, and replies as a test wants it. */
public final class OtherHost implements Receiver, Closeable {
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<Letter> letters = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final TestServer server;

    /** What came. */
    public record Letter(Envelope envelope, String protocol, String text) {
        public List<String> recipients() {
            return envelope.recipients().stream().map(Recipient::toString).toList();
        }
    }

    /** @param terms changes what it offers */
    OtherHost(Path folder, Dialect dialect, Endpoint at, UnaryOperator<Terms> terms) throws IOException {
        server = new TestServer(terms.apply(TestServer.terms(dialect, folder)), this, at, Duration.ofSeconds(20));
    }

    public int port() {
        return ((Endpoint.Tcp) server.endpoint()).port();
    }

    /** From now on this reply: to an address, to {@code connect}, to {@code mail}, or to {@code data}. */
    public void reply(String to, Reply reply) {
        replies.put(to, reply);
    }

    public void heal() {
        replies.clear();
    }

    public List<Letter> letters() {
        return letters;
    }

    public int connections() {
        return connections.get();
    }

    @Override
    public Reply connect(Peer peer) {
        connections.incrementAndGet();
        return replies.getOrDefault("connect", Replies.OK);
    }

    @Override
    public Reply mail(Client client, Envelope envelope) {
        return replies.getOrDefault("mail", Replies.SENDER_OK);
    }

    @Override
    public Reply rcpt(Client client, Envelope soFar, Recipient recipient) {
        return replies.getOrDefault(recipient.toString(), Replies.RECIPIENT_OK);
    }

    @Override
    public Receipt data(Client client, Envelope envelope, Message message) {
        Reply reply = replies.getOrDefault("data", Replies.queued(envelope.trace()));
        try (InputStream in = message.open()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (reply.positive()) letters.add(new Letter(envelope, client.protocol(envelope), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Receipt.all(envelope, reply);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

package org.stagepost.distribution.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.net.Endpoint;
import org.stagepost.net.SelfSigned;
import org.stagepost.net.Tls;
import org.stagepost.smtp.Replies;
import org.stagepost.smtp.server.Client;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.smtp.server.Receipt;
import org.stagepost.smtp.server.Receiver;
import org.stagepost.smtp.server.Terms;
import org.stagepost.smtp.server.TestServer;

/** Somebody else's mail host that offers every extension, under TLS too, and keeps what it is told; nobody there is called no. */
final class Elsewhere implements Receiver, Closeable {
    private static final Reply NOBODY = Reply.of(550, "5.1.1", "who?");

    private final List<Letter> letters = new CopyOnWriteArrayList<>();
    private final Path certificate;
    private final TestServer server;

    /** What came: its octets, a character each. */
    record Letter(Envelope envelope, String protocol, String octets) {}

    /**
     * Listens.
     *
     * @param folder takes its certificate, which vouches for itself
     */
    Elsewhere(Path folder, String name, InetSocketAddress at) throws IOException {
        certificate = folder.resolve("elsewhere.pem");
        Path key = folder.resolve("elsewhere.key");
        try (RealDisk disk = new RealDisk()) {
            new SelfSigned(disk, certificate, key).write(List.of(name), Clock.systemUTC());
        }
        Terms terms = TestServer.terms(Dialect.SMTP, folder).beforeQueue().with(Tls.server(certificate, key));
        Endpoint here = new Endpoint.Tcp(at.getAddress().getHostAddress(), at.getPort());
        server = new TestServer(terms, this, here, Duration.ofSeconds(20));
    }

    Path certificate() {
        return certificate;
    }

    /** What has come for an address, waited for. */
    Letter await(String recipient) throws Exception {
        JakartaMail.until(() -> letters.stream().anyMatch(letter -> isFor(letter, recipient)));
        return letters.stream()
                .filter(letter -> isFor(letter, recipient))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFor(Letter letter, String recipient) {
        return letter.envelope().recipients().stream()
                .anyMatch(to -> to.toString().equals(recipient));
    }

    @Override
    public Reply mail(Client client, Envelope envelope) {
        return Replies.SENDER_OK;
    }

    @Override
    public Reply rcpt(Client client, Envelope soFar, Recipient recipient) {
        return recipient.toString().startsWith("no@") ? NOBODY : Replies.RECIPIENT_OK;
    }

    @Override
    public Receipt data(Client client, Envelope envelope, Message message) {
        try (InputStream in = message.open()) {
            String octets = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            letters.add(new Letter(envelope, client.protocol(envelope), octets));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Receipt.all(envelope, Replies.queued(envelope.trace()));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

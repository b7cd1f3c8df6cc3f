package org.stagepost.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Network;
import org.stagepost.smtp.Extension;
import org.stagepost.smtp.client.Hop.Protocol;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.smtp.server.Terms;
import org.stagepost.smtp.server.TestReceiver;
import org.stagepost.smtp.server.TestServer;

/** When the client says BDAT (RFC 3030), and what becomes of the message if that goes wrong. */
class ChunksTest {
    private static final MailOptions BINARY =
            new MailOptions(Body.BINARY_MIME, false, false, 0, Optional.empty(), Optional.empty());
    private static final String OCTETS = "a: b\r\n\r\n.\r\nx\0\n\r\u00ff";

    @TempDir
    Path folder;

    private final Network network = new Network();
    private final TestReceiver receiver = new TestReceiver();

    @AfterEach
    void close() {
        network.close();
    }

    private static Message message(String octets) {
        return Message.of(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Envelope envelope(String... recipients) throws Exception {
        Envelope envelope = Envelope.from(
                TraceId.next(Clock.systemUTC(), new SecureRandom()), ReversePath.of(Address.parse("x@example.net")));
        for (String recipient : recipients) envelope = envelope.and(Recipient.of(Address.parse(recipient)));
        return envelope;
    }

    private SmtpClient open(Protocol protocol, Endpoint endpoint) throws IOException {
        return SmtpClient.open(network, Hop.to(protocol, endpoint, "client.example"));
    }

    private static List<String> replies(Outcome outcome) {
        return outcome.replies().values().stream().map(Reply::toString).toList();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aBinaryMessageArrivesOctetByOctetAndEachRecipientHasItsReply(Protocol protocol) throws Exception {
        Dialect dialect = protocol == Protocol.SMTP ? Dialect.SMTP : Dialect.LMTP;
        Terms terms = TestServer.terms(dialect, folder).offering(Extension.BINARY_MIME);
        try (TestServer server = new TestServer(terms, receiver);
                SmtpClient client = open(protocol, server.endpoint())) {
            Envelope envelope = envelope("ann@example.org", "nobody@example.org", "full@example.org")
                    .with(BINARY);
            List<String> replies = replies(client.send(envelope, message(OCTETS), Sharing.EACH));
            assertThat(replies.get(0)).startsWith(protocol == Protocol.SMTP ? "452 4.2.2" : "250 2.0.0 queued as ");
            assertThat(replies.get(1)).startsWith("550 5.1.1");
            assertThat(replies.get(2)).startsWith("452 4.2.2");
            assertThat(receiver.mails().getFirst().text()).isEqualTo(OCTETS);
            assertThat(client.dialogue()).contains("C: BDAT 16 LAST").doesNotContain("C: DATA");
            assertThat(client.isUsable()).isTrue();
            assertThat(client.send(envelope("ann@example.org"), message("a: b\r\n"), Sharing.EACH)
                            .allPositive())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 plain", "250-x\r\n250 CHUNKING", "250-x\r\n250-8BITMIME\r\n250 BINARYMIME"})
    void aBinaryMessageGoesNowhereElse(String hello) throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of("EHLO", hello));
                SmtpClient client = open(Protocol.SMTP, server.endpoint())) {
            Envelope envelope = envelope("ann@example.org").with(BINARY);
            assertThat(replies(client.send(envelope, message(OCTETS), Sharing.EACH)))
                    .containsExactly("554 5.6.3 the next server does not take binary messages");
            assertThat(server.heard()).containsExactly("EHLO client.example");
        }
    }

    @Test
    void aLargeMessageGoesInChunksWhereTheyAreOffered() throws Exception {
        String text = "a: b\r\n\r\n" + "0123456789abcdef".repeat(600_000) + "\r\n";
        try (TestServer server = new TestServer(TestServer.terms(Dialect.SMTP, folder), receiver);
                SmtpClient client = open(Protocol.SMTP, server.endpoint())) {
            assertThat(client.send(envelope("ann@example.org"), message(text), Sharing.EACH)
                            .allPositive())
                    .isTrue();
            assertThat(receiver.mails().getFirst().text()).isEqualTo(text);
            assertThat(client.dialogue()).contains("C: BDAT 4194304", "C: BDAT 1211402 LAST");
        }
        try (ScriptedServer server = new ScriptedServer(Map.of());
                SmtpClient client = open(Protocol.SMTP, server.endpoint())) {
            assertThat(client.send(envelope("ann@example.org"), message(text), Sharing.EACH)
                            .allPositive())
                    .isTrue();
            assertThat(client.dialogue()).contains("C: DATA");
        }
    }

    @Test
    void aChunkThatIsRefusedIsTheLastOne() throws Exception {
        Message notCanonical = new Message() {
            @Override
            public long size() {
                return 9L << 20;
            }

            @Override
            public InputStream open() {
                byte[] octets = new byte[9 << 20];
                octets[0] = '\n';
                return new ByteArrayInputStream(octets);
            }
        };
        Terms terms = TestServer.terms(Dialect.SMTP, folder);
        try (TestServer server = new TestServer(terms, receiver);
                SmtpClient client = open(Protocol.SMTP, server.endpoint())) {
            assertThat(replies(client.send(envelope("ann@example.org", "bob@example.org"), notCanonical, Sharing.EACH)))
                    .hasSize(2)
                    .allMatch(reply -> reply.startsWith("550 5.5.2"));
            assertThat(client.dialogue())
                    .filteredOn(line -> line.startsWith("C: BDAT"))
                    .hasSize(1);
            assertThat(client.send(envelope("ann@example.org"), message("a: b\r\n"), Sharing.EACH)
                            .allPositive())
                    .isTrue();
        }
        assertThat(receiver.mails()).hasSize(1);
    }

    @Test
    void r4_aMessageThatCannotBeReadToItsEndIsTakenByNobody() throws Exception {
        Message torn = new Message() {
            @Override
            public long size() {
                return 100;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(Ascii.octets("a: b\r\n"));
            }
        };
        Terms terms = TestServer.terms(Dialect.SMTP, folder).offering(Extension.BINARY_MIME);
        try (TestServer server = new TestServer(terms, receiver);
                SmtpClient client = open(Protocol.SMTP, server.endpoint())) {
            Envelope envelope = envelope("ann@example.org").with(BINARY);
            assertThat(replies(client.send(envelope, torn, Sharing.EACH)))
                    .allMatch(reply -> reply.startsWith("451 4.3.0"));
            assertThat(client.isUsable()).isFalse();
            server.stop();
            assertThat(receiver.mails()).isEmpty();
        }
    }

    @Test
    void q1_aStallBehindTheLastChunkMayMeanTwice() throws Exception {
        Map<String, String> answers = Map.of("EHLO", "250-x\r\n250-CHUNKING\r\n250 BINARYMIME", "BDAT", "CLOSE");
        try (ScriptedServer server = new ScriptedServer(answers);
                SmtpClient client = open(Protocol.SMTP, server.endpoint())) {
            Envelope envelope = envelope("ann@example.org").with(BINARY);
            assertThat(replies(client.send(envelope, message("a: b\r\n"), Sharing.EACH)))
                    .allMatch(reply -> reply.startsWith("451 4.4.2"));
            assertThat(client.mayComeTwice()).isTrue();
        }
    }
}

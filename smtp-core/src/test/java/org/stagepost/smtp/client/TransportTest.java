package org.stagepost.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Network;
import org.stagepost.smtp.client.Hop.Protocol;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.smtp.server.Peer;
import org.stagepost.smtp.server.TestReceiver;
import org.stagepost.smtp.server.TestServer;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Stage;

class TransportTest {
    private static final Message HELLO = Message.of(Ascii.octets("Subject: hi\r\n\r\nx\r\n"));

    @TempDir
    Path folder;

    private final Network network = new Network();
    private final TestReceiver receiver = new TestReceiver();
    private final List<TraceEvent> events = new CopyOnWriteArrayList<>();
    private final Reporter reporter = new Reporter(events::add, Clock.systemUTC(), Stage.MSA, "msa.example.org");

    @AfterEach
    void close() {
        network.close();
    }

    private static Recipient recipient(String localPart) {
        return Recipient.of(new Address(localPart, new Domain("example.org")));
    }

    private static Envelope envelope() {
        return Envelope.from(TraceId.next(Clock.systemUTC(), new SecureRandom()), ReversePath.NULL);
    }

    private Hop hop(Endpoint to) {
        return Hop.to(Protocol.SMTP, to, "msa.example.org");
    }

    @Test
    void aHopIsReportedWithItsDialogueAndThePeersId() throws Exception {
        try (TestServer server = new TestServer(TestServer.terms(Dialect.SMTP, folder), receiver);
                WireTransport transport = new WireTransport(network, hop(server.endpoint()), reporter)) {
            Envelope envelope = envelope().and(recipient("ann"));
            assertThat(transport.send(envelope, HELLO).allPositive()).isTrue();
            TraceEvent event = events.get(0);
            assertThat(event.id()).isEqualTo(envelope.trace());
            assertThat(event.peerId())
                    .isEqualTo(receiver.mails().get(0).envelope().trace().text());
            assertThat(event.to()).isEqualTo("mx.example.org [127.0.0.1]");
            assertThat(event.dialogue()).contains("C: MAIL FROM:<> SIZE=18", "C: .");
        }
    }

    @Test
    void connectionsAreUsedAgainAndReplacedWhenTheyHaveDied() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of());
                WireTransport transport = new WireTransport(network, hop(server.endpoint()), reporter)) {
            Envelope envelope = envelope().and(recipient("ann"));
            for (int i = 0; i < 3; i++)
                assertThat(transport.send(envelope, HELLO).allPositive()).isTrue();
            assertThat(server.connections()).isEqualTo(1);
            server.drop();
            assertThat(transport.send(envelope, HELLO).allPositive()).isTrue();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void manyAtOnceShareAFewConnections() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of());
                WireTransport transport = new WireTransport(network, hop(server.endpoint()), reporter)) {
            Envelope envelope = envelope().and(recipient("ann"));
            List<Outcome> outcomes = new CopyOnWriteArrayList<>();
            List<Thread> threads = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 100; i++)
                threads.add(Thread.ofVirtual().start(() -> outcomes.add(transport.send(envelope, HELLO))));
            for (Thread thread : threads) thread.join(Duration.ofSeconds(30));
            assertThat(outcomes).hasSize(100).allMatch(Outcome::allPositive);
            assertThat(server.connections()).isLessThanOrEqualTo(16);
        }
    }

    @Test
    void theNextStageIsAskedOnceAboutARecipient() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of());
                WireTransport transport = new WireTransport(network, hop(server.endpoint()), reporter)) {
            for (int i = 0; i < 3; i++)
                assertThat(transport.accepts(envelope(), recipient("ann")).positive())
                        .isTrue();
            assertThat(server.heard())
                    .containsExactly("EHLO msa.example.org", "MAIL FROM:<>", "RCPT TO:<ann@example.org>", "RSET");
        }
        try (TestServer server = new TestServer(TestServer.terms(Dialect.SMTP, folder), receiver);
                WireTransport transport = new WireTransport(network, hop(server.endpoint()), reporter)) {
            assertThat(transport.accepts(envelope(), recipient("nobody"))).hasToString("550 5.1.1 no such user");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"250-scripted.example\r\n250 PIPELINING", "250 scripted.example"})
    void aRefusedSenderSaysNothingAboutTheRecipient(String hello) throws Exception {
        Map<String, String> answers = new ConcurrentHashMap<>(Map.of("EHLO", hello, "MAIL", "550 5.7.1 not you"));
        try (ScriptedServer server = new ScriptedServer(answers);
                WireTransport transport = new WireTransport(network, hop(server.endpoint()), reporter)) {
            assertThat(transport.accepts(envelope(), recipient("ann"))).hasToString("550 5.7.1 not you");
            answers.remove("MAIL");
            assertThat(transport.accepts(envelope(), recipient("ann")).positive())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"250-scripted.example\r\n250 PIPELINING", "250 scripted.example"})
    void aConnectionOutOfStepIsNoVerdictAboutTheMessage(String hello) throws Exception {
        Map<String, String> answers = new ConcurrentHashMap<>(Map.of("EHLO", hello));
        try (ScriptedServer server = new ScriptedServer(answers);
                WireTransport transport = new WireTransport(network, hop(server.endpoint()), reporter)) {
            Envelope envelope = envelope().and(recipient("ann"));
            transport.send(envelope, HELLO);
            server.confuse();
            assertThat(transport.send(envelope, HELLO).allPositive()).isTrue();
            assertThat(server.connections()).isEqualTo(2);
            server.confuse();
            assertThat(transport.accepts(envelope, recipient("bob")).positive()).isTrue();
            assertThat(server.connections()).isEqualTo(3);
            answers.put("MAIL", "503 5.5.1 never");
            assertThat(transport.send(envelope, HELLO).of(recipient("ann"))).hasToString("503 5.5.1 never");
            assertThat(server.connections()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLOSE", "what?", "421 4.3.2 bye\r\nCLOSE"})
    void aResetThatFailsLeavesTheAnswerAsItWas(String reset) throws Exception {
        for (String hello : List.of("250-scripted.example\r\n250 PIPELINING", "250 scripted.example")) {
            try (ScriptedServer server =
                            new ScriptedServer(Map.of("EHLO", hello, "RCPT", "550 5.1.1 nobody", "RSET", reset));
                    WireTransport transport = new WireTransport(network, hop(server.endpoint()), reporter)) {
                assertThat(transport.accepts(envelope(), recipient("ann"))).hasToString("550 5.1.1 nobody");
            }
        }
    }

    /** RFC 3461 5.2.2: what nobody will report is not promised, and a refusal for that is no refusal of the recipient. */
    @Test
    void reportsOfSuccessAreRefusedWhereTheNextServerHasNone() throws Exception {
        Recipient curious = new Recipient(recipient("ann").address(), Set.of(Notify.SUCCESS), Optional.empty());
        try (ScriptedServer server = new ScriptedServer(Map.of());
                WireTransport transport = new WireTransport(network, hop(server.endpoint()), reporter)) {
            assertThat(transport.accepts(envelope(), curious).toString()).startsWith("555 5.3.3");
            assertThat(transport.accepts(envelope(), recipient("ann")).positive())
                    .isTrue();
            assertThat(transport.accepts(envelope(), curious).code()).isEqualTo(555);
            Outcome outcome = transport.send(envelope().and(recipient("bob")).and(curious), HELLO);
            assertThat(outcome.of(curious).code()).isEqualTo(555);
            assertThat(outcome.of(recipient("bob")).toString()).startsWith("451 4.5.0");
            assertThat(server.heard()).doesNotContain("DATA");
        }
        try (ScriptedServer server = new ScriptedServer(Map.of("EHLO", "250-scripted.example\r\n250 DSN"));
                WireTransport transport = new WireTransport(network, hop(server.endpoint()), reporter)) {
            assertThat(transport.accepts(envelope(), curious).positive()).isTrue();
            assertThat(transport.send(envelope().and(curious), HELLO).allPositive())
                    .isTrue();
            assertThat(server.heard()).contains("RCPT TO:<ann@example.org> NOTIFY=SUCCESS");
        }
    }

    @Test
    void anAbsentStageIsATemporaryReply() throws Exception {
        // A port that is taken and where nobody listens; one that was given back may be somebody else's by now.
        try (Socket silent = new Socket()) {
            silent.bind(new InetSocketAddress("127.0.0.1", 0));
            Endpoint absent = new Endpoint.Tcp("127.0.0.1", silent.getLocalPort());
            WireTransport transport = new WireTransport(network, hop(absent), reporter);
            Envelope envelope = envelope().and(recipient("ann"));
            assertThat(transport.send(envelope, HELLO).of(recipient("ann")).toString())
                    .startsWith("451 4.4.1");
            assertThat(transport.accepts(envelope, recipient("bob")).temporary())
                    .isTrue();
            assertThat(events.get(0).what()).startsWith("451 4.4.1");
            transport.close();
        }
        try (ScriptedServer closed = new ScriptedServer(Map.of("GREETING", "554 5.7.1 no"));
                WireTransport transport = new WireTransport(network, hop(closed.endpoint()), reporter)) {
            Envelope envelope = envelope().and(recipient("ann"));
            assertThat(transport.send(envelope, HELLO).of(recipient("ann")).toString())
                    .startsWith("451 4.3.5");
        }
    }

    @Test
    void aUnixSocketIsAHopLikeAnyOther() throws Exception {
        Endpoint socket = new Endpoint.Unix(folder.resolve("lmtp.sock"));
        try (TestServer server = new TestServer(
                        TestServer.terms(Dialect.LMTP, folder), receiver, socket, Duration.ofSeconds(20));
                WireTransport transport = new WireTransport(
                        network, Hop.to(Protocol.LMTP, server.endpoint(), "mta.example.org"), reporter)) {
            Envelope envelope = envelope().and(recipient("ann")).and(recipient("full"));
            Outcome outcome = transport.send(envelope, HELLO);
            assertThat(outcome.of(recipient("ann")).positive()).isTrue();
            assertThat(outcome.of(recipient("full")).code()).isEqualTo(452);
            assertThat(receiver.mails().get(0).client().peer().way()).isEqualTo(Peer.Way.UNIX);
            assertThat(receiver.mails().get(0).client().peer().literal()).isEmpty();
        }
    }
}

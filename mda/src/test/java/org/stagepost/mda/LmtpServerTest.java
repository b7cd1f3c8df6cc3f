package org.stagepost.mda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.DialogueTests;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Domain;
import org.stagepost.mailstore.StoreException.Reason;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Network;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.smtp.server.TestServer;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Stage;

/** Our LMTP server on real sockets, spoken to by clients that share no code with it. */
class LmtpServerTest {
    private static final Endpoint LOOPBACK = new Endpoint.Tcp("127.0.0.1", 0);
    private static final Endpoint EVERYWHERE = new Endpoint.Tcp("", 0);
    private static final String[] MAIL_TO_ANN = {"MAIL FROM:<sender@example.net>", "RCPT TO:<ann@example.org>", "DATA"};

    @TempDir
    Path folder;

    private final List<TraceEvent> events = new CopyOnWriteArrayList<>();
    private final Network network = new Network();
    private final Village village = new Village()
            .account("ann@example.org")
            .account("bob@example.org")
            .account("full@example.org")
            .alias("sales@example.org", "bob@example.org")
            .alias("team@example.org", "ann@example.org", "bob@example.org")
            .alias("away@example.org", "ann@example.net");
    private List<LmtpServer> running = List.of();

    private LmtpServer serve(Endpoint endpoint, String... peers) {
        Clock clock = Clock.systemUTC();
        Reporter reporter = new Reporter(events::add, clock, Stage.MTA, "mx.example.org");
        MdaConfig config = new MdaConfig(
                new Domain("mx.example.org"),
                List.of(endpoint),
                Set.of(peers),
                OverQuota.DEFER,
                1 << 20,
                folder.resolve("incoming"));
        LocalDelivery delivery = new LocalDelivery(village, village, config, reporter);
        DeliveryReceiver receiver = new DeliveryReceiver(delivery, config, clock);
        LmtpDialogue dialogue = new LmtpDialogue(receiver, reporter, clock, new SecureRandom());
        try {
            LmtpTerms terms =
                    new LmtpTerms(config, village, TestServer.mechanisms(InClear.NOWHERE), TestServer.tls(folder));
            LmtpServer server = new LmtpServer(network, config, terms, dialogue);
            server.start();
            running = List.of(server);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress address(LmtpServer server) {
        int port = ((Endpoint.Tcp) server.endpoints().get(0)).port();
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @AfterEach
    void stop() throws Exception {
        for (LmtpServer server : running) server.stop();
        network.close();
    }

    private String onlyMailOfAnn() {
        assertThat(village.box("ann@example.org").in("INBOX")).hasSize(1);
        return village.box("ann@example.org").in("INBOX").get(0);
    }

    private Wire greeted(LmtpServer server) throws IOException {
        Wire wire = new Wire(address(server));
        wire.reply();
        wire.ask("LHLO mta.example.org");
        return wire;
    }

    @TestFactory
    Stream<DynamicTest> dialogues() {
        village.box("full@example.org").refuse(Reason.OVER_QUOTA);
        InetSocketAddress address = address(serve(LOOPBACK));
        return DialogueTests.under(Path.of("src/test/dialogues"), () -> address, Map.of());
    }

    @Test
    void aBinaryMessageKeepsItsOctets() throws IOException {
        String octets = "Subject: x\r\n\r\n1\n2\r3\0.\r\n\u00ff";
        try (Wire wire = greeted(serve(LOOPBACK))) {
            wire.ask("MAIL FROM:<sender@example.net> BODY=BINARYMIME", "RCPT TO:<ann@example.org>");
            assertThat(wire.send("BDAT " + octets.length() + " LAST\r\n" + octets)
                            .reply())
                    .startsWith("250 2.1.5 ");
        }
        assertThat(onlyMailOfAnn()).endsWith("\r\n" + octets);
        assertThat(village.box("ann@example.org").binaries()).isEqualTo(1);
    }

    @Test
    void wireHopLeavesItsTraceField() throws IOException {
        try (Wire wire = greeted(serve(LOOPBACK))) {
            assertThat(wire.ask(MAIL_TO_ANN)).startsWith("354 ");
            String reply = wire.ask("Received: from c by mta id 1; d\r\nSubject: x\r\n\r\n..text\r\n.");
            String id = reply.substring("250 2.1.5 delivered ".length());
            assertThat(onlyMailOfAnn().replace("\r\n ", " "))
                    .startsWith("Return-Path: <sender@example.net>\r\nDelivered-To: ann@example.org\r\nReceived: ")
                    .contains("Received: from mta.example.org ([127.0.0.1]) by mx.example.org with LMTP id " + id)
                    .contains(id + " for <ann@example.org>; ")
                    .endsWith("\r\nReceived: from c by mta id 1; d\r\nSubject: x\r\n\r\n.text\r\n");
        }
    }

    @Test
    void repeatOverTheWireLandsOnItself() throws IOException {
        LmtpServer server = serve(LOOPBACK);
        for (int attempt = 0; attempt < 2; attempt++) {
            try (Wire wire = greeted(server)) {
                assertThat(wire.ask(MAIL_TO_ANN)).startsWith("354 ");
                String queued = "Received: by mta with ESMTP id 01KAB3000000000A; d\r\n";
                assertThat(wire.ask(queued + "Subject: x\r\n\r\ntext\r\n.")).startsWith("250 2.1.5 ");
            }
        }
        assertThat(onlyMailOfAnn()).contains("Subject: x");
    }

    @Test
    void r25_messageCutOffIsNotDelivered() throws Exception {
        LmtpServer server = serve(LOOPBACK);
        try (Wire wire = greeted(server)) {
            assertThat(wire.ask(MAIL_TO_ANN)).startsWith("354 ");
            wire.send("Subject: x\r\n\r\nhalf");
        }
        server.stop();
        assertThat(village.box("ann@example.org").in("INBOX")).isEmpty();
    }

    @Test
    void unixSocketIsTheOwnersAndNeedsNoLogin() throws IOException {
        Path socket = folder.resolve("run").resolve("lmtp");
        serve(new Endpoint.Unix(socket));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.US_ASCII));
            assertThat(in.readLine()).startsWith("220 mx.example.org ");
            channel.write(StandardCharsets.US_ASCII.encode("LHLO mta\r\n"));
            String line = in.readLine();
            for (; line != null && line.startsWith("250-"); line = in.readLine())
                assertThat(line).doesNotContain("AUTH");
            assertThat(line).startsWith("250 ").doesNotContain("AUTH");
        }
    }

    @Test
    void openToOthersItDemandsTheLoginOfAPeer() throws IOException {
        LmtpServer server = serve(EVERYWHERE, "ann@example.org");
        try (Wire wire = greeted(server)) {
            assertThat(wire.ask("MAIL FROM:<x@example.net>")).startsWith("530 5.7.0");
            assertThat(wire.ask("STARTTLS")).startsWith("220 ");
            wire.startTls();
            assertThat(wire.ask("LHLO mta.example.org")).startsWith("250 ");
            assertThat(wire.ask("AUTH PLAIN AGFubgBwYXNz")).startsWith("235 ");
            assertThat(wire.ask(MAIL_TO_ANN)).startsWith("354 ");
            assertThat(wire.ask("Subject: x\r\n\r\ntext\r\n.")).startsWith("250 2.1.5 ");
        }
        assertThat(onlyMailOfAnn()).contains(" with LMTPSA id");
    }

    @Test
    void aTransferAgentThatChecksNoCertificateCanBindItsLoginToIt() throws IOException {
        LmtpServer server = serve(EVERYWHERE, "ann");
        try (Wire wire = greeted(server)) {
            assertThat(wire.ask("STARTTLS")).startsWith("220 ");
            wire.startTls();
            wire.send("LHLO mta.example.org\r\n");
            String line = wire.line();
            while (!line.contains("AUTH ")) line = wire.line();
            assertThat(line).contains(" SCRAM-SHA-256-PLUS ");
        }
    }

    @Test
    void loginOfAMailClientIsNoPeers() throws IOException {
        LmtpServer server = serve(EVERYWHERE, "mta@example.org");
        try (Wire wire = greeted(server)) {
            assertThat(wire.ask("STARTTLS")).startsWith("220 ");
            wire.startTls();
            assertThat(wire.ask("LHLO mta.example.org")).startsWith("250 ");
            assertThat(wire.ask("AUTH PLAIN AGFubgBwYXNz")).startsWith("235 ");
            assertThat(wire.ask("MAIL FROM:<x@example.net>")).startsWith("550 5.7.1");
        }
    }

    @Test
    void largeMessageArrivesWhole() throws IOException {
        String body = "0123456789abcdef".repeat(4) + "\r\n";
        try (Wire wire = greeted(serve(LOOPBACK))) {
            assertThat(wire.ask(MAIL_TO_ANN)).startsWith("354 ");
            wire.send("Subject: large\r\n\r\n" + body.repeat(10_000));
            assertThat(wire.ask(".")).startsWith("250 2.1.5 ");
        }
        assertThat(onlyMailOfAnn()).endsWith("Subject: large\r\n\r\n" + body.repeat(10_000));
        try (Stream<Path> left = Files.list(folder.resolve("incoming"))) {
            assertThat(left).isEmpty();
        }
    }
}

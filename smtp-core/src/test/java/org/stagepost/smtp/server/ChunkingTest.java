package org.stagepost.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.net.Endpoint;
import org.stagepost.smtp.Extension;

/** Messages in chunks (RFC 3030), with octets that no dialogue file can write. */
class ChunkingTest {
    private static final String SMUGGLED = "MAIL FROM:<evil@example.net>\r\nRCPT TO:<bob@example.org>\r\n";

    @TempDir
    Path folder;

    private final TestReceiver receiver = new TestReceiver();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(terms(Dialect.SMTP), receiver);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Terms terms(Dialect dialect) {
        return TestServer.terms(dialect, folder)
                .offering(Extension.BINARY_MIME)
                .with(Allowance.TRUSTED)
                .with(new Terms.Limit(300_000, 100));
    }

    private Wire begun(String body) throws IOException {
        Wire wire = server.wire();
        wire.ask("EHLO client.example");
        return begun(wire, body);
    }

    private static Wire begun(Wire wire, String body) throws IOException {
        assertThat(wire.ask("MAIL FROM:<x@example.net> BODY=" + body, "RCPT TO:<ann@example.org>"))
                .startsWith("250 ");
        return wire;
    }

    private static String chunk(String octets, String end) {
        return "BDAT " + octets.length() + end + "\r\n" + octets;
    }

    /** In step, and others are served. */
    private void probed(Wire wire) throws IOException {
        assertThat(wire.ask("NOOP")).isEqualTo("250 2.0.0 ok");
        try (Wire other = new Wire(server.address())) {
            assertThat(other.line()).startsWith("220 ");
        }
    }

    private void nothingIsSpilled() throws IOException {
        Path spill = folder.resolve("spill");
        if (!Files.exists(spill)) return;
        try (var files = Files.list(spill)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void r5_octetsAreCountedAndKeptWhereverTheyAreCut() throws Exception {
        String text = "Subject: x\r\n\r\n.\r\n..\r\n\r\n.\r\n" + SMUGGLED + "DATA\r\nQUIT\r\n";
        try (Wire wire = begun("8BITMIME")) {
            for (int cut = 0; cut <= text.length(); cut++) {
                wire.send(chunk(text.substring(0, cut), "") + chunk(text.substring(cut), " LAST"));
                assertThat(wire.reply()).startsWith("250 2.0.0 " + cut + " octets");
                assertThat(wire.reply()).startsWith("250 2.0.0 queued as ");
                assertThat(receiver.mails().getLast().text()).isEqualTo(text);
                begun(wire, "8BITMIME");
            }
            assertThat(receiver.transactions()).isEqualTo(text.length() + 2);
            probed(wire);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\r.\r\n", "x\n", "\rx", "\n", "\r"})
    void r1_r2_r3_bareLineEndsAreRefusedWhereverTheyAreCut(String marker) throws Exception {
        String text = "Subject: x\r\n\r\nbody" + marker;
        try (Wire wire = begun("8BITMIME")) {
            for (int cut = 0; cut <= text.length(); cut++) {
                wire.send(chunk(text.substring(0, cut), "") + chunk(text.substring(cut), " LAST"));
                String first = wire.reply();
                String last = wire.reply();
                boolean early = first.startsWith("550 5.5.2") && last.startsWith("503 5.5.1");
                boolean late = first.startsWith("250 ") && last.startsWith("550 5.5.2");
                assertThat(early || late).as("%s, %s", first, last).isTrue();
                wire.ask("RSET");
                begun(wire, "8BITMIME");
            }
            assertThat(receiver.mails()).isEmpty();
            probed(wire);
        }
    }

    @Test
    void r19_aNulIsForBinaryMessagesAndTheirBodies() throws Exception {
        String body = "a: b\r\n\r\nx\0y\nz\r\0\u00ff.\r\n.\r\n";
        try (Wire wire = begun("8BITMIME")) {
            assertThat(wire.send(chunk(body, " LAST")).reply()).startsWith("550 5.5.2");
            begun(wire, "7BIT");
            assertThat(wire.send(chunk("a: b\r\n\r\nx\0y\r\n", " LAST")).reply())
                    .startsWith("554 5.6.0");
            begun(wire, "BINARYMIME");
            assertThat(wire.send(chunk("a: \0b\r\n\r\nx", " LAST")).reply()).startsWith("554 5.6.0");
            begun(wire, "BINARYMIME");
            assertThat(wire.send(chunk("a: b\nc: d\r\n\r\nx", " LAST")).reply()).startsWith("550 5.5.2");
            assertThat(receiver.mails()).isEmpty();
            begun(wire, "BINARYMIME");
            wire.send(chunk(body.substring(0, 11), "") + chunk(body.substring(11), " LAST"));
            assertThat(wire.reply()).startsWith("250 2.0.0 11 octets");
            assertThat(wire.reply()).startsWith("250 2.0.0 queued as ");
            assertThat(receiver.mails().getFirst().text()).isEqualTo(body);
            assertThat(receiver.mails().getFirst().envelope().options().body()).isEqualTo(Body.BINARY_MIME);
            probed(wire);
        }
    }

    @Test
    void r5_whatIsTooBigIsReadToItsEndAndNotKept() throws Exception {
        String half = "a: b\r\n\r\n" + "x".repeat(98).concat("\r\n").repeat(2_000);
        try (Wire wire = begun("8BITMIME")) {
            assertThat(wire.send(chunk(half, "")).reply()).startsWith("250 ");
            assertThat(wire.send(chunk(half, "")).reply()).startsWith("552 5.3.4");
            assertThat(wire.send(chunk(half, " LAST")).reply()).startsWith("503 5.5.1");
            begun(wire, "8BITMIME");
            assertThat(wire.send(chunk(half + half, " LAST")).reply()).startsWith("552 5.3.4");
            assertThat(receiver.mails()).isEmpty();
            probed(wire);
        }
        nothingIsSpilled();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9000000000 LAST", "999999999999999999999999999"})
    void r5_aChunkWithoutEndIsReadUpToACap(String size) throws Exception {
        String octets = "x".repeat(2_000_000);
        try (Wire wire = begun("BINARYMIME")) {
            wire.send("BDAT " + size + "\r\n" + octets);
            assertThat(wire.line()).startsWith("552 5.3.4");
            assertThat(wire.line()).startsWith("421 4.7.0");
            assertThat(wire.line()).isEqualTo("END");
        }
        try (Wire wire = server.wire()) {
            wire.send("BDAT " + size + "\r\n" + octets);
            assertThat(wire.line()).startsWith("503 5.5.1");
            assertThat(wire.line()).startsWith("421 4.7.0");
            assertThat(wire.line()).isEqualTo("END");
        }
        assertThat(receiver.mails()).isEmpty();
        nothingIsSpilled();
    }

    @Test
    void r25_aClientThatLeavesInsideAMessageHasSentNone() throws Exception {
        try (Wire wire = begun("8BITMIME")) {
            assertThat(wire.send(chunk("a: b\r\n\r\n" + "x".repeat(290_000), ""))
                            .reply())
                    .startsWith("250 ");
            wire.send("BDAT 100 LAST\r\nhalf");
        }
        server.stop();
        assertThat(receiver.mails()).isEmpty();
        nothingIsSpilled();
    }

    @Test
    void aResetForgetsTheChunksAndTheRecipientsOfTheNextAreItsOwn() throws Exception {
        try (Wire wire = begun("8BITMIME")) {
            assertThat(wire.send(chunk("field: x\r\n".repeat(29_000), "")).reply())
                    .startsWith("250 ");
            assertThat(wire.ask("EHLO client.example")).startsWith("250 ");
            nothingIsSpilled();
            begun(wire, "8BITMIME");
            assertThat(wire.send(chunk("c: d\r\n", " LAST")).reply()).startsWith("250 ");
            assertThat(receiver.mails())
                    .singleElement()
                    .satisfies(mail -> assertThat(mail.text()).isEqualTo("c: d\r\n"));
        }
    }

    @Test
    void c2_chunksOfAnOctetEachAreAsSlowAsALineOfThem() throws Exception {
        server.close();
        Endpoint any = new Endpoint.Tcp("127.0.0.1", 0);
        server = new TestServer(terms(Dialect.SMTP), receiver, any, Duration.ofMillis(400));
        try (Wire wire = begun("8BITMIME")) {
            String reply = "250 ";
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (reply.startsWith("250 ") && System.nanoTime() < deadline) {
                Thread.sleep(20);
                reply = wire.send("BDAT 1\r\nx").reply();
            }
            assertThat(reply).startsWith("421 4.4.2");
            assertThat(wire.line()).isEqualTo("END");
        }
    }

    @Test
    void r10_emptyChunksAreNoProgress() throws Exception {
        server.close();
        server = new TestServer(terms(Dialect.SMTP).with(Allowance.STRANGER), receiver);
        try (Wire wire = begun("8BITMIME")) {
            String reply = "250 ";
            for (int i = 0; i < 60 && reply.startsWith("250 "); i++) reply = wire.ask("BDAT 0");
            assertThat(reply).startsWith("421 4.7.0");
        }
    }

    @Test
    void lmtpFailsForEachWhenTheLastChunkDoes() throws Exception {
        server.close();
        server = new TestServer(terms(Dialect.LMTP), receiver);
        try (Wire wire = server.wire()) {
            wire.ask("LHLO client.example");
            wire.ask("MAIL FROM:<>", "RCPT TO:<ann@example.org>", "RCPT TO:<bob@example.org>");
            wire.send(chunk("a: b\r\n\r\nx\0", "") + chunk("y\r\n", " LAST"));
            assertThat(wire.reply()).startsWith("554 5.6.0");
            assertThat(wire.reply()).startsWith("503 5.5.1");
            assertThat(wire.reply()).startsWith("503 5.5.1");
            probed(wire);
        }
    }

    @Test
    void aFailedChunkIsInTheTrace() throws Exception {
        try (Wire wire = begun("8BITMIME")) {
            wire.send(chunk("a: b\r\n\r\nx\0", ""));
            assertThat(wire.reply()).startsWith("554 5.6.0");
            assertThat(server.event(0).what()).startsWith("554 5.6.0");
            assertThat(server.event(0).dialogue()).contains("C: BDAT 10");
        }
    }
}

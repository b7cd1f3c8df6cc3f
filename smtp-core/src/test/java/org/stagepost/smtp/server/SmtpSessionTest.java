package org.stagepost.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Reply;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.trace.TraceEvent;

/** Hostile and unusual talk, row by row; long because each row of the catalogue is a test of its own. */
class SmtpSessionTest {
    private static final Endpoint ANY = new Endpoint.Tcp("127.0.0.1", 0);

    @TempDir
    Path folder;

    private final TestReceiver receiver = new TestReceiver();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(TestServer.terms(Dialect.SMTP, folder), receiver);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void restart(Terms terms) throws IOException {
        server.close();
        server = new TestServer(terms, receiver);
    }

    private void restart(Terms terms, Receiver other) throws IOException {
        server.close();
        server = new TestServer(terms, other);
    }

    private Wire greeted() throws IOException {
        Wire wire = server.wire();
        assertThat(wire.ask("EHLO client.example")).startsWith("250 ");
        return wire;
    }

    private Wire inData() throws IOException {
        Wire wire = greeted();
        assertThat(wire.ask("MAIL FROM:<x@example.net>", "RCPT TO:<ann@example.org>", "DATA"))
                .startsWith("354 ");
        return wire;
    }

    /** The two probes that end every wire case: the same session in step, and another one served. */
    private void stillInStep(Wire wire) throws IOException {
        assertThat(wire.ask("NOOP")).startsWith("250 2.0.0");
        assertThat(wire.ask("QUIT")).startsWith("221 2.0.0");
        assertThat(wire.line()).isEqualTo("END");
        othersAreServed();
    }

    private void othersAreServed() throws IOException {
        try (Wire other = new Wire(server.address())) {
            assertThat(other.line()).startsWith("220 ");
        }
    }

    private void closed(Wire wire) throws IOException {
        assertThat(wire.line()).isEqualTo("END");
        othersAreServed();
    }

    @Test
    void aMessageIsTakenByteForByteAndReported() throws Exception {
        try (Wire wire = inData()) {
            String reply = wire.ask("Subject: hi\r\n\r\n..dot\r\n\r\nlast\r\n.");
            assertThat(reply).startsWith("250 2.0.0 queued as ");
            TestReceiver.Mail mail = receiver.mails().get(0);
            assertThat(mail.text()).isEqualTo("Subject: hi\r\n\r\n.dot\r\n\r\nlast\r\n");
            assertThat(reply).endsWith(mail.envelope().trace().text());
            TraceEvent event = server.event(0);
            assertThat(event.id()).isEqualTo(mail.envelope().trace());
            assertThat(event.parties()).containsExactly("x@example.net", "ann@example.org");
            assertThat(event.why()).isEqualTo("a test");
            assertThat(event.dialogue())
                    .startsWith("S: 220 mx.example.org ESMTP Stagepost", "C: EHLO client.example")
                    .endsWith(
                            "C: DATA",
                            "S: 354 end the message with a line of one dot",
                            "# a message of 29 octets",
                            "C: .",
                            "S: " + reply);
            stillInStep(wire);
        }
    }

    @Test
    void theDialogueOfASecondMessageHoldsNothingOfTheFirst() throws Exception {
        try (Wire wire = inData()) {
            wire.ask("a: b\r\n.");
            wire.ask("MAIL FROM:<>", "RCPT TO:<bob@example.org>", "DATA");
            wire.ask(".");
            assertThat(server.event(1).dialogue())
                    .contains("C: EHLO client.example", "C: MAIL FROM:<>")
                    .noneMatch(line -> line.contains("x@example.net"));
        }
    }

    /** A client that does not wait may say its password, or its message, where only commands are heard. */
    @Test
    void a11_whatIsNoCommandIsNotInTheTrace() throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.ask("MAIL FROM:<>")).startsWith("250 ");
            for (String line : List.of("c2VjcmV0", " AUTH PLAIN c2VjcmV0", "AUTH\tPLAIN c2VjcmV0", "my secret"))
                assertThat(wire.ask(line)).startsWith("500 ");
            assertThat(wire.ask("RCPT TO:<bob@example.org>", "DATA")).startsWith("354 ");
            assertThat(wire.ask("a: b\r\n.")).startsWith("250 ");
            assertThat(server.event(0).dialogue())
                    .contains("C: ***")
                    .noneMatch(line -> line.contains("c2VjcmV0") || line.contains("secret"));
        }
    }

    @Test
    void refusedSendersAndRecipientsAreFoundInTheTrace() throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.ask("MAIL FROM:<bad@example.net>")).startsWith("550 5.7.1");
            assertThat(wire.ask("MAIL FROM:<x@example.net>", "RCPT TO:<nobody@example.org>"))
                    .startsWith("550 5.1.1");
            assertThat(wire.ask("RSET")).startsWith("250 ");
            assertThat(server.event(0).what()).isEqualTo("550 5.7.1 not from you");
            assertThat(server.event(1).what()).isEqualTo("550 5.1.1 no such user");
            assertThat(server.event(1).parties()).containsExactly("x@example.net", "nobody@example.org");
            stillInStep(wire);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO\0OP", "NO\rOP", "NOOP \u0080\u00ff", "NOOP \u00c3(", "\u00ff\u00fe"})
    void c6_octetsThatAreNoTextAre500(String line) throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.ask(line)).startsWith("500 5.5.2");
            stillInStep(wire);
        }
    }

    @Test
    void c6_aBareLfEndsALineThatIsNone() throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.send("NOOP\n").line()).startsWith("500 5.5.2");
            stillInStep(wire);
        }
    }

    @Test
    void c7_aTlsHelloOnThePlainPortEndsTheSession() throws Exception {
        try (Wire wire = server.wire()) {
            wire.send("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003");
            closed(wire);
        }
    }

    @Test
    void c1_c2_whoNeverComesToAnEndHasToLeave() throws Exception {
        Allowance.Lasting brief = new Allowance.Lasting(Duration.ofSeconds(2), Duration.ofSeconds(60));
        restart(TestServer.terms(Dialect.SMTP, folder).with(Allowance.STRANGER.lasting(brief)));
        for (String said : List.of("NOOP", "MAIL FROM:<a@example.net>")) {
            try (Wire wire = server.wire()) {
                wire.ask("EHLO client.example");
                wire.send(said + "\r\n");
                String last = "";
                for (String line = wire.line(); !line.equals("END"); line = wire.line()) last = line;
                assertThat(last).startsWith("421 4.4.2");
            }
        }
    }

    @Test
    void c1_whoHasToLogInDoesSoSoon() throws Exception {
        Allowance.Lasting brief = new Allowance.Lasting(Duration.ofMinutes(30), Duration.ofMillis(300));
        restart(TestServer.submission(folder).with(Allowance.STRANGER.lasting(brief)));
        try (Wire wire = server.wire()) {
            wire.ask("EHLO client.example");
            assertThat(wire.line()).startsWith("421 4.4.2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: mx\r\n\r\nMAIL FROM:<>\r\n", "POST /x HTTP/1.0\r\n\r\nQUIT\r\n"})
    void c8_abrowserIsSentAway(String request) throws Exception {
        try (Wire wire = server.wire()) {
            assertThat(wire.send(request).line()).startsWith("421 4.7.0");
            closed(wire);
        }
    }

    @Test
    void c16_theBinaryHeaderOfAProxyIsSentAwayHoweverCut() throws Exception {
        String header = "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000cEHLO x\r\n";
        for (int cut = 1; cut < header.length(); cut++) {
            try (Wire wire = server.wire()) {
                wire.send(header.substring(0, cut)).send(header.substring(cut));
                assertThat(wire.line()).startsWith("500 ");
                assertThat(wire.line()).startsWith("500 ");
                assertThat(wire.line()).startsWith("421 4.7.0");
                closed(wire);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r.\r",
                "\r\n.\n",
                "\r\n.\r",
                "\r.\r\n",
                "\r\n\0.\r\n",
            })
    void r1_r2_r3_onlyTheTrueEndEndsDataAndNothingIsSmuggled(String marker) throws Exception {
        String smuggled = "MAIL FROM:<evil@example.net>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n";
        String body = "Subject: x\r\n\r\nbody" + marker + smuggled + "\r\n.\r\n";
        for (int cut = 0; cut < body.length(); cut += 7) {
            try (Wire wire = inData()) {
                wire.send(body.substring(0, cut)).send(body.substring(cut));
                assertThat(wire.reply()).startsWith(marker.indexOf('\0') >= 0 ? "554 5.6.0" : "550 5.5.2");
                assertThat(wire.ask("NOOP")).startsWith("250 2.0.0 ok");
            }
        }
        assertThat(receiver.mails()).isEmpty();
        othersAreServed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: b\nc: d\r\n\r\nx\r\n", "a: b\r\n\r\nx\ry\r\n", "a: b\r\n\r\nx\r\r\n"})
    void r3_bareLineEndsAreRefused(String text) throws Exception {
        try (Wire wire = inData()) {
            assertThat(wire.send(text + ".\r\n").reply()).startsWith("550 5.5.2");
            assertThat(receiver.mails()).isEmpty();
            stillInStep(wire);
        }
    }

    @Test
    void r7_whoTalksBeforeTheGreetingIsSentAway() throws Exception {
        Allowance allowance = Allowance.STRANGER.waiting(Duration.ofSeconds(15));
        restart(TestServer.terms(Dialect.SMTP, folder).with(allowance));
        try (Wire wire = new Wire(server.address())) {
            assertThat(wire.send("EHLO client.example\r\n").line()).startsWith("554 5.5.0");
            assertThat(wire.line()).isEqualTo("END");
        }
    }

    @Test
    void r7_nothingIsPipelinedBehindEhloOrData() throws Exception {
        try (Wire wire = server.wire()) {
            assertThat(wire.send("EHLO client.example\r\nMAIL FROM:<>\r\n").reply())
                    .startsWith("554 5.5.0");
            closed(wire);
        }
        try (Wire wire = greeted()) {
            wire.ask("MAIL FROM:<>", "RCPT TO:<ann@example.org>");
            assertThat(wire.send("DATA\r\nSubject: x\r\n\r\nx\r\n.\r\n").reply())
                    .startsWith("554 5.5.0");
            closed(wire);
        }
        assertThat(receiver.mails()).isEmpty();
    }

    @Test
    void r8_longLinesAreRefusedAndEndlessOnesCutOff() throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.ask("NOOP " + "x".repeat(3_000))).startsWith("500 5.5.2");
            assertThat(wire.ask("NOOP " + "x".repeat(60_000))).startsWith("500 5.5.2");
            stillInStep(wire);
        }
        try (Wire wire = greeted()) {
            assertThat(wire.send("x".repeat(200_000)).line()).startsWith("421 4.7.0");
            closed(wire);
        }
    }

    @Test
    void r9_everyKindOfErrorHasItsCode() throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.ask("FOO")).startsWith("500 5.5.2");
            assertThat(wire.ask("ETRN example.org")).startsWith("502 5.5.1");
            assertThat(wire.ask("MAIL FROM:ann")).startsWith("501 5.5.4");
            assertThat(wire.ask("RCPT TO:<ann@example.org>")).startsWith("503 5.5.1");
            assertThat(wire.ask("MAIL FROM:<> FOO=1")).startsWith("555 5.5.4");
            stillInStep(wire);
        }
    }

    @Test
    void r10_elevenErrorsEndTheSession() throws Exception {
        try (Wire wire = greeted()) {
            for (int i = 0; i < 11; i++) assertThat(wire.ask("FOO")).startsWith("500 ");
            assertThat(wire.line()).startsWith("421 4.7.0");
            closed(wire);
        }
    }

    /** More than four of five places taken: strangers, and only they, may not make a single error. */
    @Test
    void c5_r10_underStressOneErrorIsEnough() throws Exception {
        server.close();
        Limits five = new Limits(5, 5, Duration.ofSeconds(20));
        server = new TestServer(TestServer.terms(Dialect.SMTP, folder), receiver, ANY, five);
        List<Wire> four = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                four.add(greeted());
                assertThat(four.getLast().ask("FOO")).startsWith("500 ");
                assertThat(four.getLast().ask("NOOP")).startsWith("250 ");
            }
            try (Wire fifth = greeted()) {
                assertThat(fifth.ask("MAIL FROM:<x@example.net>", "RCPT TO:<nobody@example.org>"))
                        .startsWith("550 5.1.1");
                assertThat(four.getFirst().ask("NOOP")).as("an error of before").startsWith("250 ");
                assertThat(fifth.ask("FOO")).startsWith("500 ");
                assertThat(fifth.line()).startsWith("421 4.7.0");
                assertThat(fifth.line()).isEqualTo("END");
            }
            four.removeFirst().close();
            String after = "421 ";
            for (long end = System.nanoTime() + 20_000_000_000L; after.startsWith("421 ") && System.nanoTime() < end; )
                try (Wire fourth = greeted()) {
                    fourth.ask("FOO");
                    after = fourth.ask("NOOP");
                }
            assertThat(after).startsWith("250 ");
        } finally {
            for (Wire wire : four) wire.close();
        }
    }

    @Test
    void r10_fiftyIdleCommandsAreEnough() throws Exception {
        try (Wire wire = greeted()) {
            List<String> idle = List.of("NOOP", "RSET", "HELP", "VRFY ann");
            for (int i = 0; i < 50; i++) assertThat(wire.ask(idle.get(i % 4))).startsWith("2");
            assertThat(wire.line()).startsWith("421 4.7.0");
            closed(wire);
        }
    }

    @Test
    void r11_nobodyIsToldWhoLivesHere() throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.ask("VRFY ann")).isEqualTo(wire.ask("VRFY nobody")).startsWith("252 2.0.0");
            assertThat(wire.ask("EXPN list")).startsWith("502 5.5.1");
            stillInStep(wire);
        }
    }

    @Test
    void r12_aHundredRecipientsAndMoreAreTaken() throws Exception {
        restart(TestServer.terms(Dialect.SMTP, folder).with(new Terms.Limit(1 << 20, 100)));
        try (Wire wire = greeted()) {
            wire.ask("MAIL FROM:<x@example.net>");
            String[] hundred = IntStream.range(0, 100)
                    .mapToObj(i -> "RCPT TO:<ann@example.org>")
                    .toArray(String[]::new);
            assertThat(wire.ask(hundred)).startsWith("250 2.1.5");
            assertThat(wire.ask("RCPT TO:<bob@example.org>")).startsWith("452 4.5.3");
            assertThat(wire.ask("DATA")).startsWith("354 ");
            assertThat(wire.ask("a: b\r\n.")).startsWith("250 ");
            assertThat(receiver.mails().get(0).envelope().recipients()).hasSize(100);
        }
    }

    @Test
    void r12_aThousandAreTakenAndOneMoreIsToldToComeAgain() throws Exception {
        try (Wire wire = greeted()) {
            wire.ask("MAIL FROM:<x@example.net>");
            String[] thousand = IntStream.range(0, 1_000)
                    .mapToObj(i -> "RCPT TO:<ann@example.org>")
                    .toArray(String[]::new);
            assertThat(wire.ask(thousand)).startsWith("250 2.1.5");
            assertThat(wire.ask("RCPT TO:<ann@example.org>")).startsWith("452 4.5.3");
            stillInStep(wire);
        }
        othersAreServed();
    }

    @Test
    void r15_pathsThatAreNoneAreRefusedOnTheWire() throws Exception {
        List<String> paths = List.of(
                "<" + "x".repeat(65) + "@example.org>",
                "<ann@" + "a.".repeat(140) + "org>",
                "<\"a\"b\"@example.org>",
                "<ann@[IPv6:zz]>",
                "<\"\">",
                "<\"\"@>");
        for (String path : paths) {
            try (Wire wire = greeted()) {
                assertThat(wire.ask("MAIL FROM:" + path)).as(path).startsWith("501 5.1.7");
                wire.ask("MAIL FROM:<x@example.net>");
                assertThat(wire.ask("RCPT TO:" + path)).as(path).startsWith("501 5.1.3");
                stillInStep(wire);
            }
        }
        othersAreServed();
    }

    @Test
    void r20_c17_aHelloOfControlCharactersIsNone() throws Exception {
        for (String name : List.of("a\u0001b", "\u001b[2J", "a\u007f", "\u00e2\u0080\u00aea", "${jndi:ldap://x}\t%s")) {
            try (Wire wire = server.wire()) {
                assertThat(wire.ask("EHLO " + name)).as(name).matches("50[01] 5\\.5\\.[24].*");
                assertThat(wire.ask("MAIL FROM:<>")).startsWith("503 5.5.1");
                assertThat(wire.ask("NOOP")).startsWith("250 ");
            }
        }
        othersAreServed();
    }

    @Test
    void r14_guessersWaitAndThenGo() throws Exception {
        restart(TestServer.terms(Dialect.SMTP, folder).with(Allowance.STRANGER.slowing(Duration.ofMillis(20))));
        try (Wire wire = greeted()) {
            wire.ask("MAIL FROM:<x@example.net>");
            for (int i = 0; i < 10; i++)
                assertThat(wire.ask("RCPT TO:<n" + i + "@example.org>")).startsWith("550 5.1.1");
            long before = System.nanoTime();
            for (int i = 0; i < 11; i++)
                assertThat(wire.ask("RCPT TO:<m" + i + "@example.org>")).startsWith("550 5.1.1");
            assertThat(System.nanoTime() - before).isGreaterThan(11 * 20_000_000L);
            assertThat(wire.line()).startsWith("421 4.7.0");
            closed(wire);
        }
    }

    @Test
    void r17_tooBigByItsWordOrByItsOctets() throws Exception {
        restart(TestServer.terms(Dialect.SMTP, folder).with(new Terms.Limit(300_000, 10)));
        try (Wire wire = greeted()) {
            assertThat(wire.ask("MAIL FROM:<> SIZE=300001")).startsWith("552 5.3.4");
            assertThat(wire.ask("MAIL FROM:<> SIZE=300000", "RCPT TO:<ann@example.org>", "DATA"))
                    .startsWith("354 ");
            String line = "x".repeat(98) + "\r\n";
            wire.send("a: b\r\n\r\n" + line.repeat(4_000) + ".\r\n");
            assertThat(wire.reply()).startsWith("552 5.3.4");
            assertThat(receiver.mails()).isEmpty();
            stillInStep(wire);
        }
        try (var files = Files.list(folder.resolve("spill"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void r18_longLinesOfABodyAreKeptByteForByte() throws Exception {
        try (Wire wire = inData()) {
            String text =
                    "a: b\r\n\r\n" + "x".repeat(998) + "\r\n" + "y".repeat(999) + "\r\n" + "z".repeat(1 << 20) + "\r\n";
            assertThat(wire.send(text + ".\r\n").reply()).startsWith("250 ");
            assertThat(receiver.mails().get(0).text()).isEqualTo(text);
            stillInStep(wire);
        }
    }

    @Test
    void r18_aFieldBeyondAHundredKibibytesIsRefusedAndManyTogetherAreNot() throws Exception {
        String folded = "a: b\r\n\t" + ("x".repeat(900) + "\r\n\t").repeat(115) + "x\r\n";
        try (Wire wire = inData()) {
            assertThat(wire.send(folded + "\r\nx\r\n.\r\n").reply())
                    .isEqualTo("552 5.3.4 a field of the header is too big");
            stillInStep(wire);
        }
        String each = "a: b\r\n\t" + ("x".repeat(900) + "\r\n\t").repeat(60) + "x\r\n";
        try (Wire wire = inData()) {
            assertThat(wire.send(each + each + "\r\n" + folded + ".\r\n").reply())
                    .startsWith("250 ");
        }
    }

    @Test
    void r18_aHeaderBeyondAMebibyteIsRefused() throws Exception {
        try (Wire wire = inData()) {
            assertThat(wire.send("a: " + "x".repeat(1 << 20) + "\r\n\r\nx\r\n.\r\n")
                            .reply())
                    .startsWith("552 5.3.4");
            stillInStep(wire);
        }
        try (Wire wire = inData()) {
            assertThat(wire.send("field: x\r\n".repeat(110_000) + "\r\n.\r\n").reply())
                    .startsWith("552 5.3.4");
            stillInStep(wire);
        }
    }

    @Test
    void r19_eightBitHeadersAndNulAreRefused() throws Exception {
        try (Wire wire = inData()) {
            assertThat(wire.send("Subject: \u00e9\r\n\r\nx\r\n.\r\n").reply()).startsWith("554 5.6.0");
            wire.ask("MAIL FROM:<>", "RCPT TO:<ann@example.org>", "DATA");
            assertThat(wire.send("a: b\r\n\r\nx\0y\r\n.\r\n").reply()).startsWith("554 5.6.0");
            wire.ask("MAIL FROM:<>", "RCPT TO:<ann@example.org>", "DATA");
            assertThat(wire.send("a: b\r\n\r\n\u00e9\r\n.\r\n").reply()).startsWith("250 ");
            stillInStep(wire);
        }
    }

    /** The address is refused first; a client that goes on without it hears at the end what its header would have needed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: J <j\u00c3\u00b6rg@example.net>\r\n",
                "To: ann@example.org,\r\n x@b\u00c3\u00bccher.example\r\n",
                "Resent-Cc: friends: j\u00c3\u00b6rg@example.net;\r\n",
            })
    void r16_aHeaderWithSuchAnAddressNeedsSmtpUtf8(String field) throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.ask("MAIL FROM:<x@example.net>", "RCPT TO:<j\u00c3\u00b6rg@example.org>"))
                    .startsWith("553 5.6.7");
            assertThat(wire.ask("RCPT TO:<ann@example.org>", "DATA")).startsWith("354 ");
            assertThat(wire.send(field + "\r\nx\r\n.\r\n").reply()).startsWith("554 5.6.9");
            wire.ask("MAIL FROM:<x@example.net>", "RCPT TO:<ann@example.org>");
            String message = field + "\r\nx\r\n";
            wire.send("BDAT " + message.length() + " LAST\r\n" + message);
            assertThat(wire.reply()).startsWith("554 5.6.9");
            assertThat(receiver.mails()).isEmpty();
            stillInStep(wire);
        }
    }

    /** A name could have been an encoded word, and octets that are no UTF-8 are right under no extension. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: J\u00c3\u00b6rg <joerg@example.net>\r\n",
                "Subject: j\u00c3\u00b6rg@example.net\r\n",
                "From: <j\u00f6rg@example.net>\r\n"
            })
    void r19_otherEightBitHeadersAreNone(String field) throws Exception {
        try (Wire wire = inData()) {
            assertThat(wire.send(field + "\r\nx\r\n.\r\n").reply()).startsWith("554 5.6.0");
            stillInStep(wire);
        }
    }

    @Test
    void r21_aMessageOfFiftyHopsIsInALoop() throws Exception {
        try (Wire wire = inData()) {
            assertThat(wire.send("received: x\r\n".repeat(49) + "\r\nReceived: x\r\n.\r\n")
                            .reply())
                    .startsWith("250 ");
            wire.ask("MAIL FROM:<>", "RCPT TO:<ann@example.org>", "DATA");
            assertThat(wire.send("Received: x\r\n".repeat(50) + "\r\nx\r\n.\r\n")
                            .reply())
                    .startsWith("554 5.4.6");
            stillInStep(wire);
        }
    }

    /** Whatever the readers of a header take for one is looked at here as one. */
    @ParameterizedTest
    @ValueSource(strings = {"From x Mon\r\na: b\r\n", ">From x\r\na: b\r\n", "a : b\r\n", "a \t: b\r\n", "a:\r\n"})
    void r18_r19_r21_aHeaderOfObsoleteFormIsAHeader(String first) throws Exception {
        Map<String, String> rests = Map.of(
                "Received: x\r\nreceived : y\r\n".repeat(25),
                "554 5.4.6",
                "Subject: \u00e9\r\n",
                "554 5.6.0",
                "c: " + "x".repeat(1 << 20) + "\r\n",
                "552 5.3.4");
        for (Map.Entry<String, String> rest : rests.entrySet()) {
            try (Wire wire = inData()) {
                wire.send(first + rest.getKey() + "\r\nbody\r\n.\r\n");
                assertThat(wire.reply()).startsWith(rest.getValue());
                stillInStep(wire);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Gr\u00fc\u00dfe: \r\n", "two words: x\r\n", "From x\r\nno field\r\n", ": x\r\n", " a: b\r\n"})
    void r19_r21_aMessageWithoutAHeaderIsAllBody(String first) throws Exception {
        try (Wire wire = inData()) {
            wire.send(first + "Received: x\r\n".repeat(60) + "\u00e9\r\n.\r\n");
            assertThat(wire.reply()).startsWith("250 ");
            stillInStep(wire);
        }
    }

    @Test
    void r25_aClientThatLeavesInsideAMessageHasSentNone() throws Exception {
        try (Wire wire = inData()) {
            wire.send("Subject: x\r\n\r\nhalf");
        }
        othersAreServed();
        server.stop();
        assertThat(receiver.mails()).isEmpty();
    }

    @Test
    void c1_silenceIsEndedWithAReason() throws Exception {
        server.close();
        server = new TestServer(TestServer.terms(Dialect.SMTP, folder), receiver, ANY, Duration.ofMillis(300));
        try (Wire wire = server.wire()) {
            wire.send("NOO");
            assertThat(wire.line()).startsWith("421 4.4.2");
            assertThat(wire.line()).isEqualTo("END");
        }
    }

    @Test
    void c20_aBugEndsOneSessionOnly() throws Exception {
        try (Wire wire = greeted()) {
            wire.ask("MAIL FROM:<x@example.net>");
            assertThat(wire.ask("RCPT TO:<bug@example.org>")).startsWith("421 4.3.0");
            closed(wire);
            assertThat(server.faults()).isOne();
        }
    }

    @Test
    void c20_anInterruptEndsOneSessionOnlyAndIsCounted() throws Exception {
        AtomicReference<Thread> session = new AtomicReference<>();
        restart(TestServer.terms(Dialect.SMTP, folder), new TestReceiver() {
            @Override
            public Reply mail(Client client, Envelope envelope) {
                session.set(Thread.currentThread());
                return super.mail(client, envelope);
            }
        });
        for (String[] last : new String[][] {{}, {"RCPT TO:<ann@example.org>", "DATA"}}) {
            try (Wire other = greeted();
                    Wire wire = greeted()) {
                wire.ask("MAIL FROM:<x@example.net>");
                if (last.length > 0) wire.ask(last);
                int before = server.faults();
                session.get().interrupt();
                assertThat(wire.line()).startsWith("421 4.3.0");
                closed(wire);
                assertThat(server.faults()).isEqualTo(before + 1);
                stillInStep(other);
            }
        }
    }

    @Test
    void c20_aSpillFileThatCannotBeMadeIs451() throws Exception {
        Files.writeString(folder.resolve("spill"), "no folder");
        try (Wire wire = inData()) {
            assertThat(wire.ask("Subject: x\r\n\r\n" + "x\r\n".repeat(200_000) + "."))
                    .startsWith("451 4.3.0");
            assertThat(wire.ask("MAIL FROM:<x@example.net>", "RCPT TO:<ann@example.org>", "BDAT 0"))
                    .startsWith("250 ");
            wire.send("BDAT 800000 LAST\r\n" + "a: bcdef\r\n".repeat(80_000));
            assertThat(wire.reply()).startsWith("451 4.3.0");
            stillInStep(wire);
        }
        assertThat(receiver.mails()).isEmpty();
    }

    /** The message has been taken: a reply that says otherwise, or none, would bring it a second time. */
    @Test
    void c20_aSpillFileThatCannotBeRemovedIsNoReasonToTakeBackAnAnswer() throws Exception {
        restart(TestServer.terms(Dialect.SMTP, folder), new TestReceiver() {
            @Override
            public Receipt data(Client client, Envelope envelope, Message message) {
                Receipt receipt = super.data(client, envelope, message);
                try (Stream<Path> spilled = Files.list(folder.resolve("spill"))) {
                    for (Path file : spilled.filter(Files::isRegularFile).toList()) {
                        Files.delete(file);
                        Files.createDirectories(file.resolve("in the way"));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return receipt;
            }
        });
        try (Wire wire = inData()) {
            assertThat(wire.ask("Subject: x\r\n\r\n" + "x\r\n".repeat(200_000) + "."))
                    .startsWith("250 2.0.0");
            wire.ask("MAIL FROM:<x@example.net>", "RCPT TO:<ann@example.org>");
            wire.send("BDAT 600011 LAST\r\nSubject: x\r\n\r\n" + "x\r\n".repeat(199_999));
            assertThat(wire.reply()).startsWith("250 2.0.0");
            stillInStep(wire);
        }
        assertThat(server.faults()).isZero();
    }

    @Test
    void r26_aStoppingServerSaysSo() throws Exception {
        try (Wire wire = greeted()) {
            Thread stopping =
                    Thread.ofVirtual().start(() -> assertThatCode(server::stop).doesNotThrowAnyException());
            assertThat(wire.line()).startsWith("421 4.3.2");
            assertThat(wire.line()).isEqualTo("END");
            stopping.join();
        }
    }

    @Test
    void r26_aTransactionMayEndWhileTheServerStopsAndOthersMayNotBegin() throws Exception {
        try (Wire busy = greeted();
                Wire idle = greeted()) {
            busy.ask("MAIL FROM:<x@example.net>", "RCPT TO:<ann@example.org>");
            Thread stopping =
                    Thread.ofVirtual().start(() -> assertThatCode(server::stop).doesNotThrowAnyException());
            assertThat(idle.line()).startsWith("421 4.3.2");
            assertThat(busy.ask("DATA")).startsWith("354 ");
            busy.send("Subject: x\r\n\r\nfirst");
            assertThat(busy.ask(" second\r\n.")).startsWith("250 2.0.0");
            assertThat(receiver.mails()).hasSize(1);
            assertThat(busy.line()).startsWith("421 4.3.2");
            stopping.join();
        }
    }

    @Test
    void r26_whoDoesNotEndItsTransactionInTimeHears421AndNothingIsTaken() throws Exception {
        try (Wire wire = greeted()) {
            wire.ask("MAIL FROM:<x@example.net>", "RCPT TO:<ann@example.org>", "DATA");
            wire.send("Subject: x\r\n\r\nhalf");
            server.stop(Duration.ofMillis(50));
            assertThat(wire.line()).startsWith("421 4.3.2");
            assertThat(wire.line()).isEqualTo("END");
            assertThat(receiver.mails()).isEmpty();
        }
    }

    @Test
    void lmtpAnswersForEachRecipient() throws Exception {
        restart(TestServer.terms(Dialect.LMTP, folder));
        try (Wire wire = server.wire()) {
            assertThat(wire.ask("EHLO client.example")).startsWith("500 5.5.1");
            assertThat(wire.ask("LHLO client.example")).startsWith("250 ");
            wire.ask("MAIL FROM:<x@example.net>");
            assertThat(wire.ask("DATA")).startsWith("503 5.5.1");
            assertThat(wire.ask(
                            "RCPT TO:<ann@example.org>",
                            "RCPT TO:<no@example.org>",
                            "RCPT TO:<full@example.org>",
                            "RCPT TO:<ann@example.org>",
                            "DATA"))
                    .startsWith("354 ");
            assertThat(wire.ask("a: b\r\n\r\nx\r\n.")).startsWith("250 2.0.0");
            assertThat(wire.line()).startsWith("452 4.2.2");
            assertThat(wire.line()).startsWith("250 2.0.0");
            stillInStep(wire);
        }
    }
}

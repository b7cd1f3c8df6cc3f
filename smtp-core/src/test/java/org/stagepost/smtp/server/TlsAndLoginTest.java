package org.stagepost.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Reply;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.PerAccount;

class TlsAndLoginTest {
    @TempDir
    Path folder;

    private final TestReceiver receiver = new TestReceiver();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(TestServer.submission(folder), receiver);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Wire greeted() throws IOException {
        Wire wire = server.wire();
        wire.ask("EHLO client.example");
        return wire;
    }

    private Wire secure() throws IOException {
        Wire wire = greeted();
        assertThat(wire.ask("STARTTLS")).startsWith("220 2.0.0");
        wire.startTls();
        assertThat(wire.ask("EHLO client.example")).startsWith("250 ");
        return wire;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String plain(String authorization, String name, String password) {
        return "AUTH PLAIN " + base64(authorization + "\0" + name + "\0" + password);
    }

    @Test
    void c11_whatFollowsStartTlsIsNeverRun() throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.send("STARTTLS\r\nNOOP\r\n").line()).startsWith("501 5.5.4");
            assertThat(wire.line()).isEqualTo("END");
        }
    }

    @Test
    void c12_injectionIsSeenWhereverItsOctetsAreCut() throws Exception {
        String injection = "STARTTLS\r\nMAIL FROM:<x@example.net>\r\n";
        for (int cut = 1; cut < injection.length(); cut++) {
            try (Wire wire = greeted()) {
                wire.send(injection.substring(0, cut)).send(injection.substring(cut));
                String line = wire.line();
                // Behind our go-ahead the octets are no handshake: the connection ends, and nothing of it was run.
                if (line.startsWith("220 ")) line = wire.line();
                else assertThat(line).startsWith("501 5.5.4");
                assertThat(line.startsWith("250 ")).isFalse();
            }
        }
        try (Wire wire = greeted()) {
            assertThat(wire.ask("STARTTLS")).startsWith("220 ");
            wire.send("NOOP\r\n");
            assertThat(wire.line()).doesNotStartWith("250");
        }
    }

    /** The octets behind STARTTLS are all here before it is even looked at: a command before it is still at work. */
    @Test
    void c12_injectionIsSeenWhileTheCommandBeforeStillRuns() throws Exception {
        Semaphore asked = new Semaphore(0);
        Semaphore answered = new Semaphore(0);
        server.close();
        server = new TestServer(TestServer.submission(folder), new TestReceiver() {
            @Override
            public Reply verify(Peer peer, String who) {
                asked.release();
                answered.acquireUninterruptibly();
                return super.verify(peer, who);
            }
        });
        String injection = "STARTTLS\r\nNOOP\r\nMAIL FROM:<x@example.net>\r\n";
        for (int cut = 0; cut <= injection.length(); cut++) {
            try (Wire wire = greeted()) {
                wire.send("VRFY ann\r\n");
                assertThat(asked.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
                wire.send(injection.substring(0, cut));
                if (cut % 2 == 0) answered.release();
                wire.send(injection.substring(cut));
                if (cut % 2 != 0) answered.release();
                assertThat(wire.line()).startsWith("252 ");
                String line = wire.line();
                if (line.startsWith("220 ")) line = wire.line();
                else assertThat(line).startsWith("501 5.5.4");
                assertThat(line).doesNotStartWith("250 ");
                assertThat(wire.line()).doesNotStartWith("250 ");
            }
        }
    }

    @Test
    void c13_whatWasSaidBeforeTlsIsForgotten() throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.ask("STARTTLS")).startsWith("220 ");
            wire.startTls();
            assertThat(wire.ask("MAIL FROM:<ann@example.org>")).startsWith("503 5.5.1");
            wire.send("EHLO client.example\r\n");
            StringBuilder words = new StringBuilder();
            for (String line = wire.line(); line.startsWith("250-"); line = wire.line())
                words.append(line).append(' ');
            assertThat(words.toString())
                    .contains("250-AUTH SCRAM-SHA-256 PLAIN LOGIN")
                    .doesNotContain("STARTTLS");
        }
    }

    /** RFC 9266 section 2: under TLS 1.3 clients look for tls-exporter, which our TLS does not have. */
    @Test
    void plusIsOfferedUnderTls12() throws Exception {
        try (Wire wire = greeted()) {
            wire.ask("STARTTLS");
            wire.startTls("TLSv1.2");
            wire.send("EHLO client.example\r\n");
            StringBuilder words = new StringBuilder();
            for (String line = wire.line(); line.startsWith("250-"); line = wire.line())
                words.append(line).append(' ');
            assertThat(words.toString()).contains("250-AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN");
            String missed = base64("y,,n=ann,r=abc");
            assertThat(wire.ask("AUTH SCRAM-SHA-256 " + missed)).startsWith("501 ");
        }
    }

    @Test
    void a6_whoMissesPlusUnderTls13IsBelieved() throws Exception {
        try (Wire wire = secure()) {
            String missed = base64("y,,n=ann,r=abc");
            assertThat(wire.ask("AUTH SCRAM-SHA-256-PLUS " + missed)).startsWith("504 5.5.4");
            assertThat(wire.ask("AUTH SCRAM-SHA-256 " + missed)).startsWith("334 ");
        }
    }

    @Test
    void a10_aSessionEndsWhenItsLoginIsNoLongerGood() throws Exception {
        try (Wire stranger = secure();
                Wire wire = secure()) {
            assertThat(wire.ask(plain("", "ann", "pass"))).startsWith("235 ");
            server.revoke();
            assertThat(wire.line()).startsWith("421 4.7.0");
            assertThat(wire.line()).isEqualTo("END");
            assertThat(stranger.ask("NOOP")).startsWith("250 ");
        }
    }

    @Test
    void c4_anAccountHasSoManySessionsAndNoMore() throws Exception {
        server.close();
        server = new TestServer(TestServer.submission(folder).with(new PerAccount(2)), receiver);
        try (Wire one = secure();
                Wire two = secure()) {
            assertThat(one.ask(plain("", "ann", "pass"))).startsWith("235 ");
            assertThat(two.ask(plain("", "ann", "wrong"))).startsWith("535 ");
            assertThat(two.ask(plain("", "ann", "pass"))).startsWith("235 ");
            try (Wire three = secure()) {
                assertThat(three.ask(plain("", "ann", "pass"))).startsWith("421 4.7.0");
                assertThat(three.line()).isEqualTo("END");
            }
            assertThat(one.ask("QUIT")).startsWith("221 ");
            assertThat(two.ask("NOOP")).startsWith("250 ");
            String reply = "421 ";
            for (long end = System.nanoTime() + 20_000_000_000L; reply.startsWith("421 ") && System.nanoTime() < end; )
                try (Wire next = secure()) {
                    reply = next.ask(plain("", "ann", "pass"));
                }
            assertThat(reply).startsWith("235 ");
        }
    }

    @Test
    void c5_r10_whoHasLoggedInIsNotHurried() throws Exception {
        server.close();
        Endpoint any = new Endpoint.Tcp("127.0.0.1", 0);
        Limits one = new Limits(1, 1, Duration.ofSeconds(20));
        server = new TestServer(TestServer.submission(folder), receiver, any, one);
        try (Wire wire = secure()) {
            assertThat(wire.ask(plain("", "ann", "pass"))).startsWith("235 ");
            assertThat(wire.ask("FOO")).startsWith("500 ");
            assertThat(wire.ask("NOOP")).startsWith("250 ");
        }
    }

    @Test
    void c14_thereIsNoStartTlsBehindALogin() throws Exception {
        try (Wire wire = secure()) {
            assertThat(wire.ask(plain("", "ann", "pass"))).startsWith("235 ");
            assertThat(wire.ask("STARTTLS")).startsWith("503 5.5.1");
            assertThat(wire.ask("NOOP")).startsWith("250 ");
        }
        server.close();
        Terms inClear = TestServer.submission(folder).demanding(TestServer.mechanisms(InClear.ON_LOOPBACK));
        server = new TestServer(inClear, receiver);
        try (Wire wire = greeted()) {
            assertThat(wire.ask(plain("", "ann", "pass"))).startsWith("235 ");
            assertThat(wire.ask("STARTTLS")).startsWith("503 5.5.1");
            assertThat(wire.ask("MAIL FROM:<ann@example.org>")).startsWith("250 ");
        }
    }

    @Test
    void c14_startTlsHasItsOnePlace() throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.ask("STARTTLS now")).startsWith("501 5.5.4");
        }
        try (Wire wire = secure()) {
            assertThat(wire.ask("STARTTLS")).startsWith("503 5.5.1");
        }
        server.close();
        Terms terms = TestServer.terms(Dialect.SMTP, folder).with(TestServer.tls(folder));
        server = new TestServer(terms, receiver);
        try (Wire wire = greeted()) {
            assertThat(wire.ask("MAIL FROM:<>", "STARTTLS")).startsWith("503 5.5.1");
            assertThat(wire.ask("NOOP")).startsWith("250 ");
        }
    }

    @Test
    void c15_aLoginBeforeTlsIsRefusedAndNotOffered() throws Exception {
        try (Wire wire = server.wire()) {
            wire.send("EHLO client.example\r\n");
            for (String line = wire.line(); line.startsWith("250-"); line = wire.line())
                assertThat(line).doesNotContain("AUTH");
            assertThat(wire.ask(plain("", "ann", "pass"))).startsWith("538 5.7.11");
            assertThat(wire.ask("NOOP")).startsWith("250 ");
        }
    }

    @Test
    void r23_mailNeedsALoginAndALoginItsPlace() throws Exception {
        try (Wire wire = secure()) {
            assertThat(wire.ask("MAIL FROM:<ann@example.org>")).startsWith("530 5.7.0");
            assertThat(wire.ask(plain("", "ann", "pass"))).startsWith("235 2.7.0");
            assertThat(wire.ask("AUTH PLAIN")).startsWith("503 5.5.1");
            assertThat(wire.ask("MAIL FROM:<ann@example.org>")).startsWith("250 ");
            assertThat(wire.ask("AUTH PLAIN")).startsWith("503 5.5.1");
            assertThat(wire.ask("RCPT TO:<bob@example.org>", "DATA")).startsWith("354 ");
            assertThat(wire.ask("a: b\r\n.")).startsWith("250 ");
        }
        TestReceiver.Mail mail = receiver.mails().get(0);
        assertThat(mail.envelope().login()).contains("ann@example.org");
        assertThat(mail.client().protocol(mail.envelope())).isEqualTo("ESMTPSA");
        assertThat(server.event(0).from()).isEqualTo("ann@example.org");
        assertThat(server.event(0).dialogue())
                .contains("TLS", "C: AUTH PLAIN ***")
                .noneMatch(line -> line.contains(base64("\0ann\0pass")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AUTH PLAIN !!!|501 5.5.2",
                "AUTH PLAIN AGFubgBwYXNz=|501 5.5.2",
                "AUTH PLAIN *|501 5.7.0",
                "AUTH PLAIN =|501 5.5.2",
                "AUTH PLAIN AGFubgA=|535 5.7.8",
                "AUTH PLAIN AGFubgBwYXNzAA==|501 5.5.2",
                "AUTH PLAIN Ym9iAGFubgBwYXNz|535 5.7.8",
                "AUTH CRAM-MD5|504 5.5.4",
                "AUTH PLAIN AGF3YXkAcGFzcw==|454 4.7.0",
                "AUTH PLAIN AGFubgB3cm9uZw==|535 5.7.8",
                "AUTH PLAIN AG5vYm9keQBwYXNz|535 5.7.8",
            })
    void a3_a4_everyFailureHasItsCode(String line, String reply) throws Exception {
        try (Wire wire = secure()) {
            assertThat(wire.ask(line)).startsWith(reply);
            assertThat(wire.ask("MAIL FROM:<ann@example.org>")).startsWith("530 5.7.0");
        }
    }

    @Test
    void a3_responsesOfAnExchangeAreCheckedLikeInitialOnes() throws Exception {
        try (Wire wire = secure()) {
            assertThat(wire.ask("AUTH PLAIN")).isEqualTo("334 ");
            assertThat(wire.ask("*")).startsWith("501 5.7.0");
            assertThat(wire.ask("AUTH PLAIN")).isEqualTo("334 ");
            assertThat(wire.ask("?")).startsWith("501 5.5.2");
            assertThat(wire.ask("AUTH PLAIN")).isEqualTo("334 ");
            assertThat(wire.ask("A".repeat(12_289))).startsWith("500 5.5.6");
            for (String broken : List.of("AGE\0YQ==\r\n", "AGE\rYQ==\r\n", "AGEYQ==\n")) {
                assertThat(wire.ask("AUTH PLAIN")).startsWith("334 ");
                assertThat(wire.send(broken).reply()).startsWith("501 5.5.2");
            }
            assertThat(wire.ask("AUTH PLAIN " + "A".repeat(12_289))).startsWith("500 5.5.6");
            assertThat(wire.ask("AUTH LOGIN", base64("ann"), base64("pass"))).startsWith("235 2.7.0");
        }
        try (Wire wire = secure()) {
            assertThat(wire.send("AUTH PLAIN " + "A".repeat(1 << 20) + "\r\n").line())
                    .startsWith("421 ");
        }
    }

    @Test
    void threeFailedLoginsAreEnough() throws Exception {
        try (Wire wire = secure()) {
            for (int i = 0; i < 3; i++)
                assertThat(wire.ask(plain("", "ann", "x" + i))).startsWith("535 5.7.8");
            assertThat(wire.line()).startsWith("421 4.7.0");
            assertThat(wire.line()).isEqualTo("END");
        }
    }

    @Test
    void a9_loginsThatAreBrokenOffHoldUpNobodyElse() throws Exception {
        List<Wire> others = new ArrayList<>();
        try (Wire wire = secure()) {
            for (String start : List.of("AUTH PLAIN", "AUTH LOGIN", "AUTH SCRAM-SHA-256 " + base64("n,,n=ann,r=abc"))) {
                for (String then : List.of("", "*\r\n", "%%%%\r\n", "AAAA")) {
                    Wire other = secure();
                    others.add(other);
                    assertThat(other.ask(start)).startsWith("334");
                    other.send(then);
                    if (then.isEmpty()) other.close();
                }
            }
            assertThat(wire.ask(plain("", "ann", "pass"))).startsWith("235 ");
            assertThat(wire.ask("MAIL FROM:<ann@example.org>")).startsWith("250 ");
        } finally {
            for (Wire other : others) other.close();
        }
    }
}

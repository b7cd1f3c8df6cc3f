package org.stagepost.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.Dialogue;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.net.Listener;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Base64Text;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.smtp.client.Hop.Protocol;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.smtp.server.SmtpServer;
import org.stagepost.smtp.server.TestReceiver;
import org.stagepost.smtp.server.TestServer;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.Tracer;

/** By which mechanism the client logs in, and where it does not. */
class LoginsTest {
    @TempDir
    Path folder;

    private final Network network = new Network();

    @AfterEach
    void close() {
        network.close();
    }

    private Hop hop(Endpoint to, String name, String secret) {
        return Hop.to(Protocol.SMTP, to, "client.example").as(new Credentials(name, secret));
    }

    @Test
    void loginAnswersTheTwoQuestionsOfOldServers() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of(
                "EHLO", "250-old.example\r\n250 AUTH LOGIN",
                "AUTH", "334 VXNlcm5hbWU6",
                "YW5u", "334 UGFzc3dvcmQ6",
                "cGFzcw==", "235 2.7.0 ok"))) {
            SmtpClient.open(network, hop(server.endpoint(), "ann", "pass")).close();
            assertThat(server.heard()).containsSubsequence("AUTH LOGIN", "YW5u", "cGFzcw==");
        }
    }

    @Test
    void cramMd5IsThatOfTheExampleInRfc2195() throws Exception {
        String digest = "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw";
        try (ScriptedServer server = new ScriptedServer(Map.of(
                "EHLO",
                "250-old.example\r\n250 AUTH CRAM-MD5",
                "AUTH",
                "334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+",
                digest,
                "235 2.7.0 ok"))) {
            SmtpClient.open(network, hop(server.endpoint(), "tim", "tanstaaftanstaaf"))
                    .close();
            assertThat(server.heard()).containsSubsequence("AUTH CRAM-MD5", digest);
        }
    }

    @Test
    void aServerThatAsksOnAndOnHearsNoMoreThanItMay() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of(
                "EHLO", "250-odd.example\r\n250 AUTH LOGIN",
                "AUTH", "334 VXNlcm5hbWU6",
                "YW5u", "334 UGFzc3dvcmQ6",
                "cGFzcw==", "334 UGFzc3dvcmQ6"))) {
            assertThatThrownBy(() -> SmtpClient.open(network, hop(server.endpoint(), "ann", "pass")))
                    .isInstanceOf(HopException.class)
                    .hasMessageContaining("one challenge too many");
        }
    }

    @Test
    void aServerThatOffersNothingSafeHearsNothing() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of("EHLO", "250-odd.example\r\n250 AUTH XOAUTH2 GSSAPI"))) {
            assertThatThrownBy(() -> SmtpClient.open(network, hop(server.endpoint(), "ann", "pass")))
                    .hasMessageContaining("takes no login");
            assertThat(server.heard()).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void tlsFromTheFirstOctetIsCheckedLikeTlsAfterStartTls() throws Exception {
        Tls tls = TestServer.tls(folder);
        Tls checking = Tls.verifying(folder.resolve("certificate.pem"));
        Reporter nobody = new Reporter(Tracer.NONE, Clock.systemUTC(), Stage.MTA, "");
        SmtpServer dialogue = new SmtpServer(
                TestServer.terms(Dialect.SMTP, folder).demanding(TestServer.mechanisms(InClear.NOWHERE)),
                new TestReceiver(),
                nobody,
                Clock.systemUTC(),
                new SecureRandom());
        Limits limits = new Limits(10, 10, Duration.ofSeconds(20));
        Listener listener = new Listener(
                network,
                new Listener.Settings("test", new Endpoint.Tcp("127.0.0.1", 0), Optional.of(tls), limits, ""),
                dialogue);
        listener.start();
        Hop hop = hop(listener.endpoint(), "ann", "pass");

        try (SmtpClient client =
                SmtpClient.open(network, hop.with(Security.fromTheStart(checking, Optional.of("localhost"))))) {
            assertThat(client.tls()).isPresent();
            assertThat(client.dialogue()).startsWith("TLS").contains("S: 235 2.7.0 welcome");
        }
        assertThatThrownBy(() -> SmtpClient.open(
                        network, hop.with(Security.fromTheStart(checking, Optional.of("other.example")))))
                .hasMessageContaining("4.7.5");
        listener.stop(Duration.ZERO);
    }

    /** RFC 5802 section 6: who could bind says so where no -PLUS is offered, so that a server whose list was changed notices. */
    @Test
    void whereNoPlusIsOfferedTheServerHearsThatWeCouldBind() throws Exception {
        assertThat(firstMessages("SCRAM-SHA-256 SCRAM-SHA-1", "501 5.5.2 no"))
                .singleElement()
                .asString()
                .startsWith("SCRAM-SHA-256 y,,n=ann,r=");
    }

    @Test
    void theOlderScramIsBoundToo() throws Exception {
        assertThat(firstMessages("SCRAM-SHA-1 SCRAM-SHA-1-PLUS", "535 5.7.8 no"))
                .first()
                .asString()
                .startsWith("SCRAM-SHA-1-PLUS p=tls-server-end-point,,n=ann,r=");
    }

    /** A server may know tls-exporter only; its certificate was checked, so it gets the next mechanism. */
    @Test
    void aServerThatKnowsAnotherBindingGetsTheNextMechanism() throws Exception {
        assertThat(firstMessages("SCRAM-SHA-256-PLUS SCRAM-SHA-256", "535 5.7.8 no such binding"))
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("SCRAM-SHA-256-PLUS p="),
                        two -> assertThat(two).startsWith("SCRAM-SHA-256 n,,n=ann,r="));
    }

    /** What a client under TLS with a checked certificate begins with, its exchanges refused at once. */
    private List<String> firstMessages(String mechanisms, String refusal) throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        Dialogue scripted = connection -> {
            connection.write("220 scripted.example ESMTP\r\n");
            try {
                while (true) {
                    connection.flushNow();
                    String[] words = connection.line(12_288).split(" ", -1);
                    if (words[0].equals("AUTH")) {
                        heard.add(words[1] + " " + new String(Base64Text.decode(words[2]), StandardCharsets.US_ASCII));
                        connection.write(refusal + "\r\n");
                    } else {
                        connection.write("250-scripted.example\r\n250 AUTH " + mechanisms + "\r\n");
                    }
                }
            } catch (SyntaxException e) {
                throw new IOException(e);
            }
        };
        Limits limits = new Limits(10, 10, Duration.ofSeconds(20));
        Endpoint here = new Endpoint.Tcp("127.0.0.1", 0);
        Tls tls = TestServer.tls(folder);
        Listener listener =
                new Listener(network, new Listener.Settings("test", here, Optional.of(tls), limits, ""), scripted);
        listener.start();
        Tls checking = Tls.verifying(folder.resolve("certificate.pem"));
        Hop hop =
                hop(listener.endpoint(), "ann", "pass").with(Security.fromTheStart(checking, Optional.of("localhost")));
        assertThatThrownBy(() -> SmtpClient.open(network, hop)).isInstanceOf(HopException.class);
        listener.stop(Duration.ZERO);
        return heard;
    }
}

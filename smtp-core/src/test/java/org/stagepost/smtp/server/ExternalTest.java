package org.stagepost.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.net.TestAuthority;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Mechanisms.InClear;

/** Logins by a certificate (RFC 4422 appendix A): who proves what by which, and who gets on without. */
class ExternalTest {
    private static final KeyManager[] NONE = {};

    @TempDir
    Path folder;

    private TestAuthority ours;
    private TestAuthority theirs;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        ours = new TestAuthority("ours");
        theirs = new TestAuthority("theirs");
        TestServer.tls(folder);
        Tls tls =
                Tls.server(folder.resolve("certificate.pem"), folder.resolve("key.pem"), Optional.of(ours.in(folder)));
        Terms terms = TestServer.terms(Dialect.SUBMISSION, folder)
                .with(tls.forLogins())
                .demanding(TestServer.mechanisms(InClear.NOWHERE));
        server = new TestServer(terms, new TestReceiver());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Wire client(KeyManager[] keys) throws Exception {
        return client(keys, "TLSv1.3");
    }

    private Wire client(KeyManager[] keys, String newest) throws Exception {
        Wire wire = server.wire();
        wire.ask("EHLO client.example");
        wire.ask("STARTTLS");
        wire.startTls(newest, keys);
        return wire;
    }

    private static String mechanisms(Wire wire) throws IOException {
        wire.send("EHLO client.example\r\n");
        String found = "";
        String line = wire.line();
        for (; line.charAt(3) == '-'; line = wire.line()) if (line.startsWith("250-AUTH ")) found = line;
        return found + (line.startsWith("250 AUTH ") ? line : "");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theAddressInACertificateOfOursLogsIn() throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2"))
            try (Wire wire = client(ours.client("ann@example.org"), version)) {
                assertThat(mechanisms(wire)).contains("AUTH EXTERNAL ");
                assertThat(wire.ask("AUTH EXTERNAL =")).startsWith("235 2.7.0");
                assertThat(wire.ask("MAIL FROM:<ann@example.org>")).startsWith("250 ");
            }
        try (Wire wire = client(ours.client("ann@example.org"))) {
            wire.ask("EHLO client.example");
            assertThat(wire.ask("AUTH EXTERNAL")).isEqualTo("334 ");
            assertThat(wire.ask("")).startsWith("235 2.7.0");
        }
    }

    @Test
    void whoAsksToBeSomebodyAsksForANameOfTheCertificate() throws Exception {
        try (Wire wire = client(ours.client("gone@example.org", "Ann@example.org"))) {
            wire.ask("EHLO client.example");
            assertThat(wire.ask("AUTH EXTERNAL " + base64("bob@example.org"))).startsWith("535 5.7.8");
            assertThat(wire.ask("AUTH EXTERNAL ="))
                    .as("the first is no account")
                    .startsWith("535 5.7.8");
        }
        try (Wire wire = client(ours.client("gone@example.org", "Ann@example.org"))) {
            wire.ask("EHLO client.example");
            assertThat(wire.ask("AUTH EXTERNAL " + base64("a\0b"))).startsWith("501 5.5.2");
            assertThat(wire.ask("AUTH EXTERNAL " + base64("ann@example.org"))).startsWith("235 2.7.0");
        }
    }

    @Test
    void whoHasNoneOrOneOfOthersLogsInByAPassword() throws Exception {
        List<KeyManager[]> clients = List.of(
                NONE,
                theirs.client("ann@example.org"),
                ours.expired("ann@example.org"),
                ours.server("ann@example.org"),
                ours.client());
        for (KeyManager[] keys : clients)
            try (Wire wire = client(keys)) {
                assertThat(mechanisms(wire)).contains("AUTH SCRAM-").doesNotContain("EXTERNAL");
                assertThat(wire.ask("AUTH EXTERNAL =")).startsWith("504 5.5.4");
                assertThat(wire.ask("AUTH PLAIN " + base64("\0ann\0pass"))).startsWith("235 2.7.0");
            }
    }

    @Test
    void otherServersAreNotAskedAndAFileWithoutAuthoritiesIsRefused() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        assertThatThrownBy(() ->
                        Tls.server(folder.resolve("certificate.pem"), folder.resolve("key.pem"), Optional.of(empty)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("empty.pem holds no certificate");
        Tls plain = TestServer.tls(folder);
        assertThat(plain.forLogins()).isSameAs(plain);
    }
}

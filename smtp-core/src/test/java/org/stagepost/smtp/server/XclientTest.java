package org.stagepost.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.dialogue.Wire;
import org.stagepost.net.AddressRange;

/** Who may say for whom he speaks (Postfix's XCLIENT_README), and what he may say. */
class XclientTest {
    @TempDir
    Path folder;

    private final TestReceiver receiver = new TestReceiver();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        Terms terms = TestServer.submission(folder).trusting(List.of(AddressRange.parse("127.0.0.1")));
        server = new TestServer(terms.with(Allowance.TRUSTED), receiver);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Wire greeted() throws IOException {
        Wire wire = server.wire();
        assertThat(wire.ask("EHLO proxy.example")).startsWith("250 ");
        return wire;
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.9, 192.0.2.9", "IPV6:2001:db8::9, IPv6:2001:db8:0:0:0:0:0:9", "ipv6:::1, IPv6:0:0:0:0:0:0:0:1"
    })
    void theMessageIsTheClients(String address, String literal) throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.ask("MAIL FROM:<>")).startsWith("530 ");
            assertThat(wire.ask(
                            "XCLIENT NAME=a+2Bb ADDR=" + address + " PORT=7 PROTO=ESMTP HELO=x login=bob@example.org"))
                    .startsWith("220 mx.example.org ");
            assertThat(wire.ask("MAIL FROM:<>")).startsWith("503 5.5.1");
            assertThat(wire.ask("EHLO client.example")).startsWith("250 ");
            assertThat(wire.ask("AUTH PLAIN AGFubgBwYXNz")).startsWith("503 5.5.1");
            assertThat(wire.ask("MAIL FROM:<>", "RCPT TO:<ann@example.org>", "DATA"))
                    .startsWith("354 ");
            assertThat(wire.ask("XCLIENT-is: text\r\n\r\nx\r\n.")).startsWith("250 ");
            Client client = receiver.mails().getFirst().client();
            assertThat(client.peer().literal()).contains(literal);
            assertThat(client.name()).isEqualTo("client.example");
            assertThat(client.login()).hasToString("Optional[bob@example.org]");
        }
    }

    @Test
    void whatIsNotAvailableIsAsItWas() throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.ask("XCLIENT NAME=[UNAVAILABLE] ADDR=[TEMPUNAVAIL] LOGIN=[UNAVAILABLE]"))
                    .startsWith("220 ");
            assertThat(wire.ask("EHLO client.example")).startsWith("250 ");
            assertThat(wire.ask("MAIL FROM:<>")).startsWith("530 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ADDR",
                " ADDR=",
                " =x",
                " ADDR=mx.example",
                " ADDR=2001:db8::9",
                " ADDR=IPV6:192.0.2.1",
                " ADDR=192.0.2.0/24",
                " ADDR=192.0.2.256",
                " ADDR=192.0.2.1 ADDR=192.0.2.2",
                " SUDO=root",
                " LOGIN=a+0D+0Ab",
                " HELO=a+00",
                " NAME=+0",
                " NAME=a=b",
            })
    void r20_whatIsNoAttributeIs501(String attributes) throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.ask("XCLIENT" + attributes)).startsWith("501 5.5.4");
            assertThat(wire.ask("MAIL FROM:<>")).startsWith("530 ");
        }
    }

    @Test
    void notInsideATransactionAndNothingBehindIt() throws Exception {
        try (Wire wire = greeted()) {
            wire.ask("XCLIENT LOGIN=ann@example.org");
            wire.ask("EHLO client.example");
            assertThat(wire.ask("MAIL FROM:<>", "XCLIENT ADDR=192.0.2.9")).startsWith("503 5.5.1");
            assertThat(wire.ask("RSET")).startsWith("250 ");
            assertThat(wire.send("XCLIENT ADDR=192.0.2.9\r\nEHLO x\r\n").reply())
                    .startsWith("554 5.5.0");
        }
    }

    @Test
    void c13_underTlsTheProxySpeaksForItsClientAsWell() throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.ask("STARTTLS")).startsWith("220 ");
            wire.startTls();
            assertThat(wire.ask("XCLIENT ADDR=192.0.2.9 LOGIN=bob@example.org")).startsWith("220 ");
            assertThat(wire.ask("STARTTLS")).as("TLS is the proxy's own").startsWith("503 5.5.1");
            wire.send("EHLO client.example\r\n");
            StringBuilder words = new StringBuilder();
            String line = wire.line();
            for (; line.charAt(3) == '-'; line = wire.line()) words.append(line).append('\n');
            assertThat((words + line).lines().map(each -> each.substring(4)))
                    .as("what is made use of, and no more")
                    .contains("XCLIENT ADDR LOGIN")
                    .doesNotContain("STARTTLS");
            assertThat(wire.ask("MAIL FROM:<>", "RCPT TO:<ann@example.org>", "DATA"))
                    .startsWith("354 ");
            assertThat(wire.ask("a: b\r\n\r\nx\r\n.")).startsWith("250 ");
        }
        Client client = receiver.mails().getFirst().client();
        assertThat(client.peer()).hasToString("[192.0.2.9]");
        assertThat(client.peer().tls()).isPresent();
        assertThat(client.login()).hasToString("Optional[bob@example.org]");
    }

    @Test
    void c13_tlsBehindItLeavesTheClientAndNoLogin() throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.ask("XCLIENT LOGIN=bob@example.org")).startsWith("220 ");
            assertThat(wire.ask("STARTTLS")).as("who is logged in").startsWith("503 5.5.1");
        }
        try (Wire wire = greeted()) {
            assertThat(wire.ask("XCLIENT ADDR=192.0.2.9")).startsWith("220 ");
            assertThat(wire.ask("STARTTLS")).startsWith("220 ");
            wire.startTls();
            wire.ask("EHLO client.example");
            assertThat(wire.ask("MAIL FROM:<>")).startsWith("530 ");
            assertThat(wire.ask("AUTH PLAIN AGFubgBwYXNz")).startsWith("235 ");
            assertThat(wire.ask("MAIL FROM:<>", "RCPT TO:<ann@example.org>", "DATA"))
                    .startsWith("354 ");
            assertThat(wire.ask("a: b\r\n\r\nx\r\n.")).startsWith("250 ");
        }
        assertThat(receiver.mails().getFirst().client().peer()).hasToString("[192.0.2.9]");
    }

    @Test
    void nobodyElseIsBelieved() throws Exception {
        Terms terms = TestServer.submission(folder).trusting(List.of(AddressRange.parse("192.0.2.0/24")));
        try (TestServer strict = new TestServer(terms, receiver);
                Wire wire = strict.wire()) {
            wire.send("EHLO client.example\r\n");
            for (String line = wire.line(); line.charAt(3) == '-'; line = wire.line())
                assertThat(line).doesNotContain("XCLIENT");
            assertThat(wire.ask("XCLIENT ADDR=192.0.2.9")).startsWith("502 5.5.1");
            assertThat(wire.ask("MAIL FROM:<>")).startsWith("530 ");
        }
    }
}

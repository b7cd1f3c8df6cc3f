package org.stagepost.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.dialogue.Wire;

/** Clients that have come to speak something else. */
class StrangersTest {
    @TempDir
    private static Path folder;

    private static TestServer.Site site;

    private TestServer server;

    @BeforeAll
    static void site() throws Exception {
        site = TestServer.Site.in(folder);
    }

    @AfterAll
    static void leave() {
        site.close();
    }

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(site, Duration.ofMinutes(10));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Wire greeted() throws IOException {
        Wire wire = new Wire(server.address());
        assertThat(wire.line()).startsWith("+OK");
        return wire;
    }

    private void othersAreServed() throws IOException {
        try (Wire other = greeted()) {
            assertThat(other.send("CAPA\r\n").line()).startsWith("+OK");
        }
    }

    @Test
    void c7_aTlsHelloOnThePlainPortEndsTheSession() throws Exception {
        try (Wire wire = greeted()) {
            wire.send("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" + "x".repeat(300) + "\r\n");
            assertThat(wire.line()).isEqualTo("END");
        }
        othersAreServed();
    }

    @Test
    void c7_plainTextOnTheTlsPortIsClosed() throws Exception {
        try (Wire wire = new Wire(server.tlsAddress())) {
            assertThat(wire.send("USER ann\r\nPASS pencil\r\n").line()).doesNotContain("OK", "ERR");
        }
        othersAreServed();
    }

    @Test
    void c5_underStressOneErrorIsEnough() throws Exception {
        server.close();
        server = new TestServer(site, Duration.ofMinutes(10), 5);
        List<Wire> four = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                four.add(greeted());
                assertThat(four.getLast().send("FOO\r\n").line()).startsWith("-ERR");
            }
            assertThat(four.getFirst().send("USER ann\r\n").line()).startsWith("+OK");
            assertThat(four.getFirst().send("PASS pencil\r\n").line()).startsWith("+OK");
            try (Wire fifth = greeted()) {
                assertThat(four.getFirst().send("FOO\r\n").line()).startsWith("-ERR");
                assertThat(four.getFirst().send("NOOP\r\n").line()).startsWith("+OK");
                assertThat(fifth.send("FOO\r\n").line()).startsWith("-ERR");
                assertThat(fifth.line()).isEqualTo("END");
            }
        } finally {
            for (Wire each : four) each.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\nUSER ann\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\n\r\nUSER ann\r\n",
                "OPTIONS * HTTP/1.1\r\nUSER ann\r\n",
                "PROXY TCP4 192.0.2.9 192.0.2.2 77 110\r\nUSER ann\r\n",
            })
    void c8_c16_otherProtocolsAreSentAwayAtTheirFirstLine(String request) throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.send(request).line()).isEqualTo("-ERR this is a mail server");
            assertThat(wire.line()).isEqualTo("END");
        }
        othersAreServed();
    }

    /** The login before it is checked on another thread, and all the octets are here meanwhile. */
    @Test
    void c12_injectionIsSeenWhileALoginIsStillChecked() throws Exception {
        String attack = "USER ann\r\nPASS wrong\r\nSTLS\r\nCAPA\r\n";
        for (int cut = 1; cut <= attack.length(); cut++) {
            try (Wire wire = greeted()) {
                wire.send(attack.substring(0, cut)).send(attack.substring(cut));
                assertThat(wire.line()).startsWith("+OK");
                assertThat(wire.line()).startsWith("-ERR [AUTH]");
                String line = wire.line();
                if (line.startsWith("+OK")) line = wire.line();
                assertThat(line).doesNotStartWith("+OK");
                assertThat(wire.line()).doesNotStartWith("+OK");
            }
        }
        othersAreServed();
    }

    @Test
    void c12_plainTextBehindTheGoAheadIsNoCommand() throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.send("STLS\r\n").line()).startsWith("+OK");
            assertThat(wire.send("CAPA\r\n").line()).doesNotStartWith("+OK");
        }
        othersAreServed();
    }

    @Test
    void c14_stlsHasItsOnePlace() throws Exception {
        try (Wire wire = greeted()) {
            assertThat(wire.send("STLS now\r\n").line()).startsWith("-ERR");
            assertThat(wire.send("STLS\r\n").line()).startsWith("+OK");
            wire.startTls();
            assertThat(wire.send("STLS\r\n").line()).startsWith("-ERR");
            assertThat(wire.send("USER ann\r\n").line()).startsWith("+OK");
            assertThat(wire.send("PASS pencil\r\n").line()).startsWith("+OK");
            assertThat(wire.send("STLS\r\n").line()).startsWith("-ERR");
            assertThat(wire.send("QUIT\r\n").line()).startsWith("+OK");
        }
        try (Wire inClear = greeted()) {
            assertThat(inClear.send("USER ann\r\n").line()).startsWith("+OK");
            assertThat(inClear.send("PASS pencil\r\n").line()).startsWith("+OK");
            assertThat(inClear.send("STLS\r\n").line()).startsWith("-ERR");
            assertThat(inClear.send("NOOP\r\n").line()).startsWith("+OK");
        }
    }

    @Test
    void c16_theBinaryHeaderOfAProxyIsSentAwayHoweverCut() throws Exception {
        String header = "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000cUSER ann\r\n";
        for (int cut = 1; cut < header.length(); cut++) {
            try (Wire wire = greeted()) {
                wire.send(header.substring(0, cut)).send(header.substring(cut));
                String last = "";
                for (String line = wire.line(); !line.equals("END"); line = wire.line()) {
                    assertThat(line).startsWith("-ERR");
                    last = line;
                }
                assertThat(last).isEqualTo("-ERR this is a mail server");
            }
        }
        othersAreServed();
    }
}

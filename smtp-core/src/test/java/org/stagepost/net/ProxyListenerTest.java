package org.stagepost.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.SyntaxException;
import org.stagepost.smtp.server.TestServer;

/** A listener that says to everybody from where he comes. */
class ProxyListenerTest {
    private static final byte[] CLIENT = {(byte) 192, 0, 2, 9, (byte) 192, 0, 2, 2, 0, 77, 0, 25};

    private final Network network = new Network();
    private Listener listener;

    @TempDir
    Path folder;

    private void listen(String proxy, Optional<Tls> tls) throws IOException, SyntaxException {
        listen(proxy, tls, 100);
    }

    private void listen(String proxy, Optional<Tls> tls, int connections) throws IOException, SyntaxException {
        Listener.Settings settings = new Listener.Settings(
                        "test",
                        new Endpoint.Tcp("127.0.0.1", 0),
                        tls,
                        new Limits(connections, 2, Duration.ofSeconds(10)),
                        "busy\r\n")
                .behind(List.of(AddressRange.parse(proxy)));
        listener = new Listener(network, settings, connection -> {
            connection.write(connection.remoteAddress().getHostAddress() + " " + connection.remotePort() + "\r\n");
            connection.flushNow();
            try {
                connection.write("heard " + connection.line(100) + "\r\n");
            } catch (SyntaxException e) {
                connection.write("no line\r\n");
            }
        });
        listener.start();
    }

    @AfterEach
    void stop() throws Exception {
        listener.stop(Duration.ofSeconds(5));
        network.close();
    }

    private Wire wire() throws IOException {
        return new Wire(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), ((Endpoint.Tcp) listener.endpoint()).port()));
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    @Test
    void theClientIsWhomTheProxyNames() throws Exception {
        listen("127.0.0.0/8", Optional.empty());
        for (String header : new String[] {
            "PROXY TCP4 192.0.2.9 192.0.2.2 77 25\r\n", text(ProxyHeaderTest.binary(0x21, 0x11, CLIENT))
        }) {
            for (int cut = 0; cut < header.length(); cut += 5) {
                try (Wire wire = wire()) {
                    wire.send(header.substring(0, cut))
                            .send(header.substring(cut) + "hel")
                            .send("lo\r\n");
                    assertThat(wire.line()).isEqualTo("192.0.2.9 77");
                    assertThat(wire.line()).isEqualTo("heard hello");
                }
            }
        }
        try (Wire wire = wire()) {
            assertThat(wire.send("PROXY UNKNOWN\r\n").line()).startsWith("127.0.0.1 ");
        }
    }

    @Test
    void theHeaderStandsBeforeTls() throws Exception {
        listen("127.0.0.1", Optional.of(TestServer.tls(folder)));
        try (Wire wire = wire()) {
            wire.send("PROXY TCP6 2001:db8::9 2001:db8::2 77 465\r\n").startTls();
            assertThat(wire.line()).isEqualTo("2001:db8:0:0:0:0:0:9 77");
            assertThat(wire.send("hello\r\n").line()).isEqualTo("heard hello");
        }
    }

    @Test
    void c16_aTrustedProxyThatSaysAnythingElseIsClosed() throws Exception {
        listen("127.0.0.1", Optional.empty());
        for (String start :
                new String[] {"EHLO x\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n", "\r\n\r\n\0\r\nQUIT\n\u0099"}) {
            try (Wire wire = wire()) {
                assertThat(wire.send(start + "x".repeat(20)).line()).isEqualTo("END");
            }
        }
    }

    @Test
    void c16_aBinaryHeaderThatLiesEndsTheConnectionAndOneThatIsCutShortBeginsNone() throws Exception {
        listen("127.0.0.1", Optional.empty(), 3);
        byte[] four = {(byte) 192, 0, 2, 1, (byte) 192, 0, 2, 2, 0x12, 0x34, 0, 25};
        byte[] good = ProxyHeaderTest.binary(0x21, 0x11, four);
        for (byte[] lie : new byte[][] {
            ProxyHeaderTest.binary(0x21, 0x21, four), ProxyHeaderTest.binary(0x21, 0x11, four, new byte[] {4, 0, 9})
        }) {
            try (Wire wire = wire()) {
                assertThat(wire.send(text(lie) + "EHLO x\r\n").line()).isEqualTo("END");
            }
        }
        for (int cut = 1; cut < good.length; cut++) {
            try (Wire wire = wire()) {
                wire.send(text(Arrays.copyOf(good, cut)));
            }
        }
        String line = "busy";
        while (line.equals("busy") || line.equals("END"))
            try (Wire wire = wire()) {
                line = wire.send(text(good)).line();
            }
        assertThat(line).isEqualTo("192.0.2.1 4660");
    }

    @Test
    void c16_nobodyElsesHeaderIsUnderstood() throws Exception {
        listen("192.0.2.0/24", Optional.empty());
        try (Wire wire = wire()) {
            wire.send("PROXY TCP4 192.0.2.9 192.0.2.2 77 25\r\n");
            assertThat(wire.line()).startsWith("127.0.0.1 ");
            assertThat(wire.line()).isEqualTo("heard PROXY TCP4 192.0.2.9 192.0.2.2 77 25");
        }
    }

    @Test
    void c4_clientsAreCountedByTheirOwnAddresses() throws Exception {
        listen("127.0.0.1", Optional.empty());
        try (Wire one = wire();
                Wire two = wire();
                Wire three = wire();
                Wire other = wire()) {
            String nine = "PROXY TCP4 192.0.2.9 192.0.2.2 77 25\r\n";
            assertThat(one.send(nine).line()).isEqualTo("192.0.2.9 77");
            assertThat(two.send(nine).line()).isEqualTo("192.0.2.9 77");
            assertThat(three.send(nine).line()).isEqualTo("busy");
            assertThat(three.line()).isEqualTo("END");
            assertThat(other.send("PROXY TCP4 192.0.2.8 192.0.2.2 77 25\r\n").line())
                    .isEqualTo("192.0.2.8 77");
        }
    }

    /** Whoever has one address of an IPv6 network has all of them: row C4 has a limit for the network too. */
    @Test
    void c4_aNetworkOfSixHasALimitOfItsOwn() throws Exception {
        listen("127.0.0.1", Optional.empty());
        List<Wire> inside = new ArrayList<>();
        try {
            for (int i = 1; i <= 6; i++) {
                inside.add(from("TCP6", "2001:db8::" + i));
                assertThat(inside.getLast().line()).startsWith("2001:db8:0:0:0:0:0:" + i);
            }
            for (String address : List.of("2001:db8::7", "2001:db8::1")) {
                try (Wire another = from("TCP6", address)) {
                    assertThat(another.line()).isEqualTo("busy");
                    assertThat(another.line()).isEqualTo("END");
                }
            }
            try (Wire elsewhere = from("TCP6", "2001:db8:0:1::7")) {
                assertThat(elsewhere.line()).startsWith("2001:db8:0:1:0:0:0:7");
            }
            assertThat(inside.removeFirst().send("bye\r\n").line()).isEqualTo("heard bye");
            until("2001:db8::7");
            for (Wire wire : inside) assertThat(wire.send("noop\r\n").line()).isEqualTo("heard noop");
        } finally {
            for (Wire wire : inside) wire.close();
        }
    }

    /** A place is free once the connection that had it is closed, which the server notices when it does. */
    private void until(String address) throws IOException {
        String line = "busy";
        for (long end = System.nanoTime() + 20_000_000_000L; line.equals("busy") && System.nanoTime() < end; ) {
            try (Wire wire = from("TCP6", address)) {
                line = wire.line();
            }
        }
        assertThat(line).isNotEqualTo("busy");
    }

    @Test
    void c5_whileStrangersHoldEveryPlaceThisMachineStillGetsIn() throws Exception {
        listen("127.0.0.0/8", Optional.empty(), 3);
        List<Wire> inside = new ArrayList<>();
        try {
            for (String address : List.of("192.0.2.1", "192.0.2.2", "192.0.2.3", "127.0.0.9")) {
                inside.add(from(address));
                assertThat(inside.getLast().line()).startsWith(address);
            }
            try (Wire stranger = from("192.0.2.4")) {
                assertThat(stranger.line()).isEqualTo("busy");
                assertThat(stranger.line()).isEqualTo("END");
            }
            for (Wire wire : inside) assertThat(wire.send("noop\r\n").line()).isEqualTo("heard noop");
        } finally {
            for (Wire wire : inside) wire.close();
        }
    }

    private Wire from(String address) throws IOException {
        return from("TCP4", address);
    }

    private Wire from(String family, String address) throws IOException {
        String here = family.equals("TCP4") ? "192.0.2.200" : "2001:db8:2::2";
        return wire().send("PROXY " + family + " " + address + " " + here + " 77 25\r\n");
    }
}

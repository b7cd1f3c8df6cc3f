package org.stagepost.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.smtp.server.TestServer;

/** Who comes to speak something else, and says so in his TLS hello, is refused there. */
class AlpnTest {
    @TempDir
    private static Path keys;

    private final Network network = new Network();
    private Listener listener;

    private void listen(Optional<Tls> implicit, Dialogue dialogue) throws IOException {
        Limits limits = new Limits(100, 100, Duration.ofSeconds(10));
        Endpoint any = new Endpoint.Tcp("127.0.0.1", 0);
        listener = new Listener(network, new Listener.Settings("test", any, implicit, limits, ""), dialogue);
        listener.start();
    }

    @AfterEach
    void stop() throws Exception {
        if (listener != null) listener.stop(Duration.ofSeconds(5));
        network.close();
    }

    private static Tls imap() throws IOException {
        return TestServer.tls(keys).speaking("imap");
    }

    private static void greet(Connection connection) throws IOException {
        connection.write("hello\r\n");
        connection.flushNow();
    }

    private Socket connected() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), ((Endpoint.Tcp) listener.endpoint()).port());
    }

    /** The protocol that was agreed on, once the server has been heard. */
    private static String agreed(Socket plain, String... offered) throws IOException {
        try (SSLSocket socket = (SSLSocket)
                Wire.trustingAnybody("TLSv1.3").getSocketFactory().createSocket(plain, "localhost", 1, true)) {
            socket.setSoTimeout(10_000);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(offered);
            socket.setSSLParameters(parameters);
            assertThat(socket.getInputStream().readNBytes(7)).hasSize(7);
            return socket.getApplicationProtocol();
        }
    }

    @Test
    void c8_aBrowserIsRefusedByAnAlert() throws Exception {
        listen(Optional.of(imap()), AlpnTest::greet);
        for (String[] others : new String[][] {{"h2", "http/1.1"}, {"http/1.1"}, {"smtp"}})
            assertThatThrownBy(() -> agreed(connected(), others))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("no_application_protocol");
        assertThat(agreed(connected())).isEmpty();
        assertThat(agreed(connected(), "imap")).isEqualTo("imap");
        assertThat(agreed(connected(), "h2", "imap")).isEqualTo("imap");
    }

    @Test
    void c8_soItIsBehindStartTls() throws Exception {
        listen(Optional.empty(), connection -> {
            connection.startTls(imap(), "go\r\n");
            greet(connection);
        });
        Socket browser = connected();
        browser.getInputStream().readNBytes(4);
        assertThatThrownBy(() -> agreed(browser, "http/1.1")).hasMessageContaining("no_application_protocol");
        Socket client = connected();
        client.getInputStream().readNBytes(4);
        assertThat(agreed(client, "imap")).isEqualTo("imap");
    }

    /** Another certificate is for every listener, whatever is spoken there. */
    @Test
    void newKeysReachEveryListener() throws Exception {
        Tls site = TestServer.tls(keys);
        Tls derived = site.speaking("imap");
        Path other = keys.resolve("other");
        java.nio.file.Files.createDirectories(other);
        site.become(TestServer.tls(other));
        listen(Optional.of(derived), AlpnTest::greet);
        try (SSLSocket socket = (SSLSocket)
                Wire.trustingAnybody("TLSv1.3").getSocketFactory().createSocket(connected(), "localhost", 1, true)) {
            socket.startHandshake();
            assertThat(socket.getSession().getPeerCertificates()[0].getEncoded())
                    .isEqualTo(java.security.cert.CertificateFactory.getInstance("X.509")
                            .generateCertificate(java.nio.file.Files.newInputStream(other.resolve("certificate.pem")))
                            .getEncoded());
        }
    }

    private static byte[] hello(String... offered) throws SSLException, IOException {
        SSLEngine engine = Wire.trustingAnybody("TLSv1.3").createSSLEngine("localhost", 1);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(offered);
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        byte[] octets = new byte[out.flip().remaining()];
        out.get(octets);
        return octets;
    }

    private static Optional<List<String>> protocols(byte[] octets, int length) {
        ByteBuf buffer = Unpooled.wrappedBuffer(octets, 0, length);
        return ClientHello.protocols(buffer);
    }

    /** A hello may come octet by octet, and in records of one octet each. */
    @Test
    void aHelloIsReadOnceItIsWhole() throws Exception {
        byte[] whole = hello("http/1.1", "imap");
        for (int length = 0; length < whole.length; length++)
            assertThat(protocols(whole, length)).as("%d octets", length).isEmpty();
        assertThat(protocols(whole, whole.length)).contains(List.of("http/1.1", "imap"));
        byte[] small = new byte[(whole.length - 5) * 6];
        for (int i = 5; i < whole.length; i++) {
            byte[] one = {22, 3, 1, 0, 1, whole[i]};
            System.arraycopy(one, 0, small, (i - 5) * 6, 6);
        }
        for (int length = 0; length < small.length; length += 5)
            assertThat(protocols(small, length)).isEmpty();
        assertThat(protocols(small, small.length)).contains(List.of("http/1.1", "imap"));
    }

    @Test
    void whatIsNoHelloIsLeftToTheLibrary() throws Exception {
        byte[] text = "EHLO x\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(protocols(text, text.length)).contains(List.of());
        Random random = new Random(7);
        byte[] whole = hello("imap");
        for (int i = 0; i < 20_000; i++) {
            byte[] mutant = whole.clone();
            for (int change = 0; change < 1 + i % 4; change++)
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            protocols(mutant, mutant.length);
        }
    }
}

package org.stagepost.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.SyntaxException;
import org.stagepost.smtp.server.TestServer;

/** What a TLS listener does not agree to, asked for by hellos that no library of today would write. */
class TlsRefusalTest {
    private static final int ALERT = 21;
    private static final int HANDSHAKE_FAILURE = 40;
    private static final int PROTOCOL_VERSION = 70;

    @TempDir
    private static Path keys;

    private final Network network = new Network();
    private Listener listener;

    @BeforeEach
    void start() throws IOException {
        Limits limits = new Limits(100, 100, Duration.ofSeconds(10));
        listener = new Listener(
                network,
                new Listener.Settings(
                        "test", new Endpoint.Tcp("127.0.0.1", 0), Optional.of(TestServer.tls(keys)), limits, ""),
                connection -> {
                    try {
                        while (true) {
                            connection.write(connection.line(100) + "\r\n");
                            connection.flush();
                        }
                    } catch (SyntaxException e) {
                        throw new IOException(e);
                    }
                });
        listener.start();
    }

    @AfterEach
    void stop() throws Exception {
        listener.stop(Duration.ofSeconds(5));
        network.close();
    }

    private int port() {
        return ((Endpoint.Tcp) listener.endpoint()).port();
    }

    private SSLSocket tls12() throws IOException {
        return (SSLSocket) Wire.trustingAnybody("TLSv1.2")
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port());
    }

    @ParameterizedTest
    @CsvSource({"0, SSL 3.0", "1, TLS 1.0", "2, TLS 1.1"})
    void c9_oldVersionsAreRefused(int minor, String name) throws Exception {
        // AES 128 in CBC, with keys by RSA, by ECDHE and RSA, by ECDHE and ECDSA: what those versions had at best
        assertThat(alert(hello(minor, 0x002f, 0xc013, 0xc009))).as(name).isEqualTo(PROTOCOL_VERSION);
    }

    @ParameterizedTest
    @CsvSource({
        "0x0005, RC4",
        "0x000a, 3DES",
        "0x002c, NULL",
        "0x0034, anonymous Diffie-Hellman",
        "0xc018, anonymous ECDH",
        "0x0009, DES",
        "0x0003, export RC4"
    })
    void c9_weakSuitesAreRefused(int suite, String name) throws Exception {
        assertThat(alert(hello(3, suite))).as(name).isEqualTo(HANDSHAKE_FAILURE);
    }

    /** RFC 5746, and cheaper to refuse than to allow: each costs us more than the client. */
    @Test
    void c9_nobodyRenegotiates() throws Exception {
        try (SSLSocket socket = tls12()) {
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            assertThat(echo(socket)).isEqualTo('x');
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        echo(socket);
                    })
                    .isInstanceOf(IOException.class);
        }
        try (SSLSocket another = tls12()) {
            assertThat(echo(another)).isEqualTo('x');
        }
    }

    private static int echo(SSLSocket socket) throws IOException {
        socket.getOutputStream().write(new byte[] {'x', '\r', '\n'});
        socket.getOutputStream().flush();
        InputStream in = socket.getInputStream();
        int first = in.read();
        if (first < 0) throw new IOException("closed");
        in.readNBytes(2);
        return first;
    }

    /** There is one certificate, so a name chooses nothing and nothing is kept for it. */
    @Test
    void c10_whateverNameIsAskedForTheCertificateIsTheSame() throws Exception {
        Random random = new Random(10);
        Set<Certificate> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            try (SSLSocket socket = tls12()) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName("h" + random.nextInt() + ".example")));
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                seen.add(socket.getSession().getPeerCertificates()[0]);
            }
        }
        assertThat(seen).hasSize(1);
    }

    /** The description of the fatal alert that answers these octets. */
    private int alert(byte[] octets) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(octets);
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(answer).hasSize(7);
            assertThat(answer[0]).isEqualTo((byte) ALERT);
            assertThat(answer[5]).as("fatal").isEqualTo((byte) 2);
            return answer[6];
        }
    }

    /** A ClientHello (RFC 5246 7.4.1.2) with nothing but a version and suites. */
    private static byte[] hello(int minor, int... suites) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(3);
        body.write(minor);
        body.writeBytes(new byte[32]); // random
        body.write(0); // no session
        body.write(0);
        body.write(suites.length * 2);
        for (int suite : suites) {
            body.write(suite >> 8);
            body.write(suite);
        }
        body.write(1); // no compression
        body.write(0);
        int length = body.size();
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        for (int octet : new int[] {22, 3, 1, 0, length + 4, 1, 0, 0, length}) record.write(octet);
        record.writeBytes(body.toByteArray());
        return record.toByteArray();
    }
}

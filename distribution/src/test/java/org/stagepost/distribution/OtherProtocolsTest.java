package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.stagepost.dialogue.Wire;
import org.stagepost.imap.ImapServer;
import org.stagepost.launch.Settings;
import org.stagepost.msa.SubmissionServer;
import org.stagepost.mta.TransferServer;
import org.stagepost.net.Endpoint;
import org.stagepost.pop3.Pop3Server;
import org.stagepost.trace.Tracer;

/** What a client leaves behind that has come to the wrong port: a closed connection, and one line in the log. */
class OtherProtocolsTest {
    private static final String SITE = """
        hostname = "mx.mars.test"
        domains = ["mars.test"]
        data = "data"
        postmaster.letter = false
        msa.listen = "127.0.0.1:0"
        msa.listen-tls = "127.0.0.1:0"
        mta.listen = "127.0.0.1:0"
        mta.dns-server = "127.0.0.1:9"
        imap.listen = "127.0.0.1:0"
        imap.listen-tls = "127.0.0.1:0"
        pop3.listen = "127.0.0.1:0"
        pop3.listen-tls = "127.0.0.1:0"
        """;

    @TempDir
    private static Path folder;

    private static Server server;
    private static final Records records = new Records();

    /** What is logged, as soon as it is. */
    private static final class Records extends AppenderBase<ILoggingEvent> {
        private final LinkedBlockingQueue<ILoggingEvent> events = new LinkedBlockingQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.INFO)) events.add(event);
        }

        ILoggingEvent next() throws InterruptedException {
            return Optional.ofNullable(events.poll(20, TimeUnit.SECONDS))
                    .orElseThrow(() -> new AssertionError("nothing in the log"));
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Path file = folder.resolve("stagepost.toml");
        Files.writeString(file, SITE);
        server = Server.start(
                new Assembly(Configuration.from(Settings.read(file)), Role.ALL, Arrows.IN_PROCESS, Tracer.NONE));
        records.start();
        log().addAppender(records);
    }

    @AfterAll
    static void stop() throws Exception {
        log().detachAppender(records);
        server.close();
    }

    private static Logger log() {
        return (Logger) LoggerFactory.getLogger("org.stagepost");
    }

    private static List<Endpoint> plain() {
        return List.of(
                server.service(TransferServer.class).endpoints().getFirst(),
                server.service(SubmissionServer.class).submission().getFirst(),
                server.service(ImapServer.class).endpoints().getFirst(),
                server.service(Pop3Server.class).endpoints().getFirst());
    }

    private static List<Endpoint> secure() {
        return List.of(
                server.service(SubmissionServer.class).submissions().getFirst(),
                server.service(ImapServer.class).endpoints().getLast(),
                server.service(Pop3Server.class).endpoints().getLast());
    }

    private static InetSocketAddress address(Endpoint endpoint) {
        return new InetSocketAddress("127.0.0.1", ((Endpoint.Tcp) endpoint).port());
    }

    /** Whatever else is said at the same time: one line about this, at INFO, without a stack trace. */
    private static void oneRecord(String said) throws InterruptedException {
        ILoggingEvent event = records.next();
        assertThat(event.getFormattedMessage()).contains(said).doesNotContain("\n");
        assertThat(event.getLevel()).isEqualTo(Level.INFO);
        assertThat(event.getThrowableProxy()).isNull();
        assertThat(records.events).isEmpty();
    }

    private static void rest(Wire wire) throws IOException {
        for (String line = wire.line(); !line.endsWith("END"); line = wire.line())
            assertThat(line).doesNotContain("secret");
    }

    @Test
    void c7_aTlsHelloOnAPlainPortLeavesOneLine() throws Exception {
        for (Endpoint endpoint : plain()) {
            try (Wire wire = new Wire(address(endpoint))) {
                wire.line();
                wire.send("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003");
                assertThat(wire.line()).isEqualTo("END");
            }
            oneRecord("the peer speaks TLS where text was expected");
        }
    }

    @Test
    void c7_c8_plainTextOnATlsPortLeavesOneLine() throws Exception {
        for (Endpoint endpoint : secure()) {
            for (String text : List.of("a LOGIN ann secret\r\n", "EHLO x\r\n" + "secret ".repeat(2_000) + "\r\n")) {
                try (Wire wire = new Wire(address(endpoint))) {
                    wire.send(text);
                    rest(wire);
                }
                oneRecord("the peer speaks no TLS");
            }
        }
    }

    @Test
    void c8_aBrowserLeavesOneLine() throws Exception {
        for (Endpoint endpoint : plain()) {
            try (Wire wire = new Wire(address(endpoint))) {
                wire.line();
                wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nsecret\r\n\r\n");
                rest(wire);
            }
            oneRecord("");
        }
    }

    @Test
    void c8_aBrowserUnderTlsIsRefusedByAnAlert() throws Exception {
        for (Endpoint endpoint : secure()) {
            try (SSLSocket browser = (SSLSocket) Wire.trustingAnybody("TLSv1.3")
                    .getSocketFactory()
                    .createSocket("127.0.0.1", address(endpoint).getPort())) {
                SSLParameters parameters = browser.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
                browser.setSSLParameters(parameters);
                assertThatThrownBy(browser::startHandshake)
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageContaining("no_application_protocol");
            }
            oneRecord("no TLS with");
        }
    }
}

package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.stagepost.dialogue.Wire;
import org.stagepost.disk.RealDisk;
import org.stagepost.distribution.control.Control;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.imap.ImapServer;
import org.stagepost.launch.Settings;
import org.stagepost.mta.TransferServer;
import org.stagepost.net.Endpoint;
import org.stagepost.net.SelfSigned;
import org.stagepost.trace.Tracer;

/** Other settings and another certificate while connections are open: none of them is lost. */
class ReloadTest {
    private static final String SITE = """
        hostname = "mx.mars.test"
        domains = ["mars.test"]
        data = "data"
        postmaster.letter = false
        tls.certificate = "site.pem"
        tls.key = "site.key"
        msa.listen = []
        msa.listen-tls = []
        mta.listen = "127.0.0.1:0"
        mta.dns-server = "127.0.0.1:9"
        imap.listen = []
        imap.listen-tls = "127.0.0.1:0"
        pop3.listen = []
        pop3.listen-tls = []
        """;

    @TempDir
    Path folder;

    private final RealDisk disk = new RealDisk();

    @AfterEach
    void close() {
        disk.close();
    }

    private Path file() {
        return folder.resolve("stagepost.toml");
    }

    private Server serve(String more, Role... roles) throws Exception {
        certificate("one.mars.test");
        Files.writeString(file(), SITE + more);
        Configuration configuration = Configuration.from(Settings.read(file()));
        Set<Role> meant = roles.length == 0 ? Role.ALL : Set.of(roles);
        return Server.start(new Assembly(configuration, meant, Arrows.IN_PROCESS, Tracer.NONE));
    }

    /** As ACME clients put a renewed pair in the place of the one before. */
    private void certificate(String name) throws IOException {
        Path fresh = Files.createDirectories(folder.resolve("fresh"));
        new SelfSigned(disk, fresh.resolve("pem"), fresh.resolve("key")).write(List.of(name), Clock.systemUTC());
        Files.move(fresh.resolve("key"), folder.resolve("site.key"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh.resolve("pem"), folder.resolve("site.pem"), StandardCopyOption.REPLACE_EXISTING);
    }

    private List<String> reload() throws RefusedException {
        return new Control(folder.resolve("data"))
                .ask("imap", List.of("reload"))
                .orElseThrow();
    }

    private static int port(List<Endpoint> endpoints) {
        return ((Endpoint.Tcp) endpoints.getFirst()).port();
    }

    private static Wire smtp(Server server) throws Exception {
        Wire wire = new Wire(new InetSocketAddress(
                "127.0.0.1", port(server.service(TransferServer.class).endpoints())));
        wire.reply();
        wire.ask("EHLO client.test");
        return wire;
    }

    /** A mail program that is connected, and who it believes to speak to. */
    private record Imap(SSLSocket socket, BufferedReader lines) implements AutoCloseable {
        static Imap to(Server server) throws Exception {
            SSLSocket socket = (SSLSocket) Wire.trustingAnybody("TLSv1.3")
                    .getSocketFactory()
                    .createSocket(
                            "127.0.0.1", port(server.service(ImapServer.class).endpoints()));
            Imap imap = new Imap(
                    socket,
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1)));
            assertThat(imap.lines().readLine()).startsWith("* OK");
            return imap;
        }

        String name() throws IOException {
            X509Certificate first = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return first.getSubjectX500Principal().getName();
        }

        void isThere() throws IOException {
            socket.getOutputStream().write("a NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(lines.readLine()).startsWith("a OK");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aRenewedCertificateIsForHandshakesFromNowOn() throws Exception {
        try (Server server = serve("");
                Imap before = Imap.to(server)) {
            assertThat(before.name()).isEqualTo("CN=one.mars.test");
            certificate("two.mars.test");
            assertThat(reload()).containsExactly("no setting has changed; certificates and secrets were read again");
            try (Imap after = Imap.to(server)) {
                assertThat(after.name()).isEqualTo("CN=two.mars.test");
            }
            before.isThere();
        }
    }

    @Test
    void aRenewedCertificateIsNoticedWithoutBeingToldAndNoConnectionIsLost() throws Exception {
        try (Server server = serve("");
                Imap before = Imap.to(server)) {
            certificate("two.mars.test");
            writtenLater(60);
            server.instance(LiveCertificate.class).perform(() -> false);
            try (Imap after = Imap.to(server)) {
                assertThat(after.name()).isEqualTo("CN=two.mars.test");
            }
            before.isThere();
        }
    }

    @Test
    void oneThatCannotBeUsedIsToldOnceAndTheOldOneStays() throws Exception {
        try (Server server = serve("");
                Heard log = Heard.of(LiveCertificate.class);
                Imap before = Imap.to(server)) {
            LiveCertificate chore = server.instance(LiveCertificate.class);
            String good = Files.readString(folder.resolve("site.pem"));
            Files.writeString(folder.resolve("site.pem"), "half of");
            writtenLater(60);
            for (int hour = 0; hour < 3; hour++) chore.perform(() -> false);
            try (Imap still = Imap.to(server)) {
                assertThat(still.name()).isEqualTo("CN=one.mars.test");
            }
            assertThat(log.errors())
                    .singleElement()
                    .asString()
                    .startsWith("the certificate that was read before stays in use: ");

            Files.writeString(folder.resolve("site.pem"), good);
            writtenLater(120);
            chore.perform(() -> false);
            Files.writeString(folder.resolve("site.pem"), "half of");
            writtenLater(180);
            chore.perform(() -> false);
            assertThat(log.errors()).as("the next time it is news").hasSize(2);
            before.isThere();
        }
    }

    private void writtenLater(int seconds) throws IOException {
        Files.setLastModifiedTime(
                folder.resolve("site.pem"),
                FileTime.from(Instant.now(Clock.systemUTC()).plusSeconds(seconds)));
    }

    /** What a class logs meanwhile. */
    private record Heard(Logger logger, ListAppender<ILoggingEvent> events) implements AutoCloseable {
        static Heard of(Class<?> type) {
            Heard heard = new Heard((Logger) LoggerFactory.getLogger(type), new ListAppender<>());
            heard.events().start();
            heard.logger().addAppender(heard.events());
            return heard;
        }

        List<String> errors() {
            return events.list.stream()
                    .filter(event -> event.getLevel() == Level.ERROR)
                    .map(ILoggingEvent::getFormattedMessage)
                    .toList();
        }

        @Override
        public void close() {
            logger.detachAppender(events);
        }
    }

    @Test
    void whatCanBeInForceAtOnceIsForConnectionsThatAreOpenToo() throws Exception {
        try (Server server = serve("mta.smart-host = '127.0.0.1:9'\n");
                Wire wire = smtp(server)) {
            wire.ask("MAIL FROM:<x@venus.test>");
            assertThat(wire.ask("RCPT TO:<y@pluto.test>")).startsWith("550 5.7.1");
            Files.writeString(file(), SITE + """
                mta.networks = "127.0.0.1"
                mta.connections = 77
                log.level = "warn"
                log.mail = false
                [mta.routes]
                "gone.test" = "refuse:550 5.1.2 no more"
                [mta.limits]
                "*" = "sessions=2"
                """);
            assertThat(reload())
                    .containsExactly(
                            "in force: log.level, log.mail, mta.limits.\"*\", mta.networks, mta.routes.\"gone.test\","
                                    + " mta.smart-host",
                            "needs a restart: mta.connections");
            assertThat(wire.ask("RCPT TO:<y@pluto.test>")).startsWith("250 ");
            assertThat(wire.ask("RCPT TO:<y@gone.test>")).isEqualTo("550 5.1.2 no more");
            Files.writeString(file(), SITE + "domains = ['x']");
            assertThatThrownBy(ReloadTest.this::reload).hasMessageContaining("domains");
            Files.writeString(file(), SITE.replace("[\"mars.test\"]", "[\"mars.test\", \"venus.test\"]"));
            assertThat(reload())
                    .as("what needed a restart is as it was at the start")
                    .containsExactly("in force: domains, log.level, log.mail, mta.limits.\"*\", mta.networks,"
                            + " mta.routes.\"gone.test\"");
            assertThat(server.directory().domains()).hasSize(2);
            assertThat(wire.ask("RCPT TO:<y@pluto.test>")).startsWith("550 5.7.1");
        }
    }

    @Test
    void aFileThatCannotBeUsedIsNamedWithItsPlaceAndChangesNothing() throws Exception {
        try (Server server = serve("mta.networks = '127.0.0.1'\n");
                Wire wire = smtp(server)) {
            Files.writeString(file(), SITE + "mta.networks = []\nmta.idle = 'soon'\n");
            int line = (int) SITE.lines().count() + 2;
            assertThatThrownBy(this::reload)
                    .hasMessageStartingWith(file() + ":" + line + ":1: mta.idle: ")
                    .hasMessageEndingWith("; everything stays as it was");
            Files.writeString(file(), SITE.replace("site.pem", "none.pem"));
            assertThatThrownBy(this::reload)
                    .hasMessageContaining("none.pem is not there")
                    .hasMessageEndingWith("; everything stays as it was");
            wire.ask("MAIL FROM:<x@venus.test>");
            assertThat(wire.ask("RCPT TO:<y@pluto.test>")).startsWith("250 ");
        }
    }

    @Test
    void whatIsAboutTheStagesOfAnotherProcessIsThatOnesToSay() throws Exception {
        try (Server server = serve("", Role.IMAP)) {
            assertThat(server.directory().domains()).hasSize(1);
            Files.writeString(file(), SITE + "mta.connections = 77\nmsa.messages-per-hour = 7\nimap.idle = '40m'\n");
            assertThat(reload()).containsExactly("needs a restart: imap.idle");
        }
    }
}

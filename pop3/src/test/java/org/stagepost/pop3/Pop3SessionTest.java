package org.stagepost.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.dialogue.Wire;

/** What a dialogue file cannot say: octets, drops, and what another program does meanwhile. */
class Pop3SessionTest {
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

    private TestServer started(Duration idle) throws Exception {
        server = new TestServer(site, idle);
        return server;
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) server.close();
    }

    @Test
    void p3_theLockIsFreedWhenTheConnectionDrops() throws Exception {
        started(Duration.ofMinutes(10));
        try (Reader dropping = new Reader(server.address())) {
            dropping.login("ann");
            try (Reader other = new Reader(server.address())) {
                other.ask("USER ann");
                assertThat(other.ask("PASS pencil")).startsWith("-ERR [IN-USE]");
            }
        }
        loginSoon("ann");
        server.close();
        assertThat(server.inbox("ann").openHandles).hasValue(0);
        server = null;
    }

    /** RFC 9266 section 2: under TLS 1.3 clients look for tls-exporter, which our TLS does not have. */
    @Test
    void plusIsOfferedUnderTls12() throws Exception {
        started(Duration.ofMinutes(10));
        try (Wire wire = new Wire(server.address())) {
            wire.line();
            wire.send("STLS\r\n").line();
            wire.startTls("TLSv1.2");
            wire.send("CAPA\r\n");
            StringBuilder capabilities = new StringBuilder();
            for (String line = wire.line(); !line.equals("."); line = wire.line())
                capabilities.append(line).append('\n');
            assertThat(capabilities).contains("\nSASL SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN\n");
        }
    }

    @Test
    void p4_aDropWithoutQuitDeletesNothing() throws Exception {
        started(Duration.ofMinutes(10));
        try (Reader dropping = new Reader(server.address())) {
            dropping.login("ann");
            assertThat(dropping.ask("DELE 1")).startsWith("+OK");
        }
        loginSoon("ann");
        assertThat(server.inbox("ann").uids()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void p4_silenceDeletesNothing() throws Exception {
        started(Duration.ofMillis(300));
        try (Reader silent = new Reader(server.address())) {
            silent.login("ann");
            assertThat(silent.ask("DELE 1")).startsWith("+OK");
            assertThat(silent.in.readLine()).isNull();
        }
        assertThat(server.inbox("ann").uids()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void p4_tooManyErrorsDeleteNothing() throws Exception {
        started(Duration.ofMinutes(10));
        try (Reader clumsy = new Reader(server.address())) {
            clumsy.login("ann");
            assertThat(clumsy.ask("DELE 1")).startsWith("+OK");
            for (int i = 0; i < 20; i++) assertThat(clumsy.ask("DELE 1")).startsWith("-ERR");
            assertThat(clumsy.in.readLine()).isNull();
        }
        assertThat(server.inbox("ann").uids()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void p4_aStoreThatFailsInUpdateIsAdmitted() throws Exception {
        started(Duration.ofMinutes(10));
        try (Reader reader = new Reader(server.address())) {
            reader.login("ann");
            reader.ask("DELE 1");
            server.inbox("ann").readOnly = true;
            assertThat(reader.ask("QUIT")).startsWith("-ERR [SYS/TEMP] some deleted messages");
            assertThat(reader.in.readLine()).isNull();
        }
    }

    @Test
    void p6_whatImapRemovesMeanwhileChangesNoNumber() throws Exception {
        started(Duration.ofMinutes(10));
        try (Reader reader = new Reader(server.address())) {
            reader.login("ann");
            server.inbox("ann").remove(org.stagepost.mailstore.UidSet.of(1));
            server.inbox("ann").add("Subject: new\r\n\r\n");
            assertThat(reader.ask("RETR 1")).startsWith("-ERR [SYS/TEMP]");
            assertThat(reader.ask("UIDL 1")).startsWith("-ERR [SYS/TEMP]");
            assertThat(reader.ask("UIDL 2")).isEqualTo("+OK 2 id-2");
            assertThat(reader.ask("STAT")).isEqualTo("+OK 3 138");
            assertThat(reader.ask("DELE 1")).startsWith("+OK");
            assertThat(reader.ask("RETR 4")).startsWith("-ERR there is no such message");
            assertThat(reader.ask("QUIT")).startsWith("+OK");
        }
        assertThat(server.inbox("ann").uids()).containsExactly(2L, 3L, 4L);
    }

    @Test
    void p8_whateverAMessageHoldsReturnsAsItIs() throws Exception {
        started(Duration.ofMinutes(10));
        Random random = new Random(8);
        String[] pieces = {".", "..", "\r\n", "\r\n.\r\n", "a", ".a", "\u0001", "x".repeat(998), "\r\n.."};
        for (int i = 0; i < 60; i++) {
            StringBuilder message = new StringBuilder("Subject: x\r\n\r\n");
            for (int j = random.nextInt(40); j > 0; j--) message.append(pieces[random.nextInt(pieces.length)]);
            server.inbox("bob").add(message.append("\r\n").toString());
        }
        try (Reader reader = new Reader(server.address())) {
            reader.login("bob");
            for (int i = 1; i <= 60; i++) {
                String sent = server.inbox("bob").message(i).content().open().readAllBytes().length + " octets";
                assertThat(reader.ask("RETR " + i)).isEqualTo("+OK " + sent);
                assertThat(reader.multiline())
                        .isEqualTo(new String(
                                server.inbox("bob").message(i).content().open().readAllBytes(),
                                StandardCharsets.ISO_8859_1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"US\0ER ann\r\n", "STAT\rX\r\n", "STAT\n", "USER \u00ff\u00fe\r\n", "\u0080\u00ff\r\n", "\r\n"})
    void c6_brokenLinesAreAnsweredAndTheSessionGoesOn(String line) throws Exception {
        started(Duration.ofMinutes(10));
        try (Reader reader = new Reader(server.address())) {
            reader.send(line);
            assertThat(reader.in.readLine()).startsWith("-ERR");
            reader.login("ann");
            assertThat(reader.ask("NOOP")).startsWith("+OK");
        }
        loginSoon("ann");
    }

    /** Hardening C11, C12: however the octets are cut, what comes with STLS is never a command. */
    @Test
    void c12_injectedCommandsNeverRun() throws Exception {
        started(Duration.ofMinutes(10));
        String attack = "STLS\r\nUSER ann\r\n";
        for (int cut = 0; cut < attack.length(); cut++) {
            try (Reader reader = new Reader(server.address())) {
                reader.socket.setTcpNoDelay(true);
                reader.send(attack.substring(0, cut));
                reader.send(attack.substring(cut));
                String answer = reader.in.readLine();
                if (answer.startsWith("+OK")) answer = String.valueOf(reader.in.readLine());
                assertThat(answer).doesNotContain("password");
            } catch (java.net.SocketException e) {
                assertThat(e).hasMessageContaining("reset");
            }
        }
        loginSoon("ann");
    }

    @Test
    void a3_aResponseWithoutEndIsRefusedAndTheSessionGoesOn() throws Exception {
        started(Duration.ofMinutes(10));
        try (Reader reader = new Reader(server.address())) {
            assertThat(reader.ask("AUTH PLAIN")).isEqualTo("+ ");
            assertThat(reader.ask("A".repeat(12_289))).startsWith("-ERR that is not how");
            reader.login("ann");
        }
    }

    @Test
    void a3_aMebibyteOfResponseEndsTheDialogue() throws Exception {
        started(Duration.ofMinutes(10));
        try (Reader reader = new Reader(server.address())) {
            assertThat(reader.ask("AUTH PLAIN")).isEqualTo("+ ");
            reader.send("A".repeat(1 << 20));
            String answer = reader.in.readLine();
            if (answer != null) assertThat(answer).startsWith("-ERR");
        } catch (java.net.SocketException e) {
            assertThat(e).hasMessageMatching(".*(reset|pipe).*");
        }
        loginSoon("ann");
    }

    @Test
    void c20_aBugEndsOneSessionOnlyAndIsCounted() throws Exception {
        started(Duration.ofMinutes(10));
        try (Reader other = new Reader(server.address());
                Reader unlucky = new Reader(server.address())) {
            other.login("ann");
            server.inbox("bob").buggy = true;
            unlucky.ask("USER bob");
            assertThat(unlucky.ask("PASS pencil")).isEqualTo("-ERR [SYS/TEMP] something failed here");
            assertThat(unlucky.in.readLine()).isNull();
            assertThat(other.ask("NOOP")).startsWith("+OK");
            assertThat(server.faults()).isOne();
        }
    }

    @Test
    void c20_anInterruptEndsOneSessionOnlyAndIsCounted() throws Exception {
        started(Duration.ofMinutes(10));
        try (Reader other = new Reader(server.address());
                Reader unlucky = new Reader(server.address())) {
            other.login("ann");
            unlucky.login("bob");
            server.inbox("bob").session.interrupt();
            assertThat(unlucky.in.readLine()).isEqualTo("-ERR [SYS/TEMP] something failed here");
            assertThat(unlucky.in.readLine()).isNull();
            assertThat(other.ask("NOOP")).startsWith("+OK");
            assertThat(server.faults()).isOne();
        }
        loginSoon("bob");
    }

    @Test
    void aStopIsAnnounced() throws Exception {
        started(Duration.ofMinutes(10));
        try (Reader reader = new Reader(server.address())) {
            reader.login("ann");
            reader.ask("DELE 1");
            server.stop();
            assertThat(reader.in.readLine()).isEqualTo("-ERR [SYS/TEMP] the server is stopping");
            assertThat(server.inbox("ann").uids()).hasSize(3);
        }
    }

    @Test
    void a10_aChangedPasswordEndsTheSessionsOfThatAccountAndDeletesNothing() throws Exception {
        started(Duration.ofMinutes(10));
        server.inbox("zoe").add("Subject: kept\r\n\r\n");
        try (Reader reader = new Reader(server.address());
                Reader stranger = new Reader(server.address());
                Reader other = new Reader(server.address())) {
            reader.login("zoe");
            reader.ask("DELE 1");
            other.login("ann");
            stranger.ask("USER zoe");
            server.obey(directory -> directory.changePassword(TestServer.address("zoe@example.org"), "crayon"));
            assertThat(reader.in.readLine()).isEqualTo("-ERR [AUTH] this login has ended");
            assertThat(reader.in.readLine()).isNull();
            assertThat(other.ask("NOOP")).startsWith("+OK");
            assertThat(stranger.ask("PASS pencil")).startsWith("-ERR [AUTH]");
        }
        assertThat(server.inbox("zoe").uids()).hasSize(1);
        server.obey(directory -> directory.changePassword(TestServer.address("zoe@example.org"), "pencil"));
        loginSoon("zoe");
    }

    @Test
    void a10_aDisabledAccountHasNoSessionLeft() throws Exception {
        started(Duration.ofMinutes(10));
        try (Reader reader = new Reader(server.address())) {
            reader.login("zoe");
            server.obey(directory -> directory.disable(TestServer.address("zoe@example.org")));
            assertThat(reader.in.readLine()).isEqualTo("-ERR [AUTH] this login has ended");
            assertThat(reader.in.readLine()).isNull();
        } finally {
            server.obey(directory -> directory.enable(TestServer.address("zoe@example.org")));
        }
    }

    /** A drop is noticed by the server when it is noticed; a login succeeds soon after. */
    private void loginSoon(String name) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        String answer = "";
        while (!answer.startsWith("+OK") && System.nanoTime() < deadline) {
            try (Reader reader = new Reader(server.address())) {
                reader.ask("USER " + name);
                answer = reader.ask("PASS pencil");
            }
        }
        assertThat(answer).startsWith("+OK");
    }

    /** A client on a plain socket. */
    private static final class Reader implements AutoCloseable {
        final Socket socket;
        final BufferedReader in;

        Reader(java.net.InetSocketAddress server) throws IOException {
            socket = new Socket(server.getAddress(), server.getPort());
            socket.setSoTimeout(20_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            assertThat(in.readLine()).startsWith("+OK");
        }

        void send(String octets) throws IOException {
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
        }

        String ask(String line) throws IOException {
            send(line + "\r\n");
            return in.readLine();
        }

        void login(String name) throws IOException {
            ask("USER " + name);
            assertThat(ask("PASS pencil")).startsWith("+OK");
        }

        /** The octets of a multi-line answer, dots taken back. */
        String multiline() throws IOException {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            StringBuilder line = new StringBuilder();
            while (true) {
                int c = in.read();
                line.append((char) c);
                if (line.length() < 2 || line.charAt(line.length() - 2) != '\r' || c != '\n') continue;
                if (line.toString().equals(".\r\n")) return octets.toString(StandardCharsets.ISO_8859_1);
                String plain = line.charAt(0) == '.' ? line.substring(1) : line.toString();
                octets.writeBytes(plain.getBytes(StandardCharsets.ISO_8859_1));
                line.setLength(0);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

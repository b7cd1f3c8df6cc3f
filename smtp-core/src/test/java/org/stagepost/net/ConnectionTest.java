package org.stagepost.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.SyntaxException;

/** Long because each way in which a peer can behave is a test. */
class ConnectionTest {
    private static final Limits LIMITS = new Limits(50, 20, Duration.ofSeconds(20));

    @TempDir
    Path folder;

    private Network network;
    private RealDisk disk;

    @BeforeEach
    void start() {
        network = new Network();
        disk = new RealDisk();
    }

    @AfterEach
    void stop() {
        network.close();
        disk.close();
    }

    /** Echoes lines in upper case; STLS upgrades; LITERAL takes ten octets; QUIT ends. */
    private void echo(Connection connection, Tls tls) throws IOException {
        connection.write("hello\r\n");
        connection.flush();
        while (true) {
            try {
                String line = connection.line(100);
                switch (line) {
                    case "QUIT" -> {
                        connection.write("bye\r\n");
                        return;
                    }
                    case "STLS" -> connection.startTls(tls, "go\r\n");
                    case "LITERAL" -> connection.write(connection.octets(10).readAllBytes());
                    default -> connection.write(line.toUpperCase(java.util.Locale.ROOT) + "\r\n");
                }
            } catch (SyntaxException e) {
                connection.write("bad: " + e.getMessage() + "\r\n");
            }
            connection.flush();
        }
    }

    private Listener listening(Limits limits, Dialogue dialogue) throws IOException {
        Endpoint any = new Endpoint.Tcp("127.0.0.1", 0);
        Listener listener = new Listener(
                network, new Listener.Settings("test", any, Optional.empty(), limits, "busy\r\n"), dialogue);
        listener.start();
        return listener;
    }

    private static Socket socket(Listener listener) throws IOException {
        Socket socket = new Socket("127.0.0.1", ((Endpoint.Tcp) listener.endpoint()).port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == '\n') return line.toString().strip();
            line.append((char) octet);
        }
        return line + "<end>";
    }

    private Tls tls() throws IOException {
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        new SelfSigned(disk, certificate, key).write(List.of("localhost"), Clock.systemUTC());
        return Tls.server(certificate, key);
    }

    @Test
    void pipelinedLinesAreAnsweredInOrder() throws Exception {
        Listener listener = listening(LIMITS, c -> echo(c, null));
        try (Socket socket = socket(listener)) {
            send(socket, "one\r\nLITERAL\r\n0123456789two\r\nQUIT\r\n");
            assertThat(line(socket)).isEqualTo("hello");
            assertThat(line(socket)).isEqualTo("ONE");
            assertThat(line(socket)).isEqualTo("0123456789TWO");
            assertThat(line(socket)).isEqualTo("bye");
            assertThat(line(socket)).isEqualTo("<end>");
        }
        listener.stop(Duration.ofSeconds(1));
    }

    @Test
    void severalListenersTakeNothingMoreAtOnceAndHaveOneGraceTogether() throws Exception {
        List<Listener> listeners = new ArrayList<>();
        List<Socket> sockets = new ArrayList<>();
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 4; i++) {
            CountDownLatch begun = new CountDownLatch(1);
            listeners.add(listening(LIMITS, c -> {
                begun.countDown();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }));
            sockets.add(socket(listeners.getLast()));
            begun.await();
        }
        long before = System.nanoTime();
        Listener.stop(listeners, Duration.ofMillis(300));
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(4));
        never.countDown();
        for (Socket socket : sockets) socket.close();
    }

    @Test
    void whoStopsTakesNothingMoreBeforeHeIsWaitedFor() throws Exception {
        Listener listener = listening(LIMITS, c -> echo(c, null));
        int port = ((Endpoint.Tcp) listener.endpoint()).port();
        listener.takeNoMore(Duration.ofSeconds(5));
        assertThatThrownBy(() -> new Socket("127.0.0.1", port).close()).isInstanceOf(ConnectException.class);
        listener.stop(Duration.ofSeconds(5));
    }

    @Test
    void c6_malformedLinesAreRefusedAndTheSessionStaysInStep() throws Exception {
        Listener listener = listening(LIMITS, c -> echo(c, null));
        try (Socket socket = socket(listener)) {
            line(socket);
            for (String bad :
                    List.of("a\0b\r\n", "a\rb\r\n", "bare\n", "x".repeat(101) + "\r\n", "y".repeat(60_000) + "\r\n")) {
                send(socket, bad + "noop\r\n");
                assertThat(line(socket)).startsWith("bad: ");
                assertThat(line(socket)).isEqualTo("NOOP");
            }
        }
        listener.stop(Duration.ofSeconds(1));
    }

    @Test
    void r8_aLineWithoutEndEndsTheDialogue() throws Exception {
        AtomicReference<Throwable> end = new AtomicReference<>();
        CountDownLatch over = new CountDownLatch(1);
        Listener listener = listening(LIMITS, c -> {
            try {
                echo(c, null);
            } catch (IOException e) {
                end.set(e);
                over.countDown();
            }
        });
        try (Socket socket = socket(listener)) {
            line(socket);
            send(socket, "x".repeat(70_000));
            assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(end.get())
                .isInstanceOfSatisfying(
                        EndedException.class, e -> assertThat(e.why()).isEqualTo(EndedException.Why.FLOOD));
        listener.stop(Duration.ofSeconds(1));
    }

    @Test
    void c1_aSilentClientIsLeftAtTheDeadlineOfTheWholeLine() throws Exception {
        AtomicReference<EndedException.Why> end = new AtomicReference<>();
        CountDownLatch over = new CountDownLatch(1);
        Listener listener = listening(new Limits(5, 5, Duration.ofMillis(400)), c -> {
            try {
                echo(c, null);
            } catch (EndedException e) {
                end.set(e.why());
                over.countDown();
            }
        });
        try (Socket socket = socket(listener)) {
            send(socket, "half a li");
            assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(end.get()).isEqualTo(EndedException.Why.IDLE);
        }
        listener.stop(Duration.ofSeconds(1));
    }

    /** The idle time itself is not waited for: what counts is which one holds. */
    @Test
    void c5_strangersAreHurriedWhileHardlyAPlaceIsLeft() throws Exception {
        BlockingQueue<Connection> sessions = new LinkedBlockingQueue<>();
        Listener listener = listening(new Limits(5, 5, Duration.ofMinutes(5)), c -> {
            sessions.add(c);
            echo(c, null);
        });
        List<Socket> clients = new ArrayList<>();
        try {
            List<Connection> open = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                clients.add(socket(listener));
                open.add(sessions.take());
                assertThat(open.getFirst().isHurried())
                        .as("%d connections", i + 1)
                        .isEqualTo(i == 4);
            }
            assertThat(open.getFirst().lineNanos()).isEqualTo(10_000_000_000L);
            open.getFirst().becomeKnown();
            assertThat(open.getFirst().isHurried()).isFalse();
            assertThat(open.getFirst().lineNanos()).isEqualTo(300_000_000_000L);
            clients.removeLast().close();
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (open.get(1).isHurried()) assertThat(System.nanoTime()).isLessThan(deadline);
            assertThat(open.get(1).lineNanos()).isEqualTo(300_000_000_000L);
        } finally {
            for (Socket each : clients) each.close();
        }
    }

    @Test
    void c4_connectionsAboveTheLimitAreToldAndClosed() throws Exception {
        Listener listener = listening(new Limits(5, 2, Duration.ofSeconds(5)), c -> echo(c, null));
        try (Socket one = socket(listener);
                Socket two = socket(listener)) {
            assertThat(line(one)).isEqualTo("hello");
            assertThat(line(two)).isEqualTo("hello");
            try (Socket three = socket(listener)) {
                assertThat(line(three)).isEqualTo("busy");
                assertThat(line(three)).isEqualTo("<end>");
            }
            send(one, "noop\r\n");
            assertThat(line(one)).isEqualTo("NOOP");
        }
        listener.stop(Duration.ofSeconds(1));
    }

    @Test
    void a10_aSessionEndsWhenItsConditionNoLongerHolds() throws Exception {
        AtomicBoolean holds = new AtomicBoolean(true);
        AtomicReference<EndedException.Why> end = new AtomicReference<>();
        CountDownLatch over = new CountDownLatch(1);
        Listener listener = listening(LIMITS, c -> {
            c.onlyWhile(holds::get);
            try {
                echo(c, null);
            } catch (EndedException e) {
                end.set(e.why());
                over.countDown();
            }
        });
        try (Socket socket = socket(listener)) {
            line(socket);
            network.askConditions();
            send(socket, "noop\r\n");
            assertThat(line(socket)).isEqualTo("NOOP");
            holds.set(false);
            network.askConditions();
            assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(end.get()).isEqualTo(EndedException.Why.REVOKED);
        }
        listener.stop(Duration.ofSeconds(1));
    }

    @Test
    void a10_itTakesAMinuteAtMost() {
        assertThat(Network.ASKED_EVERY.multipliedBy(2)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void a10_aSessionThatDoesNotListenIsCutOffTheNextTime() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch away = new CountDownLatch(1);
        Listener listener = listening(LIMITS, c -> {
            c.onlyWhile(() -> false);
            begun.countDown();
            try {
                away.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (Socket socket = socket(listener)) {
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            network.askConditions();
            network.askConditions();
            assertThat(line(socket)).isEqualTo("<end>");
        } finally {
            away.countDown();
        }
        listener.stop(Duration.ofSeconds(1));
    }

    @Test
    void c11_c12_octetsBehindStartTlsNeverRunAtAnyOffset() throws Exception {
        Tls tls = tls();
        Listener listener = listening(LIMITS, c -> echo(c, tls));
        String injected = "STLS\r\nnoop\r\n";
        for (int cut = 0; cut <= injected.length(); cut++) {
            try (Socket socket = socket(listener)) {
                assertThat(line(socket)).isEqualTo("hello");
                send(socket, injected.substring(0, cut));
                socket.getOutputStream().flush();
                send(socket, injected.substring(cut));
                String heard = line(socket) + line(socket);
                assertThat(heard).as("cut at %d", cut).doesNotContain("NOOP").endsWith("<end>");
            } catch (java.net.SocketException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
        }
        listener.stop(Duration.ofSeconds(1));
    }

    @Test
    void startTlsSpeaksTlsOneDotThreeAndBindsTheChannelToTheCertificate() throws Exception {
        Tls tls = tls();
        AtomicReference<byte[]> serverSide = new AtomicReference<>();
        Listener listener = listening(LIMITS, c -> {
            c.write("go ahead\r\n");
            c.flushNow();
            c.startTls(tls, "now\r\n");
            serverSide.set(c.tls().orElseThrow().serverEndPoint().orElseThrow());
            c.write("secret\r\n");
            c.flushNow();
        });
        try (Connection client = network.connect(listener.endpoint(), Optional.empty(), Duration.ofSeconds(10))) {
            assertThat(client.line(100)).isEqualTo("go ahead");
            assertThat(client.line(100)).isEqualTo("now");
            client.startTls(Tls.opportunistic(), Optional.of("localhost"));
            assertThat(client.line(100)).isEqualTo("secret");
            assertThat(client.tls().orElseThrow().protocol()).isEqualTo("TLSv1.3");
            assertThat(client.tls().orElseThrow().peerEndPoint().orElseThrow()).isEqualTo(serverSide.get());
        }
        listener.stop(Duration.ofSeconds(1));
    }

    @Test
    void aVerifyingClientRefusesASelfSignedCertificate() throws Exception {
        Tls tls = tls();
        Listener listener = listening(LIMITS, c -> c.startTls(tls, "now\r\n"));
        try (Connection client = network.connect(listener.endpoint(), Optional.empty(), Duration.ofSeconds(10))) {
            client.line(100);
            assertThatThrownBy(() -> client.startTls(Tls.verifying(), Optional.of("localhost")))
                    .isInstanceOf(IOException.class);
        }
        listener.stop(Duration.ofSeconds(1));
    }

    @Test
    void aUnixSocketCarriesADialogue() throws Exception {
        Endpoint unix = new Endpoint.Unix(folder.resolve("s"));
        Listener listener = new Listener(
                network, new Listener.Settings("test", unix, Optional.empty(), LIMITS, "busy\r\n"), c -> echo(c, null));
        listener.start();
        try (Connection client = network.connect(unix, Optional.empty(), Duration.ofSeconds(10))) {
            assertThat(client.line(100)).isEqualTo("hello");
            assertThat(client.isUnix()).isTrue();
            assertThat(Files.getPosixFilePermissions(folder.resolve("s"))).hasSize(2);
        }
        listener.stop(Duration.ofSeconds(1));
        assertThat(folder.resolve("s")).doesNotExist();
    }

    /** 103 octets are the most that every system takes. */
    @Test
    void aUnixSocketsPathMayBeAsLongAsTheSystemLetsIt() throws Exception {
        int room = 103 - "/pop3.sock".length() - folder.toString().length() - 1;
        assumeTrue(room > 0, "the test's own folder leaves no room");
        Path run = Files.createDirectory(folder.resolve("d".repeat(room)));
        Path left = Files.createDirectory(run.resolve(".0"));
        Endpoint unix = new Endpoint.Unix(run.resolve("pop3.sock"));
        Listener listener = new Listener(
                network, new Listener.Settings("test", unix, Optional.empty(), LIMITS, "busy\r\n"), c -> echo(c, null));
        listener.start();
        try (Stream<Path> files = Files.list(run)) {
            assertThat(files).containsExactlyInAnyOrder(left, run.resolve("pop3.sock"));
        }
        listener.stop(Duration.ofSeconds(1));
    }

    /** Between the making of a socket and its mode nobody else can come: it has its mode when it gets its name. */
    @Test
    void aUnixSocketIsTheOwnersFromTheStartAndTakesNothingElsesPlace() throws Exception {
        Path socket = folder.resolve("run/s");
        Endpoint unix = new Endpoint.Unix(socket);
        Listener.Settings settings = new Listener.Settings("test", unix, Optional.empty(), LIMITS, "busy\r\n");
        Listener first = new Listener(network, settings, c -> echo(c, null));
        first.start();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("run"))))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(folder.resolve("run"))) {
            assertThat(files).containsExactly(socket);
        }
        assertThatThrownBy(() -> new Listener(network, settings, c -> echo(c, null)).start())
                .hasMessageContaining("another process");
        first.stop(Duration.ofSeconds(1));
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(socket));
        }
        Listener second = new Listener(network, settings, c -> echo(c, null));
        second.start();
        second.stop(Duration.ofSeconds(1));
        Files.writeString(socket, "somebody's");
        assertThatThrownBy(() -> new Listener(network, settings, c -> echo(c, null)).start())
                .hasMessageContaining("no socket");
        assertThat(socket).hasContent("somebody's");
    }

    /** The peer says more than is heard and goes; what waited then is released all the same. */
    @Test
    void j5_whatNobodyHeardIsReleasedWhenThePeerHasGoneFirst() throws Exception {
        Inbox inbox = new Inbox();
        EmbeddedChannel channel = new EmbeddedChannel(inbox);
        ByteBuf waiting = Unpooled.copiedBuffer("NOOP\r\n", StandardCharsets.US_ASCII);
        Connection connection = new Connection(channel, inbox, Duration.ofSeconds(5));
        channel.writeInbound(waiting);
        channel.close();
        channel.runPendingTasks();
        assertThat(channel.isRegistered()).isFalse();

        connection.close();

        assertThat(waiting.refCnt()).isZero();
    }

    @Test
    void stoppingEndsAnIdleDialogueWithAFarewell() throws Exception {
        Listener listener = listening(LIMITS, c -> {
            try {
                echo(c, null);
            } catch (EndedException e) {
                c.write("ended: " + e.why() + "\r\n");
            }
        });
        try (Socket socket = socket(listener)) {
            line(socket);
            listener.stop(Duration.ofSeconds(5));
            assertThat(line(socket)).isEqualTo("ended: SHUTDOWN");
        }
    }

    @Test
    void c3_outputStopsWhileNobodyReadsAndTheStallEndsTheDialogue() throws Exception {
        AtomicReference<EndedException.Why> end = new AtomicReference<>();
        CountDownLatch over = new CountDownLatch(1);
        Listener listener = listening(new Limits(5, 5, Duration.ofMillis(800)), c -> {
            byte[] much = new byte[32 * 1024];
            try {
                for (int i = 0; i < 10_000; i++) c.write(much);
            } catch (EndedException e) {
                end.set(e.why());
                over.countDown();
            }
        });
        try (Socket socket = socket(listener)) {
            assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(end.get()).isEqualTo(EndedException.Why.STALLED);
            assertThat(socket.isConnected()).isTrue();
        }
        listener.stop(Duration.ofSeconds(1));
    }

    @Test
    void c3_whoeverNeverReadsLosesItsPlace() throws Exception {
        Listener listener = listening(new Limits(1, 1, Duration.ofMillis(400)), c -> {
            byte[] much = new byte[32 * 1024];
            try {
                for (int i = 0; i < 10_000; i++) c.write(much);
            } catch (EndedException e) {
                c.write("farewell\r\n");
            }
        });
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try (Socket silent = socket(listener)) {
            String heard = "busy";
            while (heard.equals("busy") && System.nanoTime() < deadline) {
                try (Socket next = socket(listener)) {
                    int octet = next.getInputStream().read();
                    heard = octet == 'b' ? "busy" : "served";
                }
                Thread.sleep(20);
            }
            assertThat(heard).isEqualTo("served");
            assertThat(silent.isClosed()).isFalse();
        }
        listener.stop(Duration.ofSeconds(1));
    }

    @Test
    void stoppingWaitsForTheLastWords() throws Exception {
        for (int i = 0; i < 20; i++) {
            Network own = new Network();
            Listener listener = new Listener(
                    own,
                    new Listener.Settings(
                            "test", new Endpoint.Tcp("127.0.0.1", 0), Optional.empty(), LIMITS, "busy\r\n"),
                    c -> {
                        try {
                            echo(c, null);
                        } catch (EndedException e) {
                            c.write("farewell\r\n");
                        }
                    });
            listener.start();
            try (Socket socket = socket(listener)) {
                line(socket);
                listener.stop(Duration.ofSeconds(5));
                own.close();
                assertThat(line(socket)).isEqualTo("farewell");
            }
        }
    }

    @Test
    void aSessionIsWokenWithoutInput() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        AtomicReference<Connection> session = new AtomicReference<>();
        Listener listener = listening(LIMITS, c -> {
            session.set(c);
            waiting.countDown();
            boolean input = c.awaitInput(Duration.ofSeconds(20));
            c.write(input ? "input\r\n" : "woken\r\n");
        });
        try (Socket socket = socket(listener)) {
            assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
            session.get().wake();
            assertThat(line(socket)).isEqualTo("woken");
        } catch (SocketTimeoutException e) {
            throw new AssertionError("never woken", e);
        }
        listener.stop(Duration.ofSeconds(1));
    }

    /** What arrives after the last look at the input and before TLS takes over is neither obeyed nor taken for an answer. */
    @Test
    void q5_octetsBetweenTheGoAheadAndTlsEndTheDialogue() throws Exception {
        Inbox inbox = new Inbox();
        EmbeddedChannel channel = new EmbeddedChannel(inbox);
        try (Connection connection = new Connection(channel, inbox, Duration.ofSeconds(5))) {
            Tls tls = Tls.opportunistic();
            FutureTask<Void> upgrade = new FutureTask<>(() -> {
                connection.startTls(tls, Optional.empty());
                return null;
            });
            Thread session = Thread.ofPlatform().start(upgrade);
            while (session.getState() == Thread.State.RUNNABLE || session.getState() == Thread.State.NEW)
                Thread.onSpinWait();
            channel.writeInbound(Unpooled.copiedBuffer("250 injected\r\n", StandardCharsets.US_ASCII));
            while (!upgrade.isDone()) channel.runPendingTasks();
            assertThatThrownBy(upgrade::get).hasMessageContaining("plain text was sent ahead of TLS");
        }
    }
}

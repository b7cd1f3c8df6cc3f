package org.stagepost.mta;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.stagepost.dialogue.Wire;
import org.stagepost.directory.Directory;
import org.stagepost.disk.Disk;
import org.stagepost.disk.FaultyDisk;
import org.stagepost.disk.RealDisk;
import org.stagepost.launch.Launcher;
import org.stagepost.launch.Settings;
import org.stagepost.mail.Local;
import org.stagepost.mail.Transport;
import org.stagepost.mta.deliver.QueueRunner;
import org.stagepost.mta.dns.ZoneServer;
import org.stagepost.mta.queue.Agenda;
import org.stagepost.mta.queue.QueueControl;
import org.stagepost.mta.queue.Spool;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.smtp.server.Terms;
import org.stagepost.smtp.server.TestServer;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Stage;

/** Our transfer server for mars.test, its mailboxes, the DNS, and other people's mail hosts: all on loopback, one clock. */
public final class World implements AutoCloseable {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    public final TickingClock clock = new TickingClock();
    public final TestDirectory directory = new TestDirectory()
            .account("ann@mars.test")
            .account("joe@mars.test")
            .alias("all@mars.test", "ann@mars.test", "joe@mars.test")
            .alias("away@mars.test", "bob@venus.test");
    public final TestMailboxes mailboxes = new TestMailboxes();
    public final List<TraceEvent> events = new CopyOnWriteArrayList<>();
    public final ZoneServer dns;
    public final FaultyDisk disk;

    private final Path folder;
    private final Path keys;
    private final RealDisk real = new RealDisk();
    private final Network network = new Network();
    private final List<OtherHost> hosts = new ArrayList<>();
    private final List<String> settings = new ArrayList<>();
    private int remotePort;
    private boolean overLmtp;
    private Optional<Launcher> launcher = Optional.empty();

    /** @param keys where the certificate is, made when missing */
    World(Path folder, Path keys) throws Exception {
        this.folder = folder;
        this.keys = keys;
        disk = new FaultyDisk(real);
        dns = new ZoneServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "");
        dns.start();
    }

    /** A mail host at 127.0.0.x; all of them listen on the same port. */
    OtherHost host(int x) throws IOException {
        return host(x, terms -> terms);
    }

    OtherHost host(int x, UnaryOperator<Terms> terms) throws IOException {
        OtherHost host = new OtherHost(folder, Dialect.SMTP, new Endpoint.Tcp("127.0.0." + x, remotePort), terms);
        remotePort = host.port();
        hosts.add(host);
        return host;
    }

    /** A host that is not at the port of the others and no mail host of the DNS. */
    OtherHost elsewhere(Dialect dialect) throws IOException {
        return elsewhere(dialect, terms -> terms);
    }

    OtherHost elsewhere(Dialect dialect, UnaryOperator<Terms> terms) throws IOException {
        OtherHost host = new OtherHost(folder, dialect, new Endpoint.Tcp("127.0.0.1", 0), terms);
        hosts.add(host);
        return host;
    }

    /** Delivery is another process, which speaks LMTP. */
    OtherHost delivery() throws IOException {
        return delivery("127.0.0.1", terms -> terms);
    }

    /** @param name what the settings call its machine */
    OtherHost delivery(String name, UnaryOperator<Terms> terms) throws IOException {
        OtherHost host = elsewhere(Dialect.LMTP, terms);
        set("mta.delivery = \"" + name + ":" + host.port() + "\"");
        overLmtp = true;
        return host;
    }

    /** A line of the settings, before {@link #start}. */
    void set(String line) {
        settings.add(line);
    }

    /** With a listener for our own stage, whose secret is {@code secret}. */
    void startForRelaying() throws Exception {
        Path secret = folder.resolve("secret");
        Files.writeString(secret, "secret\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        set("mta.submission-listen = \"127.0.0.1:0\"");
        set("mta.submission-secret = \"" + secret + "\"");
        start();
    }

    void start() throws Exception {
        StringBuilder toml = new StringBuilder();
        toml.append("hostname = \"mx.mars.test\"\ndata = \"").append(folder).append("\"\n");
        toml.append("mta.listen = \"127.0.0.1:0\"\n");
        toml.append("mta.dns-server = \"127.0.0.1:")
                .append(dns.address().getPort())
                .append("\"\n");
        toml.append("mta.dns-timeout = \"9s\"\nmta.allow-private-addresses = true\n");
        if (remotePort > 0) toml.append("mta.remote-port = ").append(remotePort).append('\n');
        settings.stream()
                .sorted(Comparator.comparing(line -> line.startsWith("[")))
                .forEach(line -> toml.append(line).append('\n'));
        MtaConfig config = MtaConfig.from(Settings.of(toml.toString()));
        launcher = Optional.of(Launcher.start(
                List.of(new MtaModule(config), process(config)),
                List.of(Spool.class, QueueRunner.class, TransferServer.class)));
    }

    private Module process(MtaConfig config) throws IOException {
        Reporter reporter = new Reporter(events::add, clock, Stage.MTA, "mx.mars.test");
        Transport local = overLmtp ? new DeliveryOverLmtp(network, config, reporter).get() : mailboxes;
        Tls tls = TestServer.tls(keys);
        return new AbstractModule() {
            @Override
            protected void configure() {
                bind(Network.class).toInstance(network);
                bind(Directory.class).toInstance(directory);
                bind(Disk.class).toInstance(disk);
                bind(Tls.class).toInstance(tls);
                bind(Mechanisms.class).toInstance(TestServer.mechanisms(InClear.NOWHERE));
                bind(Clock.class).toInstance(clock);
                bind(RandomGenerator.class).toInstance(new SecureRandom());
                bind(Reporter.class).toInstance(reporter);
                bind(Transport.class).annotatedWith(Local.class).toInstance(local);
            }
        };
    }

    void stop() {
        launcher.ifPresent(Launcher::close);
        launcher = Optional.empty();
    }

    InetSocketAddress address() {
        return socket(instance(TransferServer.class).endpoints().getFirst());
    }

    InetSocketAddress submissionAddress() {
        return socket(instance(TransferServer.class).submissionEndpoints().getFirst());
    }

    InetSocketAddress fetchingAddress() {
        return socket(instance(TransferServer.class).fetchingEndpoints().getFirst());
    }

    private static InetSocketAddress socket(Endpoint endpoint) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ((Endpoint.Tcp) endpoint).port());
    }

    <T> T instance(Class<T> type) {
        return launcher.orElseThrow().instance(type);
    }

    /** A client from outside that has said hello. */
    Wire client() throws IOException {
        return greeted(address());
    }

    Wire greeted(InetSocketAddress server) throws IOException {
        Wire wire = new Wire(server);
        wire.reply();
        wire.ask("EHLO client.example");
        return wire;
    }

    /** Sends a message from outside; the reply to its end, or the first refusal. */
    String send(String from, String... to) throws IOException {
        try (Wire wire = client()) {
            return send(wire, from, to);
        }
    }

    static String send(Wire wire, String from, String... to) throws IOException {
        String reply = wire.ask("MAIL FROM:<" + from + ">");
        for (String recipient : to) if (reply.startsWith("2")) reply = wire.ask("RCPT TO:<" + recipient + ">");
        if (reply.startsWith("2")) reply = wire.ask("DATA");
        return reply.startsWith("3") ? wire.ask("Subject: hello\r\n\r\ntext\r\n.") : reply;
    }

    /** Makes everything due now. */
    void retry() {
        instance(QueueControl.class).retryNow(Optional.empty());
    }

    /** What waits, once the queue has settled: nothing is under way. */
    List<Agenda.Item> waiting() {
        until("the queue has settled", () -> instance(Agenda.class).isSettled());
        return instance(QueueControl.class).waiting();
    }

    /** Whether everything that lies in the queue is known to who works on it. */
    boolean queueIsKnown() {
        try {
            for (Path file : queueFiles())
                if (!instance(Agenda.class).knows(file.getFileName().toString())) return false;
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Path> queueFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("queue/messages"))) {
            return files.toList();
        }
    }

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) throw new AssertionError("waited too long until " + what);
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws Exception {
        stop();
        for (OtherHost host : hosts) host.close();
        dns.stop();
        network.close();
        real.close();
    }
}

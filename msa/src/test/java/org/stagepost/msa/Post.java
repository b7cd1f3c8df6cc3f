package org.stagepost.msa;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.stagepost.dialogue.Wire;
import org.stagepost.directory.Directory;
import org.stagepost.disk.Disk;
import org.stagepost.disk.RealDisk;
import org.stagepost.launch.Launcher;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Onward;
import org.stagepost.mail.Transport;
import org.stagepost.net.AddressRange;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.smtp.server.TestServer;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Stage;

/** A submission server as its module wires it, on free ports, with a next stage of the test's. */
final class Post implements Closeable {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);
    static final String PLAIN = base64("\0ann\0pass");

    private final RealDisk disk = new RealDisk();
    private final Network network = new Network();
    private final List<TraceEvent> events = new CopyOnWriteArrayList<>();
    private final Launcher launcher;

    Post(Path folder, Transport onward) throws Exception {
        this(folder, onward, new Allotment(1_000, 150, 1_000, 1_000, 1_000));
    }

    Post(Path folder, Transport onward, Allotment allotment, Device... devices) throws Exception {
        this(folder, onward, allotment, List.of(), List.of(devices));
    }

    /** @param proxies who may say by XCLIENT for whom they speak */
    Post(Path folder, Transport onward, Allotment allotment, List<AddressRange> proxies, List<Device> devices)
            throws Exception {
        Endpoint any = new Endpoint.Tcp("127.0.0.1", 0);
        MsaConfig config = new MsaConfig(
                new Domain("msa.example.org"),
                List.of(any),
                List.of(any),
                proxies,
                new Limits(2_000, 100, Duration.ofMinutes(5)),
                20,
                new MsaConfig.Limit(1 << 20, 100, new MsaConfig.Hold(Duration.ofDays(1), 2, 1_000)),
                allotment,
                devices,
                new Endpoint.Unix(folder.resolve("mta")),
                Optional.empty(),
                folder.resolve("incoming"),
                folder.resolve("correspondents"));
        launcher = Launcher.start(
                List.of(new MsaModule(config), process(folder, onward)),
                List.of(TransferHop.class, UsedAllotments.class, SubmissionServer.class, DeviceServer.class));
    }

    private Module process(Path folder, Transport onward) throws IOException {
        Tls tls = TestServer.tls(folder);
        return new AbstractModule() {
            @Override
            protected void configure() {
                bind(Network.class).toInstance(network);
                bind(Directory.class).toInstance(new Household());
                bind(Tls.class).toInstance(tls);
                bind(Mechanisms.class).toInstance(TestServer.mechanisms(InClear.NOWHERE));
                bind(Disk.class).toInstance(disk);
                bind(Clock.class).toInstance(CLOCK);
                bind(RandomGenerator.class).toInstance(new SecureRandom());
                bind(Reporter.class).toInstance(new Reporter(events::add, CLOCK, Stage.MSA, "msa.example.org"));
                bind(Transport.class).annotatedWith(Onward.class).toInstance(onward);
            }
        };
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    InetSocketAddress submission() {
        return address(launcher.instance(SubmissionServer.class).submission().get(0));
    }

    InetSocketAddress submissions() {
        return address(launcher.instance(SubmissionServer.class).submissions().get(0));
    }

    /** The port of the first device. */
    InetSocketAddress devices() {
        return address(launcher.instance(DeviceServer.class).endpoints().getFirst());
    }

    /** What the reload of the settings asks for. */
    <T> T instance(Class<T> type) {
        return launcher.instance(type);
    }

    private static InetSocketAddress address(Endpoint endpoint) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ((Endpoint.Tcp) endpoint).port());
    }

    /** A client that has logged in as ann. */
    Wire ann() throws IOException {
        Wire wire = new Wire(submissions());
        wire.startTls();
        wire.reply();
        wire.ask("EHLO laptop.example.org");
        wire.ask("AUTH PLAIN " + PLAIN);
        return wire;
    }

    List<TraceEvent> events() {
        return events;
    }

    /** The first event, waited for: it is reported behind the reply. */
    TraceEvent event() {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (events.isEmpty()) {
            if (System.nanoTime() > deadline) throw new AssertionError("no event");
            Thread.onSpinWait();
        }
        return events.getFirst();
    }

    @Override
    public void close() throws IOException {
        try {
            launcher.close();
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            network.close();
            disk.close();
        }
    }
}

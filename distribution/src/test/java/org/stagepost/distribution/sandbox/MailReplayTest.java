package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.disk.Losses;
import org.stagepost.disk.PowerCut;
import org.stagepost.disk.RealDisk;
import org.stagepost.disk.RecordingDisk;
import org.stagepost.disk.Scratch;
import org.stagepost.distribution.Arrows;
import org.stagepost.distribution.Assembly;
import org.stagepost.distribution.Configuration;
import org.stagepost.distribution.Role;
import org.stagepost.distribution.Server;
import org.stagepost.launch.Settings;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;
import org.stagepost.trace.Tracer;

/**
 * The power fails at every moment of a whole site's work, with SMTP and IMAP clients that are told things, and each disk that
 * may be found then is started from (power cut, fault catalogue). What {@link Promises} says of G1 to G5 must hold.
 *
 * <p>{@code -Dstagepost.cut.moments=1000 -Dstagepost.cut.disks=50} looks at more, {@code -Dstagepost.cut.seed=N} at those of
 * a failure.
 */
final class MailReplayTest {
    private static final long SEED = Long.getLong("stagepost.cut.seed", System.nanoTime());
    private static final PowerCut.Bounds BOUNDS = new PowerCut.Bounds(
            Integer.getInteger("stagepost.cut.moments", 80), Integer.getInteger("stagepost.cut.disks", 4));
    /** Where a promise is broken is mostly seen when all have been made. */
    private static final List<PowerCut.Bounds> SEARCH =
            List.of(new PowerCut.Bounds(1, 160), new PowerCut.Bounds(60, 4), new PowerCut.Bounds(400, 8));

    private static final Organisation MARS = new Organisation(
            "mars.test",
            Ports.loopback("127.0.0.10"),
            List.of(new Person("ann", "mars.test", "sandbox"), new Person("ben", "mars.test", "sandbox")));

    private static final RealDisk REAL = new RealDisk();
    private static final Network NETWORK = new Network();
    private static Path scratch;
    private static Path accounts;
    private static Ports ports;
    private static Station.Ground ground;

    @BeforeAll
    static void start() throws Exception {
        scratch = Scratch.make("mail-replay");
        ports = Ports.any(List.of(MARS.address()));
        accounts = Files.createDirectory(scratch.resolve("accounts"));
        new Shell(settings(accounts, 9)).welcome(MARS);
        // A clock that stands: what must be new is not new by the time of day alone.
        Clock clock = Clock.fixed(Instant.now(), ZoneOffset.UTC);
        ground = new Station.Ground(MARS, REAL, NETWORK, Tls.opportunistic(), clock);
    }

    @AfterAll
    static void stop() throws IOException {
        NETWORK.close();
        REAL.close();
        Scratch.remove(scratch);
    }

    @Test
    void x_whateverAPowerCutLeavesEveryPromiseOfSmtpAndImapIsKept() throws Exception {
        Losses losses = new Losses();
        AtomicInteger disks = new AtomicInteger();
        try {
            PowerCut.Tally tally = new PowerCut(recorded(), scratch, SEED, BOUNDS).judged((data, marks) -> {
                disks.incrementAndGet();
                judge(data, marks, losses);
            });
            assertThat(tally.moments()).isGreaterThan(60);
        } finally {
            losses.print(disks + " disks after power cuts of a site, seed " + SEED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maildir.message",
                "maildir.delivered.directory",
                "maildir.uidlist",
                "maildir.changes",
                "maildir.shown.directory",
                "maildir.mailbox.directory",
                "maildir.uidvalidity",
                "maildir.subscriptions",
                "maildir.deliveries"
            })
    void x_withoutOneOfItsForcesAPromiseIsBroken(String site) throws Exception {
        RecordingDisk disk = recorded(site);
        assertThat(disk.sites()).contains(site);
        assertThatThrownBy(() -> {
                    for (PowerCut.Bounds each : SEARCH)
                        new PowerCut(disk, scratch, SEED, each)
                                .judged((data, marks) -> judge(data, marks, new Losses()));
                })
                .isInstanceOf(AssertionError.class);
    }

    private static Path settings(Path folder, int sink) throws IOException {
        InetSocketAddress nobody = new InetSocketAddress(MARS.address(), 9);
        String mta = "[mta]\n"
                + "retry-first = \"1s\"\n"
                + "networks = [\"127.0.0.0/8\"]\n"
                + "routes = { \"venus.test\" = \"smtp:127.0.0.1:"
                + sink + "\" }\n";
        String text = "login.in-clear-on-loopback = true\nmailstore.index = \"" + folder.resolve("index") + "\"\n"
                + MARS.settings(ports, nobody).replace("[mta]\n", mta);
        return Files.writeString(folder.resolve("stagepost.toml"), text);
    }

    /** A site at work, ended cleanly once in between. */
    private static RecordingDisk recorded(String... off) throws Exception {
        Path folder = Files.createTempDirectory(scratch, "recorded-");
        copy(accounts, folder);
        RecordingDisk disk = new RecordingDisk(REAL, folder.resolve("data"), off);
        InetSocketAddress any = new InetSocketAddress(Ports.loopback("127.0.0.1"), 0);
        try (Sink sink = new Sink(any, Sink::usual, (moment, came) -> {
            if (moment == Sink.Moment.DOT) came.forEach(each -> disk.mark(Promises.arrived(each)));
        })) {
            Configuration configuration = Configuration.from(Settings.read(settings(folder, sink.port())));
            Assembly assembly = new Assembly(configuration, Role.ALL, Arrows.IN_PROCESS, Tracer.NONE);
            Day day = new Day(MARS, ports, disk::mark);
            try (Server server = Server.start(assembly, machine -> disk)) {
                day.first();
            }
            try (Server server = Server.start(assembly, machine -> disk)) {
                day.second();
            }
        }
        return disk;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : (Iterable<Path>) all.filter(path -> !path.equals(from))::iterator)
                Files.copy(each, to.resolve(from.relativize(each).toString()), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static void judge(Path data, List<String> marks, Losses losses) throws Exception {
        Promises promises = new Promises(marks);
        try (Sink sink = Sink.willing(new InetSocketAddress(Ports.loopback("127.0.0.1"), 0));
                Station station = new Station(data, ground, sink)) {
            station.emptyQueue();
            List<String> faults = new ArrayList<>(promises.faultsElsewhere(sink.arrivals()));
            for (Person person : MARS.people())
                faults.addAll(promises.faults(person, station.store().of(person.mailbox())));
            losses.looked(promises.count());
            losses.again(promises.again(sink.arrivals()));
            assertThat(losses.found(faults)).isEmpty();
        }
    }
}

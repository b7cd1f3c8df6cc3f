package org.stagepost.mta.deliver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.stagepost.disk.Disk;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.TestDirectory;
import org.stagepost.mta.TickingClock;
import org.stagepost.mta.bounce.Dsn;
import org.stagepost.mta.deliver.Outgoing.Bounds;
import org.stagepost.mta.dns.DnsSettings;
import org.stagepost.mta.dns.DnsSettings.PrivateAddresses;
import org.stagepost.mta.dns.Resolver;
import org.stagepost.mta.queue.Agenda;
import org.stagepost.mta.queue.Queue;
import org.stagepost.mta.queue.QueueSettings;
import org.stagepost.mta.queue.RetrySchedule;
import org.stagepost.mta.queue.Spool;
import org.stagepost.mta.queue.Suppressed;
import org.stagepost.mta.route.Expansion;
import org.stagepost.mta.route.Routes;
import org.stagepost.mta.route.Srs;
import org.stagepost.mta.route.SrsSecret;
import org.stagepost.net.Network;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Stage;

/** A queue on some disk and the deliveries that follow, which go to {@link Addressees}: both domains are here. */
final class Post implements AutoCloseable {
    private static final Domain NAME = new Domain("mx.mars.test");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Bounds BOUNDS = new Bounds(10, 5, 100, Duration.ofMillis(1));

    final List<TraceEvent> events = new CopyOnWriteArrayList<>();

    private final Path folder;
    private final TickingClock clock = new TickingClock();
    private final Random random;
    private final Agenda agenda;
    private final Spool spool;
    private final Queue queue;
    private final QueueRunner runner;

    Post(Path folder, Disk disk, Network network, Addressees addressees, long seed) {
        this.folder = folder;
        this.random = new Random(seed);
        TestDirectory directory = new TestDirectory();
        for (String each : List.of("ann@mars.test", "joe@mars.test")) directory.account(each);
        for (String each : List.of("bob@venus.test", "eve@venus.test", "no@venus.test")) directory.account(each);
        QueueSettings settings = new QueueSettings(folder, 1_000_000, 1_000);
        Reporter reporter = new Reporter(events::add, clock, Stage.MTA, NAME.name());
        RetrySchedule schedule = new RetrySchedule(RetrySchedule.Times.DEFAULT, clock, random);
        agenda = new Agenda(settings, clock);
        spool = new Spool(settings, disk, clock, reporter);
        Srs srs = new Srs(directory, new SrsSecret(new SrsSecret.Settings(false, folder), disk), clock);
        queue = new Queue(spool, agenda, new Expansion(directory, srs), reporter);
        Notices notices = new Notices(queue, new Dsn(new Dsn.Origin(NAME), clock, random), schedule, reporter);
        DnsSettings dns = new DnsSettings(List.of(), Duration.ofSeconds(1), NAME, PrivateAddresses.REFUSED);
        Outgoing outgoing = new Outgoing(NAME, 25, BOUNDS);
        Couriers couriers =
                new Couriers(addressees, new Resolver(dns, clock, random, reporter), network, outgoing, clock);
        Settlement settlement = new Settlement(spool, agenda, schedule, notices, reporter);
        Routes routes = new Routes(directory, Routes.Table.EMPTY);
        Unreached unreached = new Unreached(RetrySchedule.Times.DEFAULT, clock, random);
        Suppressed suppressed = new Suppressed(new Suppressed.Settings(folder.resolve("suppressed")), disk, clock);
        DomainLimits limits = new DomainLimits(outgoing);
        Rounds rounds = new Rounds(
                routes, settlement, couriers, limits, unreached, new Refusing(clock), suppressed, clock, reporter);
        runner = new QueueRunner(spool, agenda, new Backlog(spool, agenda), rounds);
    }

    void start() throws IOException {
        spool.start();
        runner.start();
        until("the queue is read", () -> names("messages").stream().allMatch(agenda::knows));
    }

    /** Hands in a letter from joe@mars.test; whether it was taken. */
    boolean send(Message message, List<Recipient> recipients) {
        ReversePath joe = ReversePath.of(TestDirectory.parsed("joe@mars.test"));
        Envelope envelope = Envelope.from(TraceId.next(clock, random), joe).to(recipients);
        return queue.send(envelope, message).allPositive();
    }

    /** Returns when nothing is under way. */
    void settle() {
        until("the queue has settled", agenda::isSettled);
    }

    /** Tries everything that waits once more, an hour later. */
    void retry() {
        clock.advance(Duration.ofHours(1));
        runner.retryNow(Optional.empty());
        settle();
    }

    /** The files of one folder of the queue. */
    List<String> names(String below) {
        String[] names = folder.resolve(below).toFile().list();
        return names == null ? List.of() : List.of(names);
    }

    /** Everything in a folder of the queue, for people. */
    String content(String below) throws IOException {
        StringBuilder content = new StringBuilder();
        try (Stream<Path> files = Files.list(folder.resolve(below))) {
            for (Path file : files.toList())
                content.append(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .append('\n');
        }
        return content.toString();
    }

    private static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) throw new AssertionError("waited too long until " + what);
            LockSupport.parkNanos(50_000);
        }
    }

    @Override
    public void close() throws Exception {
        runner.stop();
        spool.stop();
    }
}

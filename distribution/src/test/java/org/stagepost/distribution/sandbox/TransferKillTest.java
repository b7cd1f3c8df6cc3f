package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.Losses;

/**
 * A load of letters to elsewhere while the process is killed at random moments: one domain takes them, one refuses all, one
 * is down until the end. Each letter that was answered 250 has then come, or its sender has been told; none has come more
 * often than once, and once more for each kill since it was sent.
 *
 * <p>{@code -Dstagepost.transfer.rounds=500} kills more often; {@code -Dstagepost.transfer.seed=N} repeats the load of a
 * failure, though not its moments to the microsecond.
 */
final class TransferKillTest {
    private static final int ROUNDS = Integer.getInteger("stagepost.transfer.rounds", 10);
    private static final int SENDERS = 4;
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(20);
    private static final Duration LONGEST_QUEUE = Duration.ofMinutes(4);
    private static final List<String> ELSEWHERE =
            List.of("eve@venus.test", "bob@venus.test", "no@venus.test", "sam@saturn.test", "pat@pluto.test");

    private static final Organisation MARS = new Organisation(
            "mars.test",
            Ports.loopback("127.0.0.12"),
            List.of(
                    new Person("ann", "mars.test", "sandbox"),
                    new Person("ben", "mars.test", "sandbox"),
                    new Person("cat", "mars.test", "sandbox")));

    @TempDir
    Path folder;

    private final long seed = Long.getLong("stagepost.transfer.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Ledger ledger = new Ledger();
    private final InetSocketAddress up = new InetSocketAddress(Ports.loopback("127.0.0.1"), 0);
    private Ports ports;
    private Path settings;
    private Program program;
    private int starts;

    @Test
    void whatWasAnsweredComesOrIsReportedHoweverOftenTheProcessIsKilled() throws Exception {
        ports = Ports.any(List.of(MARS.address()));
        InetSocketAddress down = free();
        List<Sink.Arrival> arrivals = new ArrayList<>();
        try (Sink sink = Sink.willing(up)) {
            settings = settings(sink.port(), down.getPort());
            program = Program.packed(folder);
            new Shell(settings).welcome(MARS);
            try (ExecutorService clients = Executors.newCachedThreadPool()) {
                // The first one ends cleanly, which remembers its classes for the others.
                for (int round = 0; round <= ROUNDS; round++) round(clients);
            }
            try (Served last = start();
                    Sink late = Sink.willing(down)) {
                JakartaMail.until(LONGEST_QUEUE, this::queueIsEmpty);
                arrivals.addAll(sink.arrivals());
                arrivals.addAll(late.arrivals());
            }
        }
        Map<String, Collection<String>> found = files();
        List<String> faults = new ArrayList<>(ledger.faults(found));
        faults.addAll(ledger.faultsElsewhere(arrivals, found.get("ann"), id -> ROUNDS + 2 - round(id)));
        Losses losses = new Losses();
        losses.looked(ledger.takenCount());
        losses.again(ledger.twiceElsewhere(arrivals));
        losses.found(faults);
        losses.print(ROUNDS + " kills under mail for elsewhere, seed " + seed);
        assertThat(faults).as("seed %d", seed).isEmpty();
        assertThat(ledger.takenCount()).as("a load that is one").isGreaterThan(ROUNDS);
        assertThat(arrivals)
                .as("letters that came late")
                .anyMatch(each -> each.recipient().endsWith("@pluto.test"));
        assertThat(found.get("ann")).as("reports").anyMatch(id -> id.startsWith("report of "));
    }

    /** Which start a letter was sent to, by its id. */
    private static int round(String id) {
        return Integer.parseInt(id.substring(1, id.indexOf('s')));
    }

    /** An address where nobody listens yet. */
    private InetSocketAddress free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, up.getAddress())) {
            return new InetSocketAddress(up.getAddress(), socket.getLocalPort());
        }
    }

    private Path settings(int sink, int down) throws IOException {
        String mta = """
            [mta]
            retry-first = "1s"
            retry-at-most = "3s"
            networks = ["127.0.0.0/8"]
            routes = { "venus.test" = "smtp:127.0.0.1:%1$d", "saturn.test" = "smtp:127.0.0.1:%1$d", "pluto.test" = "smtp:127.0.0.1:%2$d" }
            """.formatted(sink, down);
        InetSocketAddress nobody = new InetSocketAddress(MARS.address(), 9);
        return Files.writeString(
                folder.resolve("stagepost.toml"), MARS.settings(ports, nobody).replace("[mta]\n", mta));
    }

    private Served start() throws Exception {
        Served served = Served.start(program, settings, folder.resolve("log-" + ++starts));
        served.awaitText(" serves as ");
        return served;
    }

    /** A start, a load, and the end of it: now and then while it begins, else when some letters have been taken. */
    private void round(ExecutorService clients) throws Exception {
        try (Served served = start()) {
            int taken = ledger.takenCount() + random.nextInt(60);
            List<Future<?>> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                Random own = new Random(random.nextLong());
                String name = "r" + starts + "s" + i;
                senders.add(clients.submit(new Sender(MARS.at(ports.smtp()), MARS, ELSEWHERE, ledger, name, own)));
            }
            long latest = System.nanoTime() + LONGEST_ROUND.toNanos();
            while (ledger.takenCount() < taken && System.nanoTime() < latest) Thread.sleep(1);
            Thread.sleep(0, random.nextInt(1_000_000));
            if (starts == 1) served.terminate();
            else served.kill();
            served.awaitEnd();
            for (Future<?> sender : senders) sender.get();
        }
    }

    private boolean queueIsEmpty() throws IOException {
        try (Stream<Path> messages = Files.list(folder.resolve("data/queue/messages"))) {
            return messages.findAny().isEmpty();
        }
    }

    private Map<String, Collection<String>> files() throws IOException {
        Map<String, Collection<String>> found = new TreeMap<>();
        for (Person person : MARS.people()) found.put(person.name(), Ledger.ids(folder.resolve("data"), person));
        return found;
    }
}

package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.Losses;
import org.stagepost.distribution.Role;

/**
 * A load of letters through five processes, of which one after the other is killed and started again, each as often as the
 * others and in no order. What submission has answered 250 comes, here once, elsewhere once and once more for each death of
 * the queue at most, or is reported; and the trace tells the journey of each.
 *
 * <p>{@code -Dstagepost.stages.rounds=200} kills more often; {@code -Dstagepost.stages.seed=N} repeats the load of a failure,
 * though not its moments to the microsecond.
 */
final class FiveProcessKillTest {
    private static final int ROUNDS = Integer.getInteger("stagepost.stages.rounds", 3);
    private static final int SENDERS = 3;
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(20);
    private static final Duration LONGEST_QUEUE = Duration.ofMinutes(2);
    private static final List<String> ELSEWHERE = List.of("eve@venus.test", "bob@venus.test", "no@venus.test");

    private static final Organisation MARS = new Organisation(
            "mars.test",
            Ports.loopback("127.0.0.15"),
            Stream.of("ann", "ben", "cat")
                    .map(name -> new Person(name, "mars.test", "sandbox"))
                    .toList());

    @TempDir
    Path folder;

    private final long seed = Long.getLong("stagepost.stages.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Ledger ledger = new Ledger();
    private final List<Role> deaths = new ArrayList<>();
    private volatile boolean loading = true;
    private Stages stages;

    @AfterEach
    void stop() {
        loading = false;
        if (stages != null) stages.close();
    }

    @Test
    void whatSubmissionHasTakenComesOrIsReportedWhicheverStageIsKilled() throws Exception {
        Ports ports = Ports.any(List.of(MARS.address()));
        try (Sink sink = Sink.willing(new InetSocketAddress(Ports.loopback("127.0.0.1"), 0))) {
            stages = new Stages(folder, MARS, ports, MARS.at(9), usual -> settings(usual, sink.port()));
            stages.learn();
            stages.start(Role.values());
            try (ExecutorService clients = Executors.newCachedThreadPool()) {
                List<Future<?>> senders = new ArrayList<>();
                for (int i = 0; i < SENDERS; i++) {
                    Random own = new Random(random.nextLong());
                    InetSocketAddress at = MARS.at(ports.submission());
                    Sender sender = new Sender(at, MARS, ELSEWHERE, ledger, "s" + i, own);
                    senders.add(clients.submit(sender.loggedIn(() -> loading)));
                }
                for (int round = 0; round < ROUNDS; round++) round();
                loading = false;
                for (Future<?> sender : senders) sender.get();
            } finally {
                loading = false;
            }
            JakartaMail.until(LONGEST_QUEUE, this::queueIsEmpty);
            judge(sink.arrivals());
        }
    }

    private static String settings(String usual, int sink) {
        String msa = "[msa]\nmessages-per-hour = 1000000\nrecipients-per-hour = 1000000\n";
        String mta = """
            [mta]
            retry-at-most = "2s"
            routes = { "venus.test" = "smtp:127.0.0.1:%d" }
            """.formatted(sink);
        return "login.in-clear-on-loopback = true\n"
                + usual.replace("[msa]\n", msa).replace("[mta]\n", mta);
    }

    /** Some letters are taken, then somebody dies, and comes back while the others go on. */
    private void round() throws Exception {
        int taken = ledger.takenCount() + 1 + random.nextInt(30);
        long latest = System.nanoTime() + LONGEST_ROUND.toNanos();
        while (ledger.takenCount() < taken && System.nanoTime() < latest) Thread.sleep(1);
        Thread.sleep(0, random.nextInt(1_000_000));
        Role role = next();
        stages.kill(role);
        stages.start(role);
        deaths.add(role);
    }

    private Role next() {
        List<Role> rest = new ArrayList<>(Arrays.asList(Role.values()));
        int begun = deaths.size() % rest.size();
        rest.removeAll(deaths.subList(deaths.size() - begun, deaths.size()));
        return rest.get(random.nextInt(rest.size()));
    }

    private void judge(List<Sink.Arrival> arrivals) throws Exception {
        Map<String, Collection<String>> found = new TreeMap<>();
        for (Person person : MARS.people()) found.put(person.name(), Ledger.ids(stages.data(), person));
        int queueDeaths = Collections.frequency(deaths, Role.MTA);
        List<String> faults = new ArrayList<>(ledger.faults(found));
        faults.addAll(ledger.faultsElsewhere(arrivals, found.get("ann"), id -> queueDeaths));
        Told told = Told.of(stages.data().resolve("trace"), MARS, ledger.named());
        Losses losses = new Losses();
        losses.looked(ledger.takenCount());
        losses.again(ledger.twiceElsewhere(arrivals));
        losses.found(faults);
        losses.print(ROUNDS + " kills of one of five stages, " + told + ", seed " + seed);
        assertThat(faults).as("seed %d", seed).isEmpty();
        assertThat(told.unknown())
                .as("accepted and not in the trace, seed %d", seed)
                .isEmpty();
        assertThat(told.open().size())
                .as("journeys without an end, seed %d: %s", seed, told.open())
                .isLessThanOrEqualTo(ROUNDS * SENDERS);
        assertThat(ledger.takenCount()).as("a load that is one").isGreaterThan(ROUNDS);
        assertThat(deaths).as("each dies").hasSize(ROUNDS);
    }

    private boolean queueIsEmpty() throws IOException {
        try (Stream<Path> messages = Files.list(stages.data().resolve("queue/messages"))) {
            return messages.findAny().isEmpty();
        }
    }
}

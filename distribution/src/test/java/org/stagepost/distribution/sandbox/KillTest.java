package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.Losses;

/**
 * A load of SMTP and IMAP clients while the one process of a site is killed at random moments and started again. At the end
 * each message that was answered 250 is in each recipient's mailbox exactly once, and each that was not at most once; UIDs
 * have only risen, and none was ever another message.
 *
 * <p>{@code -Dstagepost.kill.rounds=500} kills more often; {@code -Dstagepost.kill.seed=N} repeats the load of a failure,
 * though not its moments to the microsecond.
 */
final class KillTest {
    private static final int ROUNDS = Integer.getInteger("stagepost.kill.rounds", 15);
    private static final int SENDERS = 6;
    private static final int READERS = 2;
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(20);
    private static final Duration LONGEST_QUEUE = Duration.ofMinutes(2);

    private static final Organisation MARS = new Organisation(
            "mars.test",
            Ports.loopback("127.0.0.6"),
            List.of(
                    new Person("ann", "mars.test", "sandbox"),
                    new Person("ben", "mars.test", "sandbox"),
                    new Person("cat", "mars.test", "sandbox"),
                    new Person("dan", "mars.test", "sandbox")));

    @TempDir
    Path folder;

    private final long seed = Long.getLong("stagepost.kill.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Ledger ledger = new Ledger();
    private Ports ports;
    private Path settings;
    private Program program;
    private int starts;

    @Test
    void whatWasAnsweredIsThereOnceHoweverOftenTheProcessIsKilled() throws Exception {
        ports = Ports.any(List.of(MARS.address()));
        settings = settings();
        program = Program.packed(folder);
        new Shell(settings).welcome(MARS);
        try (ExecutorService clients = Executors.newCachedThreadPool()) {
            end(load(start(), clients));
            for (int round = 0; round < ROUNDS; round++) kill(load(start(), clients));
        }
        Losses losses = new Losses();
        losses.looked(ledger.takenCount());
        try (Served last = start()) {
            JakartaMail.until(LONGEST_QUEUE, () -> queueIsEmpty());
            List<String> inFolders = losses.found(ledger.faults(files()));
            losses.print(ROUNDS + " kills under SMTP and IMAP, " + ledger.removedCount() + " expunged, seed " + seed);
            assertThat(inFolders).as("in the folders, seed %d", seed).isEmpty();
            assertThat(ledger.faults(shown())).as("by IMAP, seed %d", seed).isEmpty();
        }
        assertThat(ledger.takenCount()).as("a load that is one").isGreaterThan(ROUNDS);
        assertThat(ledger.removedCount()).as("readers that read").isPositive();
        assertThat(folder.resolve("data/queue/quarantine")).isEmptyDirectory();
    }

    private Path settings() throws IOException {
        InetSocketAddress nobody = new InetSocketAddress(MARS.address(), 9);
        String text = MARS.settings(ports, nobody).replace("[mta]\n", "[mta]\nretry-first = \"1s\"\n");
        return Files.writeString(folder.resolve("stagepost.toml"), "login.in-clear-on-loopback = true\n" + text);
    }

    private Served start() throws Exception {
        Served served = Served.start(program, settings, folder.resolve("log-" + ++starts));
        served.awaitText(" serves as ");
        return served;
    }

    /** A running process and the clients that use it. */
    private record Loaded(Served served, List<Future<?>> clients) {}

    /** Returns at the moment to end it: now and then while all begin, else when the readers have come to removing. */
    private Loaded load(Served served, ExecutorService clients) throws InterruptedException {
        int taken = ledger.takenCount() + random.nextInt(40);
        int removed = ledger.removedCount() + (random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(5));
        List<Future<?>> started = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            String name = "r" + starts + "s" + i;
            started.add(clients.submit(new Sender(MARS.at(ports.smtp()), MARS, List.of(), ledger, name, fork())));
        }
        int first = random.nextInt(MARS.people().size());
        for (int i = 0; i < READERS; i++) {
            Person person = MARS.people().get((first + i) % MARS.people().size());
            started.add(clients.submit(new Reader(MARS.at(ports.imap()), person, ledger, fork())));
        }
        long latest = System.nanoTime() + LONGEST_ROUND.toNanos();
        while ((ledger.takenCount() < taken || ledger.removedCount() < removed) && System.nanoTime() < latest)
            Thread.sleep(1);
        Thread.sleep(0, random.nextInt(1_000_000));
        return new Loaded(served, started);
    }

    private Random fork() {
        return new Random(random.nextLong());
    }

    private static void kill(Loaded loaded) throws Exception {
        loaded.served().kill();
        await(loaded);
    }

    private static void end(Loaded loaded) throws Exception {
        loaded.served().terminate();
        await(loaded);
    }

    /** Whatever a client found wrong is told here. */
    private static void await(Loaded loaded) throws ExecutionException, InterruptedException {
        loaded.served().awaitEnd();
        for (Future<?> client : loaded.clients()) client.get();
    }

    private boolean queueIsEmpty() throws IOException {
        try (Stream<Path> messages = Files.list(folder.resolve("data/queue/messages"))) {
            return messages.findAny().isEmpty();
        }
    }

    /** Which letters lie in the folders of each account, and that each is whole. */
    private Map<String, Collection<String>> files() throws IOException {
        Map<String, Collection<String>> found = new TreeMap<>();
        for (Person person : MARS.people()) found.put(person.name(), Ledger.ids(folder.resolve("data"), person));
        return found;
    }

    private Map<String, Collection<String>> shown() throws IOException {
        Map<String, Collection<String>> found = new TreeMap<>();
        for (Person person : MARS.people())
            found.put(person.name(), new Reader(MARS.at(ports.imap()), person, ledger, random).all());
        return found;
    }
}

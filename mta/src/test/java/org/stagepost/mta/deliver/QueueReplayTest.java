package org.stagepost.mta.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mta.TestDirectory;
import org.stagepost.net.Network;

/**
 * The power fails at every moment of the queue's work, and each disk that may be found then is started from (power cut, fault
 * catalogue): what was answered 250 arrives or its sender hears of it (G1), whole (G2), at home once and elsewhere at most
 * once too often, and not once that was written down (G3); it starts by itself (G6) and tells what it put aside (G8).
 *
 * <p>{@code -Dstagepost.cut.disks=500} looks at more disks a moment, {@code -Dstagepost.cut.seed=N} at those of a failure.
 */
final class QueueReplayTest {
    private static final long SEED = Long.getLong("stagepost.cut.seed", System.nanoTime());
    private static final PowerCut.Bounds BOUNDS =
            new PowerCut.Bounds(1_000, Integer.getInteger("stagepost.cut.disks", 8));

    private static final List<String> LETTERS = List.of("home", "away", "mixed", "asked", "waiting", "large");

    private static final RealDisk REAL = new RealDisk();
    private static final Network NETWORK = new Network();
    private static Path scratch;

    @BeforeAll
    static void start() throws IOException {
        scratch = Scratch.make("queue-replay");
    }

    @AfterAll
    static void stop() throws IOException {
        NETWORK.close();
        REAL.close();
        Scratch.remove(scratch);
    }

    @Test
    void x_whateverAPowerCutLeavesNothingTakenIsLostOrDoubled() throws Exception {
        Losses losses = new Losses();
        AtomicInteger disks = new AtomicInteger();
        try {
            PowerCut.Tally tally = replay(recorded(), (found, promises) -> {
                disks.incrementAndGet();
                judge(found, promises, losses);
            });
            assertThat(tally.moments()).isGreaterThan(50);
        } finally {
            losses.print(disks + " disks after power cuts of the queue, seed " + SEED);
        }
    }

    /** All sites of the queue. That these are all is known to distribution's ForceSitesTest. */
    @ParameterizedTest
    @ValueSource(strings = {"queue.message", "queue.messages.directory", "queue.mark", "queue.directory"})
    void x_withoutOneOfItsForcesSomethingIsLost(String site) throws Exception {
        RecordingDisk disk = recorded(site);
        assertThat(disk.sites()).contains(site);
        assertThatThrownBy(() -> replay(disk, (found, promises) -> judge(found, promises, new Losses())))
                .isInstanceOf(AssertionError.class);
    }

    private static PowerCut.Tally replay(RecordingDisk disk, PowerCut.Judge judge) throws Exception {
        return new PowerCut(disk, scratch, SEED, BOUNDS).judged(judge);
    }

    /** A day of the queue: several at home, somebody elsewhere, a bounce, a delay, a report of success, a large letter. */
    private static RecordingDisk recorded(String... off) throws Exception {
        Path root = Files.createTempDirectory(scratch, "recorded-");
        RecordingDisk disk = new RecordingDisk(REAL, root, off);
        Addressees addressees = new Addressees(Set.of(), copy -> disk.mark("arrived " + copy));
        addressees.busy(true);
        try (Post post = new Post(root.resolve("data/queue"), disk, NETWORK, addressees, 1)) {
            post.start();
            send(post, disk, "home", 1_000, to("ann@mars.test"), to("joe@mars.test"));
            send(post, disk, "away", 3_000, to("eve@venus.test"));
            send(post, disk, "mixed", 600, to("ann@mars.test"), to("bob@venus.test"), to("no@venus.test"));
            post.settle();
            quiet(post, disk);
            send(
                    post,
                    disk,
                    "asked",
                    100,
                    new Recipient(TestDirectory.parsed("eve@venus.test"), Set.of(Notify.SUCCESS), Optional.empty()));
            send(post, disk, "waiting", 2_000, to("bob@venus.test"), to("eve@venus.test"));
            post.settle();
            quiet(post, disk);
            post.retry();
            addressees.busy(false);
            post.retry();
            quiet(post, disk);
            addressees.busy(true);
            send(post, disk, "large", 150_000, to("eve@venus.test"), to("bob@venus.test"));
            post.settle();
            quiet(post, disk);
        }
        return disk;
    }

    /** From here on what has arrived of a letter that still waits for others may not arrive again. */
    private static void quiet(Post post, RecordingDisk disk) throws IOException {
        String queue = post.content("messages");
        for (String id : LETTERS) if (queue.contains(Letters.line(id))) disk.mark("held " + id);
    }

    private static Recipient to(String address) {
        return Recipient.of(TestDirectory.parsed(address));
    }

    private static void send(Post post, RecordingDisk disk, String id, int octets, Recipient... recipients) {
        if (!post.send(Letters.of(id, octets), List.of(recipients))) throw new AssertionError(id + " was refused");
        for (Recipient each : recipients) disk.mark("taken " + id + " " + each);
    }

    private static void judge(Path found, List<String> promises, Losses losses) throws Exception {
        List<String> arrived = new CopyOnWriteArrayList<>();
        Set<String> done = new HashSet<>();
        Set<String> known = new HashSet<>();
        for (String promise : promises) {
            if (promise.startsWith("arrived ")) arrived.add(promise.substring("arrived ".length()));
            if (!promise.startsWith("held ")) continue;
            String held = promise.substring("held ".length()) + " ";
            arrived.stream().filter(copy -> copy.startsWith(held)).forEach(done::add);
        }
        for (String copy : arrived) known.add(copy.substring(copy.indexOf(' ') + 1));
        try (Post post =
                new Post(found.resolve("data/queue"), REAL, NETWORK, new Addressees(known, arrived::add), SEED)) {
            List<String> swept = post.names("incoming");
            post.start();
            post.settle();
            for (int i = 0; i < 2; i++) post.retry();
            assertThat(post.names("messages")).as("still in the queue").isEmpty();
            told(post, swept, "nowhere");
            told(post, post.names("quarantine"), "quarantine");
        }
        List<String> faults = new ArrayList<>();
        for (String promise : promises) {
            if (!promise.startsWith("taken ")) continue;
            losses.looked(1);
            kept(promise, arrived, faults);
        }
        for (String copy : new TreeSet<>(arrived)) {
            int copies = Collections.frequency(arrived, copy);
            boolean twice = copies == 2 && !copy.contains("@mars.test") && !done.contains(copy);
            if (copies > 1 && !twice) faults.add(Losses.DOUBLED + copies + " times " + copy);
            if (twice) losses.again(1);
            if (copy.startsWith("broken")) faults.add("not whole: " + copy);
        }
        assertThat(losses.found(faults)).isEmpty();
    }

    /** What a recipient was promised has arrived, or its sender has been told, once, or twice across a crash. */
    private static void kept(String promise, List<String> arrived, List<String> faults) {
        String[] words = promise.split(" ", -1);
        String copy = words[1] + " " + words[2] + " ";
        String report = "report-of-" + words[1] + " joe@mars.test ";
        boolean there = arrived.stream().anyMatch(each -> each.startsWith(copy));
        long told = arrived.stream().filter(each -> each.startsWith(report)).count();
        boolean reported = words[2].startsWith("no@") || words[1].equals("asked");
        if (!there && !words[2].startsWith("no@")) faults.add(Losses.LOST + promise);
        if (reported && (told < 1 || told > 2))
            faults.add((told < 1 ? Losses.LOST : Losses.DOUBLED) + told + " reports of " + promise);
        if (!reported && words[1].equals("home") && told > 0) faults.add("reported: " + promise);
    }

    /** What a start put aside is told in the trace. */
    private static void told(Post post, List<String> names, String where) {
        for (String name : names)
            assertThat(post.events)
                    .as("events of %s", name)
                    .anyMatch(event -> event.to().equals(where)
                            && name.startsWith(event.id().text()));
    }
}

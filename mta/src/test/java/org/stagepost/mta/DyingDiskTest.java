package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stagepost.mail.Reply;

/**
 * The disk fails at one call after the other of a message's life: for good, until a restart, or once (fault catalogue: EIO,
 * disk full). What the client was told holds (G1, G2), and nobody gets more than one copy too many (G3).
 */
class DyingDiskTest {
    @TempDir
    static Path folder;

    @Test
    void x_whateverCallTheDiskDiesAtNothingAcknowledgedIsLost() throws Exception {
        boolean reachedTheEnd = false;
        int lost = 0;
        for (int calls = 0; !reachedTheEnd; calls++) {
            assertThat(calls).as("calls of the disk").isLessThan(60);
            try (World world = new World(folder.resolve("at-" + calls), folder)) {
                reachedTheEnd = diesAfter(calls, world);
                if (!reachedTheEnd) lost++;
            }
        }
        assertThat(lost).as("calls at which it died").isGreaterThan(10);
    }

    @ParameterizedTest
    @CsvSource({"Input/output error,451 4.3.0", "No space left on device,452 4.3.1"})
    void x_whicheverCallFailsOnceItIsToldNothingIsHalfThereAndServiceGoesOn(String error, String reply)
            throws Exception {
        int refused = 0;
        boolean reachedTheEnd = false;
        for (int call = 0; !reachedTheEnd; call++) {
            assertThat(call).as("calls of the disk").isLessThan(60);
            try (World world = new World(folder.resolve(reply.substring(0, 3) + "-" + call), folder)) {
                String first = failsOnce(call, error, world);
                reachedTheEnd = first.isEmpty();
                if (first.startsWith("250 ") || reachedTheEnd) continue;
                assertThat(first).as("call %d", call).startsWith(reply);
                refused++;
            }
        }
        assertThat(refused).as("calls that were the client's").isGreaterThan(4);
    }

    /** @return what the client of the first message was told, or nothing when the message made fewer calls */
    private static String failsOnce(int call, String error, World world) throws Exception {
        world.dns.serve("venus.test A 127.0.0.3\n");
        OtherHost venus = world.host(3);
        world.directory.alias("both@mars.test", "ann@mars.test", "eve@venus.test");
        world.start();
        world.disk.calls().clear();
        AtomicInteger left = new AtomicInteger(call);
        world.disk.fail(any -> left.getAndDecrement() == 0, error);

        String first = world.send("joe@mars.test", "ann@mars.test", "joe@mars.test");
        world.waiting();
        if (left.get() >= 0) return "";
        List<String> calls = List.copyOf(world.disk.calls());
        String failed = calls.get(call);
        if (failed.startsWith("force:") && !first.startsWith("250 "))
            assertThat(calls.subList(call + 1, calls.size()))
                    .as("after %s", failed)
                    .allMatch(after -> after.startsWith("delete:"));

        assertThat(world.send("joe@mars.test", "both@mars.test")).startsWith("250 ");
        for (int i = 0; i < 2; i++) {
            world.retry();
            world.waiting();
        }
        long whole = first.startsWith("250 ") ? 1 : 0;
        assertThat(copies(world, "joe@mars.test")).as("joe, %s", failed).isEqualTo(whole);
        assertThat(copies(world, "ann@mars.test")).as("ann, %s", failed).isEqualTo(whole + 1);
        assertThat(copies(venus, "eve@venus.test")).as("eve, %s", failed).isEqualTo(1);
        assertThat(world.queueFiles()).as("left over, %s", failed).isEmpty();
        return first;
    }

    /** @return whether the message was done before the disk died */
    private static boolean diesAfter(int calls, World world) throws Exception {
        world.dns.serve("venus.test A 127.0.0.3\n");
        OtherHost venus = world.host(3);
        venus.reply("bob@venus.test", Reply.of(450, "4.2.0", "busy"));
        world.directory.alias("all@mars.test", "ann@mars.test", "bob@venus.test", "eve@venus.test", "no@venus.test");
        venus.reply("no@venus.test", Reply.of(550, "5.1.1", "who?"));
        world.start();
        AtomicInteger left = new AtomicInteger(calls);
        world.disk.fail(call -> left.getAndDecrement() <= 0, "Input/output error");

        boolean taken = world.send("joe@mars.test", "all@mars.test").startsWith("250 ");
        world.waiting();
        venus.reply("bob@venus.test", Reply.of(250, "2.1.5", "ok"));
        world.retry();
        world.waiting();
        boolean done = left.get() >= 0;

        world.stop();
        world.disk.heal();
        world.start();
        World.until("the queue is read", () -> world.queueIsKnown());
        for (int i = 0; i < 2; i++) {
            world.retry();
            world.waiting();
        }

        long most = taken ? 2 : 1;
        long least = taken ? 1 : 0;
        assertThat(copies(world, "ann@mars.test")).as("ann, %d", calls).isBetween(least, most);
        assertThat(copies(world, "joe@mars.test")).as("joe's report, %d", calls).isBetween(least, most);
        for (String who : new String[] {"bob@venus.test", "eve@venus.test"})
            assertThat(copies(venus, who)).as("%s, %d", who, calls).isBetween(least, most);
        assertThat(world.queueFiles()).as("left over, %d", calls).isEmpty();
        return done;
    }

    private static long copies(OtherHost host, String address) {
        return host.letters().stream()
                .filter(letter -> letter.recipients().contains(address))
                .count();
    }

    private static long copies(World world, String address) {
        return world.mailboxes.delivered().stream()
                .filter(copy -> copy.startsWith(address + ": "))
                .count();
    }
}

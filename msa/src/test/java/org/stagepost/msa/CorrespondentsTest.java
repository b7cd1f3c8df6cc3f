package org.stagepost.msa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.FaultyDisk;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Recipient;

/** Whom a login has written to: a file that never grows without bound, and that a crash may tear. */
class CorrespondentsTest {
    @TempDir
    Path folder;

    private final RealDisk disk = new RealDisk();

    @AfterEach
    void end() {
        disk.close();
    }

    private static List<Recipient> people(int from, int to) {
        List<Recipient> people = new ArrayList<>();
        for (int i = from; i < to; i++) people.add(Recipient.of(Household.address("p" + i + "@example.net")));
        return people;
    }

    private Path file() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        }
    }

    @Test
    void aTornLineIsPassedOverAndNothingElseIsForgotten() throws Exception {
        new Correspondents(folder, disk).add("ann/../x@example.org", people(0, 3));
        Files.writeString(file(), "0123", StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
        new Correspondents(folder, disk).add("ann/../x@example.org", people(3, 4));
        Correspondents again = new Correspondents(folder, disk);
        assertThat(again.unknown("ann/../x@example.org", people(0, 5))).isEqualTo(1);
        assertThat(file()).content().hasLineCount(4).doesNotContain("example");
    }

    @Test
    void theOldestGoFirst() throws Exception {
        Correspondents known = new Correspondents(folder, disk);
        for (int i = 0; i < 25; i++) known.add("ann", people(500 * i, 500 * (i + 1)));
        assertThat(Files.size(file())).isLessThanOrEqualTo(17 * 10_000);
        assertThat(known.unknown("ann", people(12_000, 12_500))).isZero();
        assertThat(known.unknown("ann", people(0, 500))).isEqualTo(500);
    }

    @Test
    @Timeout(20)
    void aSlowFileOfOneLoginHoldsUpNobodyElse() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        FaultyDisk slow = new FaultyDisk(disk);
        Correspondents known = new Correspondents(folder, slow);
        known.add("bob", people(0, 1));
        slow.fail(
                call -> {
                    writing.countDown();
                    await(go);
                    return false;
                },
                "");
        Thread ann = Thread.ofVirtual().start(() -> known.add("ann", people(0, 1)));
        writing.await();
        assertThat(known.unknown("bob", people(0, 2))).isEqualTo(1);
        go.countDown();
        ann.join();
        assertThat(known.unknown("ann", people(0, 2))).isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingIsWrittenForWhomIsKnownAlready() throws Exception {
        Correspondents known = new Correspondents(folder, disk);
        known.add("ann", people(0, 2));
        known.add("ann", people(0, 2));
        assertThat(file()).content().hasLineCount(2);
    }
}

package org.stagepost.mta.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Address;
import org.stagepost.mail.Reply;
import org.stagepost.mta.TestDirectory;
import org.stagepost.mta.TickingClock;

class SuppressedTest {
    private static final Reply GONE = Reply.of(550, "5.1.1", "no such user");
    private static final Address BOB = TestDirectory.parsed("bob@venus.test");

    @TempDir
    Path folder;

    private final RealDisk disk = new RealDisk();
    private final TickingClock clock = new TickingClock();

    private Suppressed fresh() {
        return new Suppressed(new Suppressed.Settings(folder.resolve("suppressed")), disk, clock);
    }

    @AfterEach
    void close() {
        disk.close();
    }

    @Test
    void afterThreeRefusalsInAMonthItIsEnoughAlsoAfterARestart() throws Exception {
        Suppressed suppressed = fresh();
        for (int i = 0; i < 3; i++) {
            assertThat(suppressed.refusal(BOB)).isEmpty();
            suppressed.heard(BOB, GONE);
            clock.advance(Duration.ofDays(7));
        }

        assertThat(suppressed.refusal(BOB))
                .hasValueSatisfying(reply -> assertThat(reply.toString())
                        .startsWith("550 5.1.1 refused 3 times by its own server")
                        .endsWith("550 5.1.1 no such user"));
        assertThat(fresh().refusal(BOB)).isEqualTo(suppressed.refusal(BOB));
        assertThat(fresh().list())
                .singleElement()
                .satisfies(entry -> assertThat(entry.refusals()).isEqualTo(3));

        assertThat(suppressed.remove(BOB)).isTrue();
        assertThat(suppressed.remove(BOB)).isFalse();
        assertThat(fresh().refusal(BOB)).isEmpty();
    }

    @Test
    void itEndsAfterAMonthAndOldRefusalsDoNotCount() {
        Suppressed suppressed = fresh();
        for (int i = 0; i < 3; i++) suppressed.heard(BOB, GONE);
        clock.advance(Duration.ofDays(30));
        assertThat(suppressed.refusal(BOB)).isEmpty();
        suppressed.heard(BOB, GONE);
        assertThat(suppressed.refusal(BOB)).isEmpty();
    }

    @Test
    void whatIsTakenClearsItAndWhatSaysNothingOfTheAddressDoesNotCount() {
        Suppressed suppressed = fresh();
        for (int i = 0; i < 2; i++) suppressed.heard(BOB, GONE);
        suppressed.heard(BOB, Reply.of(250, "2.0.0", "ok"));
        suppressed.heard(BOB, GONE);
        for (int i = 0; i < 5; i++) {
            suppressed.heard(BOB, Reply.of(550, "5.7.1", "spam"));
            suppressed.heard(BOB, Reply.of(552, "5.2.2", "full"));
            suppressed.heard(BOB, Reply.of(450, "4.1.1", "later"));
        }
        assertThat(suppressed.refusal(BOB)).isEmpty();
        assertThat(fresh().refusal(BOB)).isEmpty();
    }

    @Test
    void aLongListIsNotWrittenAnewAtEachRefusal() throws Exception {
        Path file = folder.resolve("suppressed");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 70_000; i++)
            lines.append(("refused p" + i + "@venus.test " + clock.instant() + " 550+205.1.1+20x\n").repeat(3));
        Files.writeString(file, lines);
        Suppressed suppressed = fresh();
        suppressed.heard(BOB, GONE);
        Object written = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        long octets = Files.size(file);

        suppressed.heard(BOB, GONE);

        assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey())
                .as("the same file, one line longer")
                .isEqualTo(written);
        assertThat(Files.size(file)).isBetween(octets + 1, octets + 200);
        assertThat(suppressed.list()).hasSize(70_000);
    }

    @Test
    void aTornLineCostsOnlyItself() throws Exception {
        Suppressed suppressed = fresh();
        for (int i = 0; i < 3; i++) suppressed.heard(BOB, GONE);
        Path file = folder.resolve("suppressed");
        Files.writeString(file, "refused carol@ven", StandardOpenOption.APPEND);

        Suppressed after = fresh();
        assertThat(after.refusal(BOB)).isPresent();
        Address carol = TestDirectory.parsed("carol@venus.test");
        for (int i = 0; i < 3; i++) after.heard(carol, GONE);
        assertThat(fresh().list()).hasSize(2);
        assertThat(Files.readAllLines(file)).hasSize(6);
    }
}

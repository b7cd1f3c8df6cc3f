package org.stagepost.distribution.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stagepost.distribution.status.DayCounts.Day;
import org.stagepost.distribution.status.Finding.Level;
import org.stagepost.distribution.status.SiteStatus.DiskState;

/** What is worth to be said, and how much it matters. */
class JudgementTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Inspection.Places PLACES = new Inspection.Places(
            Path.of("/data"),
            List.of(),
            Path.of("/data/mail"),
            50,
            Path.of("/data/queue"),
            10,
            Set.of(),
            Path.of("/c.pem"));

    private static List<Level> levels(Duration certificate, long percentFree, Day day, String... symptoms) {
        SiteStatus facts = new SiteStatus(
                NOW,
                List.of("mta"),
                List.of(new Vitals(1, NOW, day, List.of(symptoms))),
                new QueueState(0, 0, Optional.of(NOW.minus(Duration.ofDays(9))), Optional.empty(), 0),
                Optional.of(NOW.plus(certificate)),
                List.of(new DiskState(Path.of("/data"), 10 * percentFree, 1_000, 50)),
                List.of());
        return new Judgement(NOW)
                .on(facts, PLACES).findings().stream().map(Finding::level).toList();
    }

    @Test
    void aSiteInOrderIsNotTalkedAbout() {
        assertThat(levels(Duration.ofDays(15), 10, new Day(0, 0, 0))).isEmpty();
    }

    @Test
    void aCertificateUnderFourteenDaysIsWorthALookAndOneOutOfDateAProblem() {
        assertThat(levels(Duration.ofDays(14), 50, new Day(0, 0, 0))).containsExactly(Level.WARNING);
        assertThat(levels(Duration.ZERO, 50, new Day(0, 0, 0))).containsExactly(Level.PROBLEM);
    }

    @Test
    void aDiskUnderTenPercentIsWorthALookAndOneThatTakesNoMailAProblem() {
        assertThat(levels(Duration.ofDays(99), 9, new Day(0, 0, 0))).containsExactly(Level.WARNING);
        assertThat(levels(Duration.ofDays(99), 4, new Day(0, 0, 0))).containsExactly(Level.PROBLEM);
    }

    @Test
    void foldersOnOneDiskAreJudgedByTheHigherNeedAndOthersByTheirOwn() {
        DiskState mail = new DiskState(Path.of("/mail"), 40, 100, 50);
        DiskState queue = new DiskState(Path.of("/queue"), 40, 100, 10);
        assertThat(onDisks(queue)).as("it needs less than the mail").isEmpty();
        assertThat(onDisks(queue.and(mail))).containsExactly(Level.PROBLEM);
        assertThat(onDisks(mail)).containsExactly(Level.PROBLEM);
    }

    private static List<Level> onDisks(DiskState... disks) {
        SiteStatus facts = new SiteStatus(
                NOW, List.of("mta"), List.of(), QueueState.EMPTY, Optional.empty(), List.of(disks), List.of());
        return new Judgement(NOW)
                .on(facts, PLACES).findings().stream().map(Finding::level).toList();
    }

    @Test
    void whatHasHappenedIsTold() {
        assertThat(levels(Duration.ofDays(99), 50, new Day(1, 0, 0))).containsExactly(Level.NOTE);
        assertThat(levels(Duration.ofDays(99), 50, new Day(5, 1, 2), "smart host x takes nothing"))
                .containsExactly(Level.PROBLEM, Level.WARNING, Level.WARNING, Level.NOTE);
    }
}

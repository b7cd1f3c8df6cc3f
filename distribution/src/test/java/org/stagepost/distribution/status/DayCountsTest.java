package org.stagepost.distribution.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.distribution.status.DayCounts.Day;
import org.stagepost.mail.TraceId;
import org.stagepost.trace.Journeys;
import org.stagepost.trace.TraceConfig;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.TraceLog;

class DayCountsTest {
    private Instant now = Instant.parse("2026-03-01T10:30:00Z");
    private final DayCounts counts = new DayCounts(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    private void happens(Kind kind) {
        counts.report(event(now, Stage.MTA, kind));
    }

    @Test
    void eachThingIsCountedAndTheRestIsNot() {
        for (Kind kind : Kind.values()) happens(kind);
        assertThat(counts.day()).isEqualTo(new Day(1, 2, 1));
    }

    @Test
    void aDayLaterItIsForgottenHourByHour() {
        happens(Kind.REPAIRED);
        now = now.plus(Duration.ofHours(20));
        happens(Kind.REPAIRED);
        assertThat(counts.day()).isEqualTo(new Day(0, 2, 0));
        now = now.plus(Duration.ofHours(4));
        assertThat(counts.day()).isEqualTo(new Day(0, 1, 0));
        now = now.plus(Duration.ofDays(300));
        happens(Kind.REPAIRED);
        assertThat(counts.day()).isEqualTo(new Day(0, 1, 0));
        now = now.minus(Duration.ofDays(2));
        assertThat(counts.day()).as("a clock that is set back").isEqualTo(new Day(0, 1, 0));
    }

    @Test
    void theDayBeforeAStartIsRecalledFromWhatItsStagesHaveLogged(@TempDir Path folder) throws Exception {
        Instant start = now;
        try (RealDisk disk = new RealDisk()) {
            TraceConfig config = new TraceConfig(Duration.ofDays(14), 1 << 20, true, false);
            TraceLog log = new TraceLog(disk, folder, "all", config, Clock.systemUTC());
            log.start();
            for (int hours : new int[] {-30, -20, -1, 1})
                log.report(event(start.plus(Duration.ofHours(hours)), Stage.MTA, Kind.RELAY_DENIED));
            log.report(event(start.minusSeconds(1), Stage.QUEUE, Kind.REPAIRED));
            log.report(event(start.minusSeconds(1), Stage.QUEUE, Kind.QUEUED));
            log.report(event(start.minusSeconds(1), Stage.MSA, Kind.ALARM));
            log.stop();
        }
        happens(Kind.RELAY_DENIED);
        counts.recall(new Journeys(folder), Set.of(Stage.MTA, Stage.QUEUE));
        assertThat(counts.day()).isEqualTo(new Day(3, 1, 0));
        now = start.plus(Duration.ofHours(5));
        assertThat(counts.day()).as("the hours are kept apart").isEqualTo(new Day(2, 1, 0));
    }

    private static TraceEvent event(Instant at, Stage stage, Kind kind) {
        TraceId id = new TraceId("01AAAAAAAAAAAAAA");
        return new TraceEvent(at, id, stage, kind, "mx", "x", "mx", "250 2.0.0 OK", "", List.of(), "", List.of());
    }

    @Test
    void whatAProcessTellsIsUnderstood() throws Exception {
        Vitals told = new Vitals(7, now, new Day(1, 2, 3), List.of("smart host x takes nothing: 451 4.4.1 y"));
        assertThat(Vitals.parse(told.lines())).isEqualTo(told);
    }
}

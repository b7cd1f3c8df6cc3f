package org.stagepost.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.TraceId;
import org.stagepost.trace.Journeys.Journey;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;

final class TraceLogTest {
    private static final Instant NOON = Instant.parse("2025-11-25T12:00:00Z");
    private static final TraceConfig CONFIG = new TraceConfig(Duration.ofDays(14), 1L << 20, true, false);

    @TempDir
    Path folder;

    private final RealDisk disk = new RealDisk();
    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);

    @AfterEach
    void close() {
        disk.close();
    }

    @Test
    void aJourneyOfTwoProcessesIsJoinedByTheIdOfThePeer() throws Exception {
        log("msa", CONFIG, event(1, "01AAAAAAAAAAAAAA", Stage.MSA, "01BBBBBBBBBBBBBB"));
        log(
                "mta",
                CONFIG,
                event(3, "01BBBBBBBBBBBBBB", Stage.QUEUE, "01CCCCCCCCCCCCCC"),
                event(2, "01BBBBBBBBBBBBBB", Stage.MTA, ""));
        log("other", CONFIG, event(4, "01CCCCCCCCCCCCCC", Stage.MDA, "not one of ours"));
        log("noise", CONFIG, event(5, "01ZZZZZZZZZZZZZZ", Stage.MDA, ""));
        for (String name : List.of("01AAAAAAAAAAAAAA", "01BBBBBBBBBBBBBB", "01CCCCCCCCCCCCCC")) {
            List<Journey> found =
                    new Journeys(folder).find(Wanted.message(new TraceId(name))).journeys();
            assertThat(found).singleElement().satisfies(journey -> {
                assertThat(journey.id().text()).isEqualTo("01AAAAAAAAAAAAAA");
                assertThat(journey.events())
                        .extracting(TraceEvent::stage)
                        .containsExactly(Stage.MSA, Stage.MTA, Stage.QUEUE, Stage.MDA);
            });
        }
    }

    @Test
    void whoeverIsToldTheSameAndIsStuckHoldsUpNoTrace() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        Tracer pipe = event -> {
            try {
                stuck.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        TraceLog log = new TraceLog(disk, folder, "all", CONFIG, clock, pipe);
        log.start();
        log.report(event(1, "01AAAAAAAAAAAAAA", Stage.MSA, ""));
        log.report(event(2, "01BBBBBBBBBBBBBB", Stage.MSA, ""));
        log.stop();
        assertThat(text()).contains("01AAAAAAAAAAAAAA", "01BBBBBBBBBBBBBB");
        stuck.countDown();
    }

    @Test
    void journeysAreFoundBySenderRecipientAndTime() throws Exception {
        log("all", CONFIG, event(1, "01AAAAAAAAAAAAAA", Stage.MSA, ""), event(60, "01BBBBBBBBBBBBBB", Stage.MSA, ""));
        assertThat(find("BOB@mars.test", "alice@venus.test", NOON)).hasSize(2);
        assertThat(find("", "alice@venus.test", NOON.plusSeconds(30))).hasSize(1);
        assertThat(find("alice@venus.test", "", NOON)).isEmpty();
        assertThat(find("", "bob@mars.test", NOON)).isEmpty();
    }

    @Test
    void withoutAddressesNobodyIsNamed() throws Exception {
        log(
                "all",
                new TraceConfig(Duration.ofDays(1), 1L << 20, false, false),
                event(1, "01AAAAAAAAAAAAAA", Stage.MSA, ""));
        assertThat(text())
                .contains("mta.mars.test", "C: MAIL FROM:<…@mars.test>")
                .doesNotContain("bob", "alice");
    }

    @Test
    void c17_hostileTextStaysOneLineAndReturnsAsItWas() throws Exception {
        String hostile = "a\r\nb\tc\\n\u001b[31m\u2028\u202e${jndi:ldap://x}%s";
        TraceEvent event = new TraceEvent(
                NOON,
                new TraceId("01AAAAAAAAAAAAAA"),
                Stage.MTA,
                Kind.SENT,
                hostile,
                hostile,
                hostile,
                hostile,
                hostile,
                List.of("", "a b@c", hostile.replace(" ", "")),
                hostile,
                List.of(hostile, "S: 250 ok"));
        log("all", CONFIG, event);
        assertThat(text()).hasLineCount(1).doesNotContain("\u001b", "\u202e", "\u2028");
        assertThat(new Journeys(folder)
                        .find(Wanted.message(event.id()))
                        .journeys()
                        .get(0)
                        .events())
                .containsExactly(event);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theKindComesBack(Kind kind) throws Exception {
        TraceEvent event = event(1, "01AAAAAAAAAAAAAA", Stage.MSA, kind, "");
        assertThat(TraceLine.parse(TraceLine.of(event))).hasValue(event);
    }

    @Test
    void aLogOfBeforeThereWereKindsIsRead() {
        TraceEvent event = event(1, "01AAAAAAAAAAAAAA", Stage.MSA, Kind.NOTED, "");
        String now = TraceLine.of(event);
        String before = now.replace("\tnoted", "");
        assertThat(before).isNotEqualTo(now);
        assertThat(TraceLine.parse(before)).hasValue(event);
        String withoutDialogue = before.substring(0, before.indexOf("\tC: "));
        assertThat(TraceLine.parse(withoutDialogue).orElseThrow().kind()).isEqualTo(Kind.NOTED);
    }

    @Test
    void overLongFieldsAndDialoguesAreCut() throws Exception {
        TraceEvent event = new TraceEvent(
                NOON,
                new TraceId("01AAAAAAAAAAAAAA"),
                Stage.MTA,
                Kind.SENT,
                "",
                "",
                "",
                "x".repeat(100_000),
                "",
                List.of(),
                "",
                java.util.Collections.nCopies(10_000, "S: 250 ok"));
        assertThat(TraceLine.of(event)).hasSizeLessThan(5_000);
    }

    @Test
    void oldSegmentsGoAndThenTheOldestUntilTheRestFits() throws Exception {
        segment("20251101T000000000-msa-1.log", 100, Duration.ofDays(15));
        segment("20251120T000000000-msa-1.log", 700_000, Duration.ofDays(5));
        segment("20251121T000000000-mta-1.log", 700_000, Duration.ofDays(4));
        log("all", CONFIG, event(1, "01AAAAAAAAAAAAAA", Stage.MSA, ""));
        assertThat(Segments.in(folder))
                .extracting(path -> path.getFileName().toString().substring(0, 9))
                .containsExactly("20251121T", "20251125T");
    }

    @Test
    void aLineCutShortByACrashIsPassedOver() throws Exception {
        log("all", CONFIG, event(1, "01AAAAAAAAAAAAAA", Stage.MSA, ""));
        Path segment = Segments.in(folder).get(0);
        String whole = Files.readString(segment);
        Files.writeString(segment, whole + "# a remark\n" + whole.substring(0, 40));
        assertThat(find("", "", NOON))
                .singleElement()
                .satisfies(journey -> assertThat(journey.events()).hasSize(1));
    }

    @Test
    void whereTheDiskFailsEventsAreCountedAndNothingIsThrown() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        TraceLog log = new TraceLog(disk, folder, "all", CONFIG, clock);
        log.start();
        Files.delete(file);
        Files.delete(folder);
        log.report(event(1, "01AAAAAAAAAAAAAA", Stage.MSA, ""));
        log.stop();
        log.report(event(2, "01AAAAAAAAAAAAAA", Stage.MSA, ""));
        assertThat(log.dropped()).isEqualTo(2);
        Files.createDirectory(folder);
    }

    @Test
    void anEchoHearsTheSameAsTheLogWithoutTheAddressesThatItMayNotHave() throws Exception {
        List<TraceEvent> heard = new CopyOnWriteArrayList<>();
        TraceConfig blank = new TraceConfig(CONFIG.keep(), CONFIG.size(), false, false);
        TraceLog log = new TraceLog(disk, folder, "all", blank, clock, heard::add);
        log.start();
        log.report(event(1, "01AAAAAAAAAAAAAA", Stage.MSA, ""));
        log.report(event(2, "01AAAAAAAAAAAAAA", Stage.MSA, ""));
        log.stop();
        assertThat(heard)
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.parties()).isEmpty());
    }

    private void log(String process, TraceConfig config, TraceEvent... events) throws Exception {
        TraceLog log = new TraceLog(disk, folder, process, config, clock);
        log.start();
        for (TraceEvent event : events) log.report(event);
        log.stop();
        assertThat(log.dropped()).isZero();
    }

    private List<Journey> find(String from, String to, Instant since) throws IOException {
        return new Journeys(folder)
                .find(new Wanted(Optional.empty(), from, to, since))
                .journeys();
    }

    private String text() throws IOException {
        return Files.readString(Segments.in(folder).get(0));
    }

    private void segment(String name, int octets, Duration age) throws IOException {
        Path file = Files.write(folder.resolve(name), new byte[octets]);
        Files.setLastModifiedTime(file, FileTime.from(NOON.minus(age)));
    }

    static TraceEvent event(int second, String id, Stage stage, String peer) {
        return event(second, id, stage, Kind.SENT, peer);
    }

    private static TraceEvent event(int second, String id, Stage stage, Kind kind, String peer) {
        return new TraceEvent(
                NOON.plusSeconds(second),
                new TraceId(id),
                stage,
                kind,
                "mars.test",
                "bob",
                "mta.mars.test",
                "250 2.0.0 queued",
                "login bob@mars.test may use bob@mars.test",
                List.of("bob@mars.test", "alice@venus.test"),
                peer,
                List.of("C: MAIL FROM:<bob@mars.test>", "S: 250 2.1.0 ok"));
    }
}

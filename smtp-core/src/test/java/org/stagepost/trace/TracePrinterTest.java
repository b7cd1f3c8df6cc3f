package org.stagepost.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stagepost.mail.TraceId;
import org.stagepost.trace.Journeys.Journey;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;

final class TracePrinterTest {
    private final TracePrinter printer = new TracePrinter(Ink.PLAIN, ZoneOffset.UTC);

    @Test
    void aJourneyIsALineAHopWithItsDialogueBelow() {
        Journey journey = new Journey(
                new TraceId("01AAAAAAAAAAAAAA"), List.of(TraceLogTest.event(0, "01AAAAAAAAAAAAAA", Stage.MSA, "")));
        assertThat(printer.journey(journey))
                .containsExactly(
                        "Message 01AAAAAAAAAAAAAA at mars.test, 2025-11-25 12:00:00, bob@mars.test → alice@venus.test",
                        "  0.00 s  MSA   bob → mta.mars.test               250 2.0.0 queued",
                        "                login bob@mars.test may use bob@mars.test",
                        "            C: MAIL FROM:<bob@mars.test>",
                        "            S: 250 2.1.0 ok");
        assertThat(printer.summary(journey))
                .isEqualTo("2025-11-25 12:00:00  01AAAAAAAAAAAAAA  bob@mars.test → alice@venus.test  250 2.0.0 queued");
    }

    @Test
    void aListShowsTheWorstThatWasLastHeardOfAnybody() {
        Journey journey = new Journey(
                new TraceId("01AAAAAAAAAAAAAA"),
                List.of(
                        heard(0, "250 2.0.0 queued", "alice@venus.test", "carol@mars.test"),
                        heard(1, "451 4.4.1 not now", "alice@venus.test"),
                        heard(2, "451 4.4.1 not now", "carol@mars.test"),
                        heard(900, "250 2.0.0 ok", "alice@venus.test")));
        assertThat(printer.summary(journey)).endsWith("  451 4.4.1 not now");
        assertThat(TracePrinter.seconds(Duration.ofSeconds(599))).isEqualTo("599.00 s");
        assertThat(TracePrinter.seconds(Duration.ofMinutes(125))).isEqualTo("  2h 05m");
    }

    private static TraceEvent heard(int second, String what, String... recipients) {
        List<String> parties = new ArrayList<>(List.of("bob@mars.test"));
        parties.addAll(List.of(recipients));
        return new TraceEvent(
                Instant.EPOCH.plusSeconds(second),
                new TraceId("01AAAAAAAAAAAAAA"),
                Stage.MTA,
                Kind.SENT,
                "mars.test",
                "mars.test",
                "venus.test",
                what,
                "",
                parties,
                "",
                List.of());
    }

    @Test
    void nothingIsWiderThanAHundredColumnsAndNothingHostileIsRaw() {
        String hostile = "\u001b[2J" + "word ".repeat(60) + "x".repeat(300);
        TraceEvent event = new TraceEvent(
                Instant.EPOCH,
                new TraceId("01AAAAAAAAAAAAAA"),
                Stage.MTA,
                Kind.SENT,
                hostile,
                hostile,
                hostile,
                hostile,
                hostile,
                List.of(hostile, hostile),
                "",
                List.of(hostile));
        Journey journey = new Journey(event.id(), List.of(event));
        assertThat(printer.journey(journey))
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(100).doesNotContain("\u001b"));
        assertThat(printer.line(event, Instant.EPOCH))
                .hasSizeLessThanOrEqualTo(100)
                .doesNotContain("\u001b");
        assertThat(printer.summary(journey)).hasSizeLessThanOrEqualTo(100).doesNotContain("\u001b");
    }

    @Test
    void colourIsForTerminalsAndNotWhereItIsUnwanted() {
        assertThat(Ink.wanted(Map.of("TERM", "xterm", "NO_COLOR", "1"))).isEqualTo(Ink.PLAIN);
        assertThat(Ink.wanted(Map.of("TERM", "dumb"))).isEqualTo(Ink.PLAIN);
        assertThat(Ink.wanted(Map.of("TERM", "xterm"))).isEqualTo(Ink.COLOUR);
        assertThat(Ink.COLOUR.paintReply("550 5.1.1 no")).isEqualTo("\u001b[31m550 5.1.1 no\u001b[0m");
        assertThat(Ink.PLAIN.paintReply("550 5.1.1 no")).isEqualTo("550 5.1.1 no");
    }
}

package org.stagepost.mta.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.TestDirectory;
import org.stagepost.mta.TickingClock;

/** Where recipients stand after what servers and operators have said of them, in either order. */
class QueueEntryTest {
    private static final Instant ARRIVED = Instant.parse("2026-01-01T09:00:00Z");
    private static final Recipient ANN = Recipient.of(TestDirectory.parsed("ann@venus.test"));
    private static final Recipient BOB = Recipient.of(TestDirectory.parsed("bob@Pluto.test"));
    private static final Envelope ENVELOPE = Envelope.from(
                    TraceId.next(Clock.systemUTC(), new Random(1)),
                    ReversePath.of(TestDirectory.parsed("joe@mars.test")))
            .and(ANN)
            .and(BOB);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HELD                             | held",
                "DEFERRED HELD                    | held",
                "HELD DEFERRED                    | held",
                "HELD RELEASED                    | pending",
                "HELD RELEASED DEFERRED           | pending",
                "HELD REROUTED                    | held",
                "HELD DELIVERED                   | done",
                "HELD FAILED                      | untold",
                "HELD DROPPED                     | done",
                "HELD DELAY_TOLD                  | held",
                "DEFERRED REROUTED                | pending",
                "FAILED RELEASED                  | untold",
                "FAILED HELD                      | untold",
                "FAILED DEFERRED                  | untold",
                "FAILED DROPPED                   | done",
                "FAILED TOLD RELEASED             | done",
                "DROPPED DEFERRED                 | done",
                "DROPPED RELEASED                 | done",
                "DELIVERED HELD                   | done",
                "DEFERRED LATE_TOLD               | pending",
                "LATE_TOLD HELD                   | held",
                "TRACED DEFERRED                  | done",
            })
    void whatAnOperatorSaysAppliesToWhoIsStillToGetIt(String kinds, String stands) {
        QueueEntry entry = marked(kinds);

        assertThat(entry.held().contains(ANN)).isEqualTo(stands.equals("held"));
        assertThat(entry.pending().contains(ANN)).isEqualTo(stands.equals("pending"));
        assertThat(entry.untold().contains(ANN)).isEqualTo(stands.equals("untold"));
        assertThat(entry.pending()).contains(BOB);
    }

    @Test
    void whatIsHeldIsNeverDoneAndNeverDue() {
        TickingClock clock = new TickingClock();
        RetrySchedule schedule = new RetrySchedule(RetrySchedule.Times.DEFAULT, clock, new Random(1));
        QueueEntry bobHasIt = marked("HELD").and(List.of(mark(Mark.Kind.DELIVERED, 2, ARRIVED)));

        assertThat(bobHasIt.settled()).isFalse();
        assertThat(bobHasIt.isAtRest()).isTrue();
        assertThat(schedule.due(bobHasIt)).isAfter(clock.instant().plus(Duration.ofDays(365)));
        assertThat(schedule.due(bobHasIt.and(List.of(mark(Mark.Kind.RELEASED, 1, ARRIVED)))))
                .isEqualTo(clock.instant());
    }

    @Test
    void whatAnOperatorSaysIsNoTryAndWhatHeWantsIsUrgentUntilItIsTried() {
        QueueEntry rerouted = marked("DEFERRED REROUTED");

        assertThat(rerouted.lastTried()).hasValue(ARRIVED.plusSeconds(1));
        assertThat(rerouted.isUrgent(ARRIVED)).isTrue();
        assertThat(marked("DEFERRED REROUTED DEFERRED").isUrgent(ARRIVED)).isFalse();
        assertThat(marked("DEFERRED REROUTED DEFERRED").route(ANN)).hasValue("said");
        assertThat(rerouted.route(BOB)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', ann bob",
        "mars.test, '', ann bob",
        "JOE@MARS.TEST, '', ann bob",
        "o@mars.test, '', ''",
        "<>, '', ''",
        "'', venus.test, ann",
        "'', PLUTO.test, bob",
        "'', @pluto.test, bob",
        "'', ann@venus.test, ann",
        "venus.test, venus.test, ''",
    })
    void aSelectionSaysWhoIsMeant(String from, String to, String meant) {
        List<Recipient> found = new Selection(List.of(), from, to).among(marked(""), ENVELOPE.recipients());
        assertThat(found.stream().map(each -> each.address().localPart()).collect(Collectors.joining(" ")))
                .isEqualTo(meant);
    }

    @Test
    void anIdMeansAllItsFilesAndTheNameOfAFileOnlyThat() {
        List<String> files = List.of("A-2", "A", "AB", "B-2");
        assertThat(Selection.of("a").among(files)).containsExactly("A", "A-2");
        assertThat(Selection.of("A-2").among(files)).containsExactly("A-2");
        assertThat(new Selection(List.of("a", "c", "B"), "", "").missing(files)).containsExactly("c");
    }

    private static QueueEntry marked(String kinds) {
        List<Mark> marks = new ArrayList<>();
        for (String kind : kinds.split(" ", -1))
            if (!kind.isEmpty()) marks.add(mark(Mark.Kind.valueOf(kind), 1, ARRIVED.plusSeconds(marks.size() + 1)));
        Message message = Message.of("text".getBytes(StandardCharsets.US_ASCII));
        return new QueueEntry("name", ARRIVED, ENVELOPE, message, marks);
    }

    private static Mark mark(Mark.Kind kind, int recipient, Instant at) {
        return new Mark(kind, recipient, at, "", Reply.of(250, "2.0.0", "said"));
    }
}

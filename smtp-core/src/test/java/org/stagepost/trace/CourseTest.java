package org.stagepost.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stagepost.mail.TraceId;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;

final class CourseTest {
    private static final TraceId HERE = new TraceId("01M894XM4SB5J008");
    private static final Instant BEGIN = HERE.madeAt();
    private static final TraceId THERE = new TraceId("01M894XM6SB5J009");

    @Test
    void whatCalledStandsBeforeWhatWasCalled() {
        assertThat(course(
                        event(10, HERE, Stage.MDA, "delivery", "bob INBOX", "", "bob"),
                        event(11, HERE, Stage.MTA, "ann", "delivery", "", "bob"),
                        event(12, HERE, Stage.MSA, "ann", "mars.test", "", "bob")))
                .containsExactly("0 MSA mars.test", "10 MTA delivery", "10 MDA bob INBOX");
    }

    @Test
    void aHopStandsBeforeItsArrivalAndAQuestionBeforeTheHop() {
        assertThat(course(
                        event(5, HERE, Stage.QUEUE, "ann", "queue", "", "bob"),
                        event(6, HERE, Stage.MSA, "ann", "mars.test", "", "bob"),
                        event(20, HERE, Stage.DNS, "MX venus.test?", "", ""),
                        event(200, THERE, Stage.MTA, "mars.test [127.0.0.2]", "venus.test", "", "bob"),
                        event(201, HERE, Stage.MTA, "mars.test", "mx.venus.test", THERE.text(), "bob")))
                .containsExactly(
                        "0 MSA mars.test", "5 QUEUE queue", "20 DNS ", "64 MTA mx.venus.test", "64 MTA venus.test");
    }

    @Test
    void aSecondTryKeepsItsPlaceBehindTheFirst() {
        assertThat(course(
                        event(10, HERE, Stage.MDA, "delivery", "bob INBOX", "", "bob"),
                        event(11, HERE, Stage.MTA, "mars.test", "delivery", "", "bob"),
                        event(900, HERE, Stage.MDA, "delivery", "bob INBOX", "", "bob"),
                        event(901, HERE, Stage.MTA, "mars.test", "delivery", "", "bob")))
                .containsExactly("10 MTA delivery", "10 MDA bob INBOX", "900 MTA delivery", "900 MDA bob INBOX");
    }

    private static List<String> course(TraceEvent... events) {
        return Course.of(List.of(events)).stream()
                .map(event ->
                        (event.at().toEpochMilli() - BEGIN.toEpochMilli()) + " " + event.stage() + " " + event.to())
                .toList();
    }

    /** Wires have a dialogue, calls have none. */
    private static TraceEvent event(
            int millis, TraceId id, Stage stage, String from, String to, String peer, String... recipients) {
        List<String> parties = new java.util.ArrayList<>(List.of(recipients));
        if (!parties.isEmpty()) parties.add(0, "ann");
        List<String> dialogue = peer.isEmpty() ? List.of() : List.of("C: QUIT");
        return new TraceEvent(
                BEGIN.plusMillis(millis),
                id,
                stage,
                Kind.SENT,
                id.equals(HERE) ? "mars.test" : "venus.test",
                from,
                to,
                "250",
                "",
                parties,
                peer,
                dialogue);
    }
}

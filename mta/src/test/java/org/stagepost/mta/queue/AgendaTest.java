package org.stagepost.mta.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.TickingClock;

class AgendaTest {
    private final TickingClock clock = new TickingClock();
    private final Agenda agenda = new Agenda(new QueueSettings(Path.of("queue"), 1, 3), clock);

    @Test
    void whatIsDueFirstIsTakenFirstAndNothingBeforeItIsDue() throws Exception {
        agenda.add(entry("b"), in(20));
        agenda.add(entry("a"), in(10));

        assertThat(agenda.takeDue(Duration.ZERO)).isEmpty();
        clock.advance(Duration.ofSeconds(15));
        assertThat(agenda.takeDue(Duration.ZERO)).map(QueueEntry::name).hasValue("a");
        assertThat(agenda.takeDue(Duration.ZERO)).isEmpty();
    }

    @Test
    void aMessageKnownAlreadyIsNotThereTwice() throws Exception {
        agenda.add(entry("a"), in(0));
        agenda.add(entry("a"), in(0));

        assertThat(agenda.takeDue(Duration.ZERO)).isPresent();
        assertThat(agenda.takeDue(Duration.ZERO)).isEmpty();
    }

    @Test
    void whenItIsFullTheLastDueIsForgottenAndFoundAgainWhenThereIsRoom() throws Exception {
        List<String> folder = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            folder.add(name);
            agenda.add(entry(name), in(name.equals("b") ? 100 : 0));
        }

        assertThat(agenda.waiting()).extracting(item -> item.entry().name()).containsExactly("a", "c", "d");
        assertThat(agenda.forgotten(() -> folder)).as("while there is no room").isEmpty();

        QueueEntry a = agenda.takeDue(Duration.ZERO).orElseThrow();
        QueueEntry c = agenda.takeDue(Duration.ZERO).orElseThrow();
        agenda.finished(a);
        agenda.finished(c);
        folder.removeAll(List.of("a", "c"));
        assertThat(agenda.forgotten(() -> folder)).containsExactly("b");
        assertThat(agenda.forgotten(() -> folder)).as("once is enough").isEmpty();
    }

    @Test
    void theImpatientMakeWhatWaitsDueNow() throws Exception {
        agenda.add(entry("a"), in(100));
        agenda.add(entry("b"), in(100));

        assertThat(agenda.retryNow(Optional.of("b"))).isEqualTo(1);
        assertThat(agenda.takeDue(Duration.ZERO)).map(QueueEntry::name).hasValue("b");
        assertThat(agenda.takeDue(Duration.ZERO)).isEmpty();

        assertThat(agenda.retryNow(Optional.empty())).isEqualTo(1);
        assertThat(agenda.takeDue(Duration.ZERO)).map(QueueEntry::name).hasValue("a");
        assertThat(agenda.retryNow(Optional.of("a"))).as("it is under way").isZero();
    }

    @Test
    void retriesGrowFromFiveToSixtySevenMinutesAndEndAfterFiveDays() {
        RetrySchedule schedule = new RetrySchedule(RetrySchedule.Times.DEFAULT, clock, new Random(1));
        QueueEntry entry = entry("a");
        List<Long> minutes = new ArrayList<>();
        Instant tried = entry.arrived();
        while (!schedule.expired(entry)) {
            QueueEntry then = entry.and(List.of(new Mark(Mark.Kind.DEFERRED, 1, tried, "", Reply.of(451, "", "no"))));
            Instant next = schedule.next(then, Optional.empty());
            minutes.add(Duration.between(tried, next).toMinutes());
            clock.advance(Duration.between(tried, next));
            tried = next;
        }

        assertThat(minutes.getFirst()).isBetween(4L, 5L);
        assertThat(minutes.get(5)).isBetween(60L, 74L);
        assertThat(minutes).allMatch(m -> m >= 4 && m <= 74).hasSizeBetween(100, 125);
        assertThat(minutes.subList(6, 60).stream().distinct().count())
                .as("jitter")
                .isGreaterThan(3);
    }

    private Instant in(int seconds) {
        return clock.instant().plusSeconds(seconds);
    }

    private QueueEntry entry(String name) {
        Envelope envelope = Envelope.from(TraceId.next(clock, new Random(3)), ReversePath.NULL);
        return new QueueEntry(name, clock.instant(), envelope, Message.of(new byte[0]), List.of());
    }
}

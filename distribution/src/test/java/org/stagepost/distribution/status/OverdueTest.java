package org.stagepost.distribution.status;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.FutureRelease;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.queue.Mark;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.QueueSettings;
import org.stagepost.mta.queue.Spool;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.Tracer;

/** Who waits on purpose is no trouble. */
class OverdueTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Set<Domain> FETCHED = Set.of(new Domain("fetched.test"));

    @TempDir
    Path folder;

    private final RealDisk disk = new RealDisk();

    @AfterEach
    void close() {
        disk.close();
    }

    private void store(int daysAgo, String to, long holdFor, Mark.Kind... marks) throws Exception {
        Clock then = Clock.fixed(NOW.minus(Duration.ofDays(daysAgo)), ZoneOffset.UTC);
        Reporter reporter = new Reporter(Tracer.NONE, then, Stage.QUEUE, "mx.mars.test");
        Spool spool = new Spool(new QueueSettings(folder, 1_000, 10), disk, then, reporter);
        spool.start();
        Optional<FutureRelease> hold = holdFor == 0 ? Optional.empty() : Optional.of(new FutureRelease.For(holdFor));
        Envelope envelope = Envelope.from(TraceId.next(then, new Random()), ReversePath.NULL)
                .with(MailOptions.NONE.holding(hold))
                .and(Recipient.of(Address.parse(to)));
        QueueEntry entry = spool.store(envelope, Message.of("Subject: x\r\n\r\nx\r\n".getBytes(US_ASCII)));
        for (Mark.Kind kind : marks)
            spool.mark(entry, List.of(new Mark(kind, 1, then.instant(), "", Reply.of(250, "2.0.0", "x"))));
        spool.stop();
    }

    private Optional<Instant> overdue() throws Exception {
        return QueueState.of(folder, FETCHED, NOW).overdue();
    }

    @Test
    void whoWaitsOnPurposeIsNotTalkedAbout() throws Exception {
        store(9, "ann@fetched.test", 0);
        store(8, "ann@pluto.test", Duration.ofDays(30).toSeconds());
        store(7, "ann@pluto.test", 0, Mark.Kind.HELD);
        store(0, "ann@pluto.test", 0);
        assertThat(overdue()).isEmpty();
        assertThat(QueueState.of(folder, FETCHED, NOW).oldest())
                .as("the page shows it all the same")
                .contains(NOW.minus(Duration.ofDays(9)));
    }

    @Test
    void whoseTimeHasComeIsLateFromThenOn() throws Exception {
        store(8, "ann@pluto.test", Duration.ofDays(6).toSeconds());
        assertThat(overdue()).contains(NOW.minus(Duration.ofDays(2)));
        store(5, "ann@pluto.test", 0, Mark.Kind.DEFERRED);
        assertThat(overdue()).contains(NOW.minus(Duration.ofDays(5)));
        assertThat(QueueState.of(folder, Set.of(new Domain("pluto.test")), NOW).overdue())
                .isEmpty();
    }

    @Test
    void whatIsNoMessageWaitsTooAndWhatIsGoneDoesNot() throws Exception {
        Instant came = NOW.minus(Duration.ofDays(3));
        Overdue overdue = new Overdue(folder, FETCHED, NOW);
        assertThat(overdue.since(Map.of("gone", came))).isEmpty();
        Files.writeString(Files.createDirectories(folder.resolve("messages")).resolve("broken"), "x");
        assertThat(overdue.since(Map.of("broken", came))).contains(came);
    }
}

package org.stagepost.mta.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.FaultyDisk;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.TestDirectory;
import org.stagepost.mta.TickingClock;
import org.stagepost.mta.route.Expansion;
import org.stagepost.mta.route.Srs;
import org.stagepost.mta.route.SrsSecret;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.Tracer;

class QueueTest {
    private static final Message MESSAGE = Message.of(new byte[] {'x', '\r', '\n'});

    @TempDir
    Path folder;

    private final TickingClock clock = new TickingClock();
    private final RealDisk real = new RealDisk();
    private final FaultyDisk disk = new FaultyDisk(real);
    private final TestDirectory directory =
            new TestDirectory().account("ann@mars.test").account("joe@mars.test");
    private Agenda agenda;
    private Spool spool;
    private Queue queue;

    @BeforeEach
    void start() throws IOException {
        with(new QueueSettings(folder.resolve("queue"), 1_000_000, 100));
    }

    private void with(QueueSettings settings) throws IOException {
        agenda = new Agenda(settings, clock);
        Reporter reporter = new Reporter(Tracer.NONE, clock, Stage.MTA, "mx.mars.test");
        spool = new Spool(settings, disk, clock, reporter);
        spool.start();
        SrsSecret.Settings rewriting = new SrsSecret.Settings(true, folder);
        Srs srs = new Srs(directory, new SrsSecret(rewriting, disk), clock);
        queue = new Queue(spool, agenda, new Expansion(directory, srs), reporter);
    }

    @AfterEach
    void stop() throws IOException {
        spool.stop();
        real.close();
    }

    @Test
    void whatIsTakenIsDueAtOnce() throws Exception {
        Reply reply = send("ann@venus.test");

        assertThat(reply.positive()).isTrue();
        QueueEntry entry = agenda.takeDue(Duration.ZERO).orElseThrow();
        assertThat(spool.names()).containsExactly(entry.name());
        assertThat(reply.text()).isEqualTo("queued as " + entry.envelope().trace());
    }

    @Test
    void aliasesAreExpandedAndNobodyIsThereTwice() throws Exception {
        directory.alias("all@mars.test", "ann@mars.test", "joe@mars.test", "eve@venus.test");

        send("ANN@mars.test", "all@mars.test", "Eve@venus.test", "nobody@mars.test");

        assertThat(agenda.takeDue(Duration.ZERO).orElseThrow().pending())
                .extracting(Recipient::toString)
                .containsExactly(
                        "ann@mars.test", "joe@mars.test", "eve@venus.test", "Eve@venus.test", "nobody@mars.test");
    }

    @Test
    void x_aFullDiskIsSaidAndNothingIsKept() throws Exception {
        disk.fail(call -> call.startsWith("write:"), "No space left on device");

        assertThat(send("ann@venus.test").toString()).startsWith("452 4.3.1 ");
        assertThat(spool.names()).isEmpty();
        assertThat(agenda.takeDue(Duration.ZERO)).isEmpty();
    }

    @Test
    void x_aBrokenDiskIsSaidAndNothingIsKept() throws Exception {
        disk.fail(call -> call.equals("force:queue.messages.directory"), "Input/output error");

        assertThat(send("ann@venus.test").toString()).startsWith("451 4.3.0 ");
        assertThat(spool.names()).isEmpty();
        assertThat(agenda.takeDue(Duration.ZERO)).isEmpty();
    }

    @Test
    void x_aDiskThatFailsThriceAMinuteClosesTheQueueForAWhile() {
        disk.fail(call -> call.equals("force:queue.message"), "Input/output error");
        for (int i = 0; i < 3; i++) assertThat(send("ann@venus.test").code()).isEqualTo(451);
        disk.heal();

        assertThat(accepts().toString()).startsWith("421 4.3.2 ");
        assertThat(send("ann@venus.test").toString()).startsWith("421 4.3.2 ");

        clock.advance(Duration.ofSeconds(61));
        assertThat(accepts().positive()).isTrue();
        assertThat(send("ann@venus.test").positive()).isTrue();
    }

    @Test
    void x_nothingIsAcceptedWhenTheLargestMessageMightNotFit() throws Exception {
        spool.stop();
        with(new QueueSettings(folder.resolve("queue"), Long.MAX_VALUE / 2, 100));

        assertThat(accepts().toString()).startsWith("452 4.3.1 ");
    }

    /** A repeat would be told the same. */
    @Test
    void aGroupOfTooManyIsRefused() {
        String[] many = new String[2_001];
        for (int i = 0; i < many.length; i++) many[i] = "u" + i + "@venus.test";
        directory.alias("all@mars.test", many);

        assertThat(send("all@mars.test").toString()).startsWith("554 5.5.3 ");
    }

    private Reply accepts() {
        return queue.accepts(envelope(), recipient("ann@venus.test"));
    }

    private Reply send(String... recipients) {
        Envelope envelope = envelope()
                .to(List.of(recipients).stream().map(QueueTest::recipient).toList());
        return queue.send(envelope, MESSAGE).of(envelope.recipients().getFirst());
    }

    private Envelope envelope() {
        return Envelope.from(TraceId.next(clock, new Random(3)), ReversePath.NULL);
    }

    private static Recipient recipient(String address) {
        return Recipient.of(TestDirectory.parsed(address));
    }
}

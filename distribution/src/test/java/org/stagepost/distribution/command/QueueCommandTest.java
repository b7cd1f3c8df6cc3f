package org.stagepost.distribution.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Address;
import org.stagepost.mail.DeliverBy;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.FutureRelease;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.queue.Mark;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.QueueSettings;
import org.stagepost.mta.queue.Spool;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.Tracer;

/** {@code stagepost queue} on the files of a queue that nobody works on: what is printed, what is written, how it ends. */
final class QueueCommandTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T09:00:00Z"), ZoneOffset.UTC);
    private static final byte[] MESSAGE = "Subject: gr\u00fc\u00dfe\r\n\r\ntext\r\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Random random = new Random(1);
    private String first = "";
    private String second = "";

    @BeforeEach
    void fill() throws Exception {
        Files.writeString(folder.resolve("stagepost.toml"), "hostname = 'mx.mars.test'\n");
        try (RealDisk disk = new RealDisk()) {
            Reporter nobody = new Reporter(Tracer.NONE, CLOCK, Stage.QUEUE, "");
            Spool spool = new Spool(new QueueSettings(folder.resolve("data/queue"), 1 << 20, 100), disk, CLOCK, nobody);
            spool.start();
            QueueEntry waits = spool.store(envelope("bob@mars.test", "alice@venus.test", "tim@pluto.test"), message());
            Reply said = Reply.of(451, "4.4.1", "no connection to 127.0.0.3:25: \u001b[31m" + "far ".repeat(40));
            spool.mark(waits, List.of(new Mark(Mark.Kind.DEFERRED, 1, CLOCK.instant(), "mx.venus.test", said)));
            first = waits.name();
            second = spool.store(envelope("", "carol@venus.test"), message()).name();
            spool.stop();
        }
    }

    private static Message message() {
        return Message.of(MESSAGE);
    }

    /** One that is to go in a distant future. */
    private String postponed() throws Exception {
        MailOptions options = MailOptions.NONE
                .holding(Optional.of(FutureRelease.until("2199-12-24T18:00:00Z")))
                .by(new DeliverBy(999_999_999, DeliverBy.Mode.NOTIFY, false));
        try (RealDisk disk = new RealDisk()) {
            Reporter nobody = new Reporter(Tracer.NONE, CLOCK, Stage.QUEUE, "");
            Spool spool = new Spool(new QueueSettings(folder.resolve("data/queue"), 1 << 20, 100), disk, CLOCK, nobody);
            spool.start();
            String name = spool.store(
                            envelope("bob@mars.test", "eve@venus.test").with(options), message())
                    .name();
            spool.stop();
            return name;
        }
    }

    private Envelope envelope(String from, String... to) throws SyntaxException {
        ReversePath sender = from.isEmpty() ? ReversePath.NULL : ReversePath.of(Address.parse(from));
        Envelope envelope = Envelope.from(TraceId.next(CLOCK, random), sender);
        for (String recipient : to) envelope = envelope.and(Recipient.of(Address.parse(recipient)));
        return envelope;
    }

    @Test
    void theListHasAlignedColumnsAndNoLineOverHundredColumns() {
        String list = done("queue", "list");

        assertThat(list.lines()).allMatch(line -> line.length() <= 100).noneMatch(line -> line.indexOf('\u001b') >= 0);
        assertThat(list)
                .startsWith("ID                 AGE   SIZE  STATE     NEXT      SENDER\n")
                .contains(first, "waiting   -         bob@mars.test\n", "waiting   -         <>\n")
                .contains("    alice@venus.test  451 4.4.1 no connection to 127.0.0.3:25: \\u001b[31mfar ")
                .contains("    tim@pluto.test  not tried yet\n");
        assertThat(done("queue", "list", "--to", "pluto.test")).contains(first).doesNotContain(second);
        assertThat(done("queue", "list", "--from", "<>")).contains(second).doesNotContain(first);
        assertThat(done("queue", "list", "--from", "nobody.test")).isEqualTo("no message waits\n");
    }

    @Test
    void oneMessageIsShownWithEachRecipientAndWholeIfWanted() {
        assertThat(done("queue", "show", first))
                .contains("id        " + first, "from      bob@mars.test", "next try  when the server runs")
                .contains("to        alice@venus.test", "by        mx.venus.test", "since     2026-01-01T09:00:00Z")
                .contains("to        tim@pluto.test\nstate     not tried yet");
        done("queue", "show", first, "--message");
        assertThat(out.toByteArray()).isEqualTo(MESSAGE);
    }

    @Test
    void whatIsToGoLaterSaysWhenAndMayBeReleased() throws Exception {
        String later = postponed();
        assertThat(done("queue", "list", later)).contains("postponed -         bob@mars.test\n");
        assertThat(done("queue", "show", later))
                .contains("state     postponed\nrelease   2199-12-24T18:00:00Z\ndeadline  2057-09-09T10:46:39Z\n");
        assertThat(done("queue", "show", later, "--json")).contains("\"release\":\"2199-12-24T18:00:00Z\"");
        assertThat(done("queue", "release", later)).isEqualTo("1 message released\n");
        assertThat(done("queue", "list", later)).contains("waiting   -         bob@mars.test\n");
    }

    @Test
    void programsGetJson() {
        String list = done("queue", "list", "--json");
        assertThat(list)
                .startsWith("{")
                .endsWith("}\n")
                .contains("\"id\":\"" + first + "\"", "\"state\":\"waiting\"", "\"more\":0", "\"code\":451")
                .contains("\\u001b[31mfar");
        assertThat(list.lines()).hasSize(1);
        assertThat(done("queue", "show", second, "--json"))
                .startsWith("{\"id\":\"" + second + "\"")
                .contains(
                        "\"from\":\"\"", "\"recipients\":[{\"to\":\"carol@venus.test\",\"state\":\"not tried yet\"}]}");
        assertThat(done("queue", "hold", second, "--json")).contains("\"done\":1", "\"busy\":0");
    }

    @Test
    void ordersAreDoneAndSeen() throws IOException {
        assertThat(done("queue", "hold", "--to", "venus.test", "--reason", "new server"))
                .isEqualTo("2 messages held\n");
        assertThat(done("queue", "show", first)).contains("state     held", "said      250 2.0.0 new server");
        assertThat(done("queue", "hold", "--to", "venus.test")).isEqualTo("no message held\n");
        assertThat(done("queue", "release", second)).isEqualTo("1 message released\n");
        assertThat(done("queue", "reroute", "--via", "smtp:192.0.2.7:25", second))
                .isEqualTo("1 message rerouted\n");
        assertThat(done("queue", "show", second)).contains("next hop  smtp:192.0.2.7:25, by order");
        assertThat(done("queue", "bounce", first)).isEqualTo("1 message returned to the sender\n");
        assertThat(done("queue", "list")).contains("alice@venus.test  failed; the report is not out yet");
        assertThat(done("queue", "drop", "--all")).isEqualTo("2 messages dropped\n");
        assertThat(done("queue", "list")).isEqualTo("no message waits\n");
        try (Stream<Path> files = Files.list(folder.resolve("data/queue/messages"))) {
            assertThat(files).isEmpty();
        }
        assertThat(done("trace", second)).contains("held", "new server", "rerouted", "dropped");
    }

    @Test
    void whoIsForgottenIsToldToProgramsToo() throws IOException {
        Files.writeString(
                folder.resolve("data/suppressed"), "refused joe@venus.test 2026-01-01T08:00:00Z 550+205.1.1+20who\n");
        assertThat(done("queue", "suppressed", "remove", "joe@venus.test", "--json"))
                .isEqualTo("{\"removed\":\"joe@venus.test\"}\n");
    }

    @Test
    void whatIsNotThereOrNotSaidIsRefusedAndNothingIsDone() {
        String absent = "0".repeat(16);
        assertThat(refused(1, "queue", "show", absent))
                .isEqualTo("stagepost: there is no message " + absent + " in the queue\n");
        assertThat(refused(1, "queue", "show", absent, "--message"))
                .isEqualTo("stagepost: there is no message " + absent + " in the queue\n");
        assertThat(refused(1, "queue", "drop", first, absent)).contains("there is no message " + absent);
        assertThat(refused(1, "queue", "drop")).contains("which messages?");
        assertThat(refused(1, "queue", "drop", first, "--all")).contains("which messages?");
        assertThat(refused(1, "queue", "reroute", "--via", "nowhere", first)).contains("a next hop is written");
        assertThat(refused(1, "queue", "reroute", "--via", "smart-host:nobody", first))
                .contains("there is no smart host nobody in the settings");
        assertThat(done("queue", "list")).contains(first, second);
    }

    private String done(String... arguments) {
        out.reset();
        assertThat(run(arguments))
                .as(() -> err.toString(StandardCharsets.UTF_8))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private String refused(int code, String... arguments) {
        err.reset();
        assertThat(run(arguments)).isEqualTo(code);
        return err.toString(StandardCharsets.UTF_8);
    }

    private int run(String... arguments) {
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("STAGEPOST_CONFIG", folder.resolve("stagepost.toml").toString()),
                Optional.empty());
        return Stagepost.run(terminal, arguments);
    }
}

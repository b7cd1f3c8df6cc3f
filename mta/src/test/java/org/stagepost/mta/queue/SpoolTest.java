package org.stagepost.mta.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.disk.FaultyDisk;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.DeliverBy;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.mail.MailOptions.Returned;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.TestDirectory;
import org.stagepost.mta.TickingClock;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Stage;

/** Queue files on the disk; long because each way that one can be damaged, or in the way, is a test of its own. */
class SpoolTest {
    private static final byte[] OCTETS =
            "Subject: hello\r\n\r\nchecksum 00000000\nDELIVERED 1\n.\r\nno line end".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final TickingClock clock = new TickingClock();
    private final RealDisk real = new RealDisk();
    private final FaultyDisk disk = new FaultyDisk(real);
    private final List<TraceEvent> events = new ArrayList<>();
    private Spool spool;

    @BeforeEach
    void start() throws IOException {
        spool = started();
    }

    @AfterEach
    void stop() throws IOException {
        spool.stop();
        real.close();
    }

    @Test
    void aMessageIsReadBackAsItWasTaken() throws Exception {
        Envelope envelope = fancy();

        String name = spool.store(envelope, Message.of(OCTETS)).name();

        QueueEntry read = restarted().read(name).orElseThrow();
        assertThat(read.envelope()).isEqualTo(envelope);
        assertThat(read.arrived()).isEqualTo(clock.instant());
        assertThat(octets(read)).isEqualTo(OCTETS);
        assertThat(read.pending()).isEqualTo(envelope.recipients());
    }

    @Test
    void messageAndNameAreForcedInThisOrderBeforeItIsTaken() throws Exception {
        assertThat(disk.calls()).contains("force:queue.directory");
        disk.calls().clear();
        spool.store(envelope("ann@venus.test"), Message.of(OCTETS));

        assertThat(disk.calls())
                .filteredOn(call -> call.startsWith("force:") || call.startsWith("rename:"))
                .map(call -> call.replaceFirst("rename:.*", "rename"))
                .containsExactly("force:queue.message", "rename", "force:queue.messages.directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"create:", "write:", "force:queue.message", "rename:", "force:queue.messages.directory"})
    void x_whatTheDiskRefusesLeavesNothingBehind(String fault) throws Exception {
        disk.fail(call -> call.startsWith(fault), "Input/output error");

        assertThatThrownBy(() -> spool.store(envelope("ann@venus.test"), Message.of(OCTETS)))
                .isInstanceOf(IOException.class);

        disk.heal();
        assertThat(spool.names()).isEmpty();
        assertThat(restarted().names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"write:", "force:queue.message"})
    void x_theSameMessageIsTakenOnceTheDiskIsBack(String fault) throws Exception {
        disk.fail(call -> call.startsWith(fault), "Input/output error");
        assertThatThrownBy(() -> spool.store(envelope("ann@venus.test"), Message.of(OCTETS)))
                .isInstanceOf(IOException.class);
        disk.heal();

        QueueEntry entry = spool.store(envelope("ann@venus.test"), Message.of(OCTETS));

        assertThat(octets(entry)).isEqualTo(OCTETS);
    }

    @Test
    void filesAreForTheirOwnerOnly() throws Exception {
        String name =
                spool.store(envelope("ann@venus.test"), Message.of(OCTETS)).name();

        Path file = folder.resolve("queue/messages").resolve(name);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void marksAreReadBack() throws Exception {
        QueueEntry entry =
                spool.store(envelope("ann@venus.test", "bob@pluto.test", "joe@pluto.test"), Message.of(OCTETS));
        clock.advance(Duration.ofMinutes(5));
        spool.mark(
                entry,
                List.of(
                        mark(Mark.Kind.DELIVERED, 1, Reply.of(250, "2.0.0", "queued as X")),
                        mark(Mark.Kind.DEFERRED, 2, Reply.of(451, "4.4.1", "not now,\r\n250 2.0.0 é")),
                        mark(Mark.Kind.FAILED, 3, Reply.of(550, "", "no"))));

        QueueEntry read = restarted().read(entry.name()).orElseThrow();

        assertThat(read.pending()).containsExactly(entry.envelope().recipients().get(1));
        assertThat(read.untold()).containsExactly(entry.envelope().recipients().get(2));
        assertThat(read.lastTried()).hasValue(clock.instant());
        assertThat(read.last(read.pending().getFirst(), Mark.Kind.DEFERRED)
                        .orElseThrow()
                        .reply())
                .isEqualTo(Reply.of(451, "4.4.1", "not now,\r\n250 2.0.0 é"));
        assertThat(read.marks()).extracting(Mark::by).containsExactly("", "mx.pluto.test", "mx.pluto.test");
        assertThat(octets(read)).isEqualTo(OCTETS);
    }

    @Test
    void whatMustNotBeDoneTwiceIsForced() throws Exception {
        QueueEntry entry = spool.store(envelope("ann@venus.test", "bob@pluto.test"), Message.of(OCTETS));

        entry = spool.mark(entry, List.of(mark(Mark.Kind.DEFERRED, 1, Reply.of(451, "4.4.1", "not now"))));
        assertThat(disk.calls()).doesNotContain("force:queue.mark");

        spool.mark(entry, List.of(mark(Mark.Kind.DELIVERED, 1, Reply.of(250, "2.0.0", "ok"))));
        assertThat(disk.calls()).contains("force:queue.mark");
    }

    @Test
    void removedIsRemoved() throws Exception {
        QueueEntry entry = spool.store(envelope("ann@venus.test"), Message.of(OCTETS));

        spool.remove(entry);

        assertThat(spool.names()).isEmpty();
        assertThat(restarted().read(entry.name())).isEmpty();
    }

    @Test
    void aSecondMessageUnderTheSameIdHasAFileOfItsOwn() throws Exception {
        QueueEntry first = spool.store(envelope("ann@venus.test"), Message.of(OCTETS));
        QueueEntry second = spool.store(envelope("bob@venus.test"), Message.of(new byte[] {'x'}));

        assertThat(second.name()).isEqualTo(first.name() + "-2");
        assertThat(octets(restarted().read(first.name()).orElseThrow())).isEqualTo(OCTETS);
        assertThat(octets(spool.read(second.name()).orElseThrow())).isEqualTo(new byte[] {'x'});
    }

    @Test
    void aLargeMessageIsWrittenAndReadInParts() throws Exception {
        byte[] large = new byte[3_000_000];
        new Random(5).nextBytes(large);

        QueueEntry entry = spool.store(envelope("ann@venus.test"), Message.of(large));

        assertThat(octets(entry)).isEqualTo(large);
        assertThat(octets(restarted().read(entry.name()).orElseThrow())).isEqualTo(large);
    }

    @Test
    void aMessageThatIsNotAsLongAsItSaysIsNotTaken() {
        Message liar = new Message() {
            @Override
            public long size() {
                return 5;
            }

            @Override
            public InputStream open() {
                return InputStream.nullInputStream();
            }
        };

        assertThatThrownBy(() -> spool.store(envelope("ann@venus.test"), liar)).isInstanceOf(IOException.class);
    }

    @Test
    void manyAtOnceShareTheForcesOfTheFolder() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Callable<QueueEntry>> work = new ArrayList<>();
            for (int i = 0; i < 200; i++) work.add(() -> spool.store(envelope("ann@venus.test"), Message.of(OCTETS)));
            for (Future<QueueEntry> each : threads.invokeAll(work)) each.get();
        }

        assertThat(spool.names()).hasSize(200);
        assertThat(disk.calls())
                .filteredOn("force:queue.messages.directory"::equals)
                .hasSizeLessThan(200);
    }

    @Test
    void q12_aFileCutShortAnywhereGoesToQuarantineAndTheRestStays() throws Exception {
        QueueEntry good = spool.store(envelope("ann@venus.test"), Message.of(OCTETS));
        byte[] whole = Files.readAllBytes(file(good));
        for (int length = 0; length < whole.length; length++) {
            Path cut = folder.resolve("queue/messages/" + good.envelope().trace() + "-9");
            Files.write(cut, Arrays.copyOf(whole, length));

            assertThat(spool.read(cut.getFileName().toString()))
                    .as("%d octets", length)
                    .isEmpty();
            assertThat(cut).doesNotExist();
        }
        assertThat(in("quarantine")).hasSize(whole.length);
        assertThat(octets(spool.read(good.name()).orElseThrow())).isEqualTo(OCTETS);
    }

    @Test
    void q12_aFlippedBitAnywhereIsNoticed() throws Exception {
        QueueEntry entry = spool.store(envelope("ann@venus.test"), Message.of(OCTETS));
        byte[] whole = Files.readAllBytes(file(entry));
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 4;
            Path file = folder.resolve("queue/messages/" + entry.envelope().trace() + "-9");
            Files.write(file, damaged);

            assertThat(spool.read(file.getFileName().toString()))
                    .as("octet %d", at)
                    .isEmpty();
        }
    }

    @Test
    void x_aTornMarkIsAsIfItHadNotBeenMade() throws Exception {
        QueueEntry entry = spool.store(envelope("ann@venus.test", "bob@venus.test"), Message.of(OCTETS));
        long unmarked = Files.size(file(entry));
        spool.mark(entry, List.of(mark(Mark.Kind.DELIVERED, 1, Reply.of(250, "2.0.0", "ok"))));
        long whole = Files.size(file(entry));

        for (long length = whole - 1; length >= unmarked; length--) {
            try (RandomAccessFile file = new RandomAccessFile(file(entry).toFile(), "rw")) {
                file.setLength(length);
            }
            QueueEntry read = spool.read(entry.name()).orElseThrow();
            assertThat(read.pending()).hasSize(2);
            assertThat(Files.size(file(entry))).isEqualTo(unmarked);
        }

        spool.mark(entry, List.of(mark(Mark.Kind.DELIVERED, 2, Reply.of(250, "2.0.0", "ok"))));
        assertThat(spool.read(entry.name()).orElseThrow().pending())
                .containsExactly(entry.envelope().recipients().getFirst());
    }

    @Test
    void x_aMarkThatTheFullDiskToreDoesNotHideTheNext() throws Exception {
        QueueEntry entry = spool.store(envelope("ann@venus.test", "bob@venus.test"), Message.of(OCTETS));
        disk.fail(call -> call.startsWith("write:"), "No space left on device");
        assertThatThrownBy(() -> spool.mark(entry, List.of(mark(Mark.Kind.DELIVERED, 1, Reply.of(250, "", "ok")))))
                .isInstanceOf(IOException.class);
        disk.heal();

        spool.mark(entry, List.of(mark(Mark.Kind.DELIVERED, 2, Reply.of(250, "", "ok"))));

        assertThat(restarted().read(entry.name()).orElseThrow().pending())
                .containsExactly(entry.envelope().recipients().getFirst());
    }

    @Test
    void q12_strangersAmongTheFilesAreSetAside() throws Exception {
        Path messages = folder.resolve("queue/messages");
        Files.writeString(messages.resolve("README"), "what is this?");
        Files.createFile(messages.resolve("01EMPTY"));
        Files.createDirectory(messages.resolve("01FOLDER"));
        Files.createSymbolicLink(messages.resolve("01LINK"), Path.of("/etc/passwd"));
        new ProcessBuilder("mkfifo", messages.resolve("01FIFO").toString())
                .start()
                .waitFor();
        QueueEntry good = spool.store(envelope("ann@venus.test"), Message.of(OCTETS));
        Files.copy(file(good), messages.resolve("01KAB3AAAAAAAAAA"));

        List<String> read = new ArrayList<>();
        for (String name : spool.names()) spool.read(name).ifPresent(entry -> read.add(entry.name()));

        assertThat(read).containsExactly(good.name());
        assertThat(spool.names()).containsExactly(good.name());
        assertThat(in("quarantine")).hasSize(6);
        assertThat(events).extracting(TraceEvent::why).containsExactly("its name is not its own");
    }

    @Test
    void whatWasComingInWhenWeDiedIsSweptOut() throws Exception {
        Files.writeString(folder.resolve("queue/incoming/01KAB3AAAAAAAAAA"), "half a mess");

        restarted();

        assertThat(in("incoming")).isEmpty();
        assertThat(events).extracting(TraceEvent::what).containsExactly("swept out");
    }

    @Test
    void q12_aFolderAmongWhatWasComingInIsPutAsideAndWeStart() throws Exception {
        Path folderOfSomebody = Files.createDirectory(folder.resolve("queue/incoming/backup"));
        Files.writeString(folderOfSomebody.resolve("file"), "not ours");

        restarted();

        assertThat(in("incoming")).isEmpty();
        assertThat(folder.resolve("queue/quarantine/backup/file")).exists();
    }

    @Test
    void aSecondQueueOnTheSameFolderIsRefused() {
        assertThatThrownBy(this::started)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve("queue").toString());
    }

    private Spool started() throws IOException {
        Reporter reporter = new Reporter(events::add, clock, Stage.MTA, "mx.mars.test");
        Spool fresh = new Spool(new QueueSettings(folder.resolve("queue"), 1_000_000, 100), disk, clock, reporter);
        fresh.start();
        return fresh;
    }

    private Spool restarted() throws IOException {
        spool.stop();
        spool = started();
        return spool;
    }

    private List<Path> in(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("queue").resolve(name))) {
            return files.toList();
        }
    }

    private Path file(QueueEntry entry) {
        return folder.resolve("queue/messages").resolve(entry.name());
    }

    private Mark mark(Mark.Kind kind, int recipient, Reply reply) {
        return new Mark(kind, recipient, clock.instant(), recipient == 1 ? "" : "mx.pluto.test", reply);
    }

    private Envelope envelope(String... recipients) {
        Envelope envelope = Envelope.from(
                TraceId.next(clock, new Random(3)), ReversePath.of(TestDirectory.parsed("bob@mars.test")));
        for (String recipient : recipients) envelope = envelope.and(Recipient.of(TestDirectory.parsed(recipient)));
        return envelope;
    }

    private Envelope fancy() {
        Recipient careful = new Recipient(
                TestDirectory.parsed("\"o d+d=\\\"\"@venus.test"),
                Set.of(Notify.DELAY, Notify.FAILURE),
                Optional.of("rfc822;odd one=+@venus.test"));
        Recipient quiet =
                new Recipient(TestDirectory.parsed("jörg@venus.test"), Set.of(Notify.NEVER), Optional.empty());
        MailOptions options = new MailOptions(
                Body.EIGHT_BIT_MIME, true, true, 0, Optional.of(Returned.HDRS), Optional.of("a b=c+\u00e9"));
        return envelope("ann@venus.test")
                .and(careful)
                .and(quiet)
                .with(options.prior(-4).by(new DeliverBy(-60, DeliverBy.Mode.NOTIFY, true)))
                .by("bob@mars.test");
    }

    private static byte[] octets(QueueEntry entry) throws IOException {
        try (InputStream in = entry.message().open()) {
            return in.readAllBytes();
        }
    }
}

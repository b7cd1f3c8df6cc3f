package org.stagepost.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;
import org.stagepost.fuzz.Mutants;
import org.stagepost.net.Fed;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.smtp.Extension;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent;

/** Whole sessions, spoken line by line by a client that does not care what it is told. */
class SessionFuzzTest {
    private static final Path DIALOGUES = Path.of("src/test/dialogues");
    private static final Random RANDOM = new SecureRandom();

    @TempDir
    private static Path folder;

    static Stream<byte[]> dialogues() throws IOException {
        List<byte[]> times = Mutants.seeds(
                        "EHLO a\r\nMAIL FROM:<a@b> HOLDFOR=60 BY=61;RT MT-PRIORITY=3\r\nRSET\r\nQUIT\r\n",
                        "EHLO a\r\nMAIL FROM:<a@b> HOLDUNTIL=2036-01-01T00:00:00Z BY=-1;N\r\nETRN example.org\r\n",
                        "EHLO a\r\nATRN example.org\r\nETRN @example.org\r\nMAIL FROM:<> REQUIRETLS\r\nQUIT\r\n")
                .toList();
        return Stream.concat(Mutants.dialogues(DIALOGUES).stream(), times.stream());
    }

    /** All lines of the session are replies, none of them tells of a bug of ours, and each message was answered. */
    @MethodSource("dialogues")
    @FuzzTest
    void c20_r9_session(byte[] octets) {
        for (Dialect dialect : Dialect.values()) {
            TestReceiver receiver = new TestReceiver();
            Terms terms = TestServer.terms(dialect, folder)
                    .with(Allowance.STRANGER.slowing(Duration.ZERO))
                    .with(new Terms.Limit(50L << 20, 1_000, Duration.ofDays(1)))
                    .offering(
                            Extension.SMTP_UTF8,
                            Extension.DSN,
                            Extension.BINARY_MIME,
                            Extension.DELIVER_BY,
                            Extension.MT_PRIORITY,
                            Extension.REQUIRE_TLS,
                            Extension.ETRN,
                            Extension.ATRN);
            if (dialect == Dialect.SUBMISSION) terms = terms.demanding(TestServer.mechanisms(InClear.ON_LOOPBACK));
            String said = Mutants.text(Fed.converse(server(terms, receiver), lines(octets)));
            assertThat(said).startsWith("220 ").endsWith("\r\n").doesNotContain("4.3.0");
            long answered = 0;
            for (String line : said.split("\r\n", -1)) {
                if (line.isEmpty()) continue;
                assertThat(line).matches("[2-5][0-9][0-9][ -][ -~]*");
                if (line.startsWith("250 2.0.0 queued as") || line.startsWith("452 4.2.2")) answered++;
            }
            assertThat((long) receiver.mails().size()).isLessThanOrEqualTo(answered);
        }
    }

    static Stream<byte[]> chunks() {
        return Mutants.seeds(
                "\3Subject: a\r\n\r\nb\r\n",
                "\0\0",
                "\1.\r\n.\r\nQUIT\r\n",
                "\7\0\1\2\r\n\n.\nNOOP\r\n",
                "\377x".repeat(90));
    }

    /** Octets that are counted are the message's, whatever they are: the commands behind them are answered, and no others. */
    @MethodSource("chunks")
    @FuzzTest
    void r5_chunks(byte[] octets) {
        List<byte[]> pieces = new ArrayList<>();
        for (String line : List.of("EHLO a", "MAIL FROM:<a@example.net> BODY=BINARYMIME", "RCPT TO:<ann@example.org>"))
            pieces.add(Mutants.octets(line + "\r\n"));
        Random random = new Random(octets.length == 0 ? 0 : octets[0]);
        int chunks = 0;
        for (int at = 0; at < octets.length; chunks++) {
            int end = Math.min(octets.length, at + 1 + random.nextInt(50));
            byte[] chunk = Arrays.copyOfRange(octets, at, end);
            byte[] command = Mutants.octets("BDAT " + chunk.length + "\r\n");
            pieces.addAll(Mutants.pieces(joined(command, chunk), random.nextLong()));
            at = end;
        }
        for (String line : List.of("BDAT 0 LAST", "NOOP", "QUIT")) pieces.add(Mutants.octets(line + "\r\n"));
        TestReceiver receiver = new TestReceiver();
        Terms terms =
                TestServer.terms(Dialect.SMTP, folder).with(Allowance.TRUSTED).offering(Extension.BINARY_MIME);
        String said = Mutants.text(Fed.converse(server(terms, receiver), pieces));
        List<String> replies = Arrays.stream(said.split("\r\n"))
                .filter(line -> line.charAt(3) == ' ')
                .toList();
        assertThat(replies).hasSize(7 + chunks);
        assertThat(replies.get(5 + chunks)).startsWith("250 2.0.0");
        assertThat(replies.getLast()).startsWith("221 2.0.0");
        if (replies.get(4 + chunks).startsWith("250 "))
            assertThat(receiver.mails().getFirst().text()).isEqualTo(Mutants.text(octets));
        else assertThat(receiver.mails()).isEmpty();
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static SmtpServer server(Terms terms, Receiver receiver) {
        Clock clock = Clock.systemUTC();
        Reporter reporter = new Reporter(event -> {}, clock, TraceEvent.Stage.MTA, terms.hostName());
        return new SmtpServer(terms, receiver, reporter, clock, RANDOM);
    }

    /** A line a piece, with its end. */
    private static List<byte[]> lines(byte[] octets) {
        List<byte[]> lines = new ArrayList<>();
        for (int at = 0; at < octets.length; ) {
            int end = at;
            while (end < octets.length && octets[end] != '\n') end++;
            lines.add(Arrays.copyOfRange(octets, at, Math.min(octets.length, end + 1)));
            at = end + 1;
        }
        return lines;
    }

    @Test
    void mutants() throws IOException {
        Mutants.each(dialogues(), 300, this::c20_r9_session);
        Mutants.each(chunks(), 1_000, this::r5_chunks);
    }
}

package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.distribution.Peers;
import org.stagepost.distribution.sandbox.Screen.Detail;
import org.stagepost.trace.Ink;

/** {@code stagepost demo}: what it shows, that nothing of it stays, and that what it offers to type does what it says. */
final class DemoTest {
    private static final int MOST_LINES = 60;
    private static final int MOST_COLUMNS = 100;
    private static final List<String> SUBMISSION = List.of(
            "C: EHLO ",
            "C: STARTTLS",
            "C: AUTH PLAIN ****",
            "C: MAIL FROM:",
            "C: RCPT TO:",
            "C: DATA",
            "C: .",
            "S: 250");

    @TempDir
    Path folder;

    private Path place;

    @BeforeEach
    void place() throws IOException {
        place = Files.createDirectory(folder.resolve("t"));
    }

    @Test
    void onceItShowsOneMessageOnOnePageAndLeavesNothingBehind() throws Exception {
        try (Served demo = demo("--once")) {
            assertThat(demo.awaitEnd()).as("%s", demo.printed()).isZero();
            String printed = demo.printed();
            assertThat(printed).startsWith("Stagepost demo: ").doesNotContain("\u001b", "AHNhbmRib3g", "\tat ");
            List<String> lines = printed.lines().toList();
            assertThat(lines).hasSizeLessThanOrEqualTo(MOST_LINES);
            assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(MOST_COLUMNS));
            assertThat(printed).containsSubsequence(SUBMISSION).containsPattern("S: 250 2\\.0\\.0 queued as \\w+\n");
            assertThat(printed)
                    .containsPattern(hop("MSA", "bob → msa.mars", "250"))
                    .containsPattern(hop("DNS", "MX venus\\?", "10 mx.venus"))
                    .containsPattern(hop("MTA", "mta.mars → mta.venus", "250 .*SMTP, TLS"))
                    .containsPattern(hop("MTA", "mta.venus → mda.venus", "250 .*LMTP"))
                    .containsPattern(hop("MDA", "alice → INBOX", "250"))
                    .containsPattern(hop("MDA", "theboss → INBOX", "250"))
                    .containsPattern(hop("IMAP", "alice reads INBOX", "\"Test message\" from bob"))
                    .containsPattern(hop("POP3", "theboss reads INBOX", "\"Test message\" from bob"));
        }
        assertThat(place).isEmptyDirectory();
    }

    /** A line of a time, a stage, what passes between whom, and what came of it. */
    private static String hop(String stage, String way, String outcome) {
        return "(?m)^ *\\d+\\.\\d+ s  " + stage + " +\\w+ +" + way + " .*" + outcome;
    }

    @Test
    void verboseItShowsTheDialoguesOfTheOtherHopsToo() throws Exception {
        try (Served demo = demo("--once", "--verbose")) {
            assertThat(demo.awaitEnd()).as("%s", demo.printed()).isZero();
            assertThat(demo.printed())
                    .containsSubsequence(
                            "C: LHLO mx.mars.test", "C: RCPT TO:<carol@mars.test>", "S: 250 2.1.5 delivered")
                    .contains("C: EHLO mx.mars.test", "S: 220 mx.venus.test ESMTP", "C: LHLO mx.venus.test")
                    .contains("C: c EXAMINE INBOX", "C: RETR 1")
                    .doesNotContain(" sandbox", "AHNhbmRib3g", "\u001b");
        }
        assertThat(place).isEmptyDirectory();
    }

    @Test
    void itStaysForTheCommandsThatItPrintsUntilCtrlC() throws Exception {
        Peers.need("curl", "/usr/bin/curl");
        try (Served demo = demo()) {
            String trace = demo.awaitText("  trace ");
            JakartaMail.until(() ->
                    demo.printed().endsWith("\n") && command("trace", demo).indexOf('\n') > 0);
            assertThat(trace).contains("Both stay up until Ctrl-C, which removes " + place);
            typed(command("send", demo));
            String read = command("read", demo);
            assertThat(typed(read)).contains("Subject: Test message");
            String second = read.replace("MAILINDEX=1", "MAILINDEX=2");
            JakartaMail.until(() -> shell(second).contains("From curl."));
            assertThat(typed(command("trace", demo)))
                    .startsWith("Message ")
                    .containsPattern("(?m)^ *\\d+\\.\\d+ s  MSA ")
                    .contains("carol@mars.test");
            demo.interrupt();
            assertThat(demo.awaitEnd()).isEqualTo(128 + 2);
        }
        assertThat(place).isEmptyDirectory();
    }

    /** What is printed behind a label, with the lines that go on with it, for a shell. */
    private static String command(String label, Served demo) throws IOException {
        StringBuilder command = new StringBuilder();
        for (String line : demo.printed().lines().toList()) {
            boolean first = line.startsWith("  " + label + " ");
            boolean next = command.toString().endsWith("\\\n");
            if (first || next) command.append(line.substring(12)).append('\n');
        }
        return command.toString().strip();
    }

    private String typed(String command) throws Exception {
        Process shell = start(command);
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as("%s\n%s", command, printed).isZero();
        return printed;
    }

    private String shell(String command) throws IOException {
        return new String(start(command).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private Process start(String command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true);
        builder.environment().put("PATH", installed() + ":/usr/bin:/bin");
        return builder.start();
    }

    /** A folder with a program {@code stagepost}. */
    private Path installed() throws IOException {
        Path program = folder.resolve("bin/stagepost");
        if (Files.exists(program)) return program.getParent();
        String java = Served.command(Served.classes(), List.of()).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        Files.createDirectory(program.getParent());
        Files.writeString(program, "#!/bin/sh\nexec " + java + " \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return program.getParent();
    }

    @Test
    void withoutAPlaceForItsFilesItSaysSoAndFails() throws Exception {
        Files.delete(place);
        try (Served demo = demo("--once")) {
            assertThat(demo.awaitEnd()).isEqualTo(1);
            assertThat(demo.printed())
                    .contains("stagepost: the demo failed: " + place + " takes no folder")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aDeliveryThatIsRefusedEndsItWithTheReason() throws Exception {
        Path mail = Files.createDirectories(place.resolve("venus.test/data/mail/venus.test/alice"));
        Files.writeString(mail.resolve("Maildir"), "a file in the way");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        try (Demo demo = new Demo(place, new Screen(out, Ink.PLAIN, Detail.A_LINE, Clock.systemUTC()))) {
            demo.start();
            assertThatThrownBy(demo::run)
                    .isInstanceOf(Demo.FailedException.class)
                    .hasMessage("MDA of mx.venus.test: 451 4.3.0 the mailbox cannot be reached, try again later"
                            + " (UNAVAILABLE: the mail store has a problem; try later)");
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("bob → msa.mars")
                .doesNotContainPattern("alice → INBOX +250");
        assertThat(place).doesNotExist();
    }

    private Served demo(String... options) throws Exception {
        List<String> jvm = Served.joined(Served.classes(), List.of("-Djava.io.tmpdir=" + place));
        List<String> words =
                Stream.concat(Stream.of("demo"), Stream.of(options)).toList();
        return Served.run(Served.joined(interruptible(), Served.command(jvm, words)), folder.resolve("log"));
    }

    /** A JVM heeds Ctrl-C only where its parent did: a build in the background does not. */
    private static List<String> interruptible() throws Exception {
        List<String> heeding = List.of("env", "--default-signal=INT");
        boolean known = new ProcessBuilder(Served.joined(heeding, List.of("true")))
                        .start()
                        .waitFor()
                == 0;
        return known ? heeding : List.of();
    }
}

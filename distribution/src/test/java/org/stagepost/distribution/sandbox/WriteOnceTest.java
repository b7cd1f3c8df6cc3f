package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.distribution.Peers;

/** What is forced to disk between an SMTP client's final dot and its 250, as the system sees it; all stages in one process. */
final class WriteOnceTest {
    private static final Organisation MARS = new Organisation(
            "mars.test",
            Ports.loopback("127.0.0.8"),
            List.of(new Person("ann", "mars.test", "sandbox"), new Person("ben", "mars.test", "sandbox")));

    /** A call of the system that forces, and the path of what it forces. */
    private static final Pattern FORCE = Pattern.compile("\\b(?:fsync|fdatasync)\\(\\d+<([^>]*)>");

    private static final String TEXT = "From: someone\r\nSubject: once\r\n\r\n" + "Once is enough.\r\n".repeat(2_000);

    @TempDir
    static Path folder;

    private static Ports ports;
    private static Path trace;
    private static Served served;

    @BeforeAll
    static void start() throws Exception {
        Path strace = Peers.need("strace", "/usr/bin/strace");
        ports = Ports.any(List.of(MARS.address()));
        InetSocketAddress nobody = new InetSocketAddress(MARS.address(), 9);
        Path settings = Files.writeString(folder.resolve("stagepost.toml"), MARS.settings(ports, nobody));
        new Shell(settings).welcome(MARS);
        trace = folder.resolve("trace");
        List<String> observer = List.of(
                strace.toString(), "-f", "--seccomp-bpf", "-y", "-e", "trace=fsync,fdatasync", "-o", trace.toString());
        if (!canObserve(observer)) Peers.missing("strace", "permission to trace a process");
        served = Served.observed(observer, settings, folder.resolve("log"));
        served.awaitText(" serves as ");
        // The first delivery makes the account's folders and opens its delivery log.
        send("ann");
        send("ben");
    }

    /** Containers may forbid it. */
    private static boolean canObserve(List<String> observer) throws Exception {
        List<String> command = new ArrayList<>(observer);
        command.add("/bin/true");
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    @AfterAll
    static void stop() {
        if (served != null) served.close();
    }

    @Test
    void aMessageToOneMailboxIsForcedOnceAndItsNameOnce() throws Exception {
        for (int message = 0; message < 5; message++) {
            assertThat(forcedWhile(() -> send("ann")))
                    .as("message %d", message)
                    .containsExactly("mail/mars.test/ann/Maildir/tmp", "mail/mars.test/ann/Maildir/new");
        }
    }

    @Test
    void aMessageToTwoIsForcedInTheQueueBeforeItsReplyAndThenInEachMailbox() throws Exception {
        List<String> forced = forcedWhile(() -> {
            send("ann", "ben");
            JakartaMail.until(WriteOnceTest::queueIsEmpty);
        });
        assertThat(forced)
                .startsWith("queue/incoming", "queue/messages")
                .containsExactlyInAnyOrder(
                        "queue/incoming",
                        "queue/messages",
                        "mail/mars.test/ann/Maildir/tmp",
                        "mail/mars.test/ann/Maildir/new",
                        "mail/mars.test/ben/Maildir/tmp",
                        "mail/mars.test/ben/Maildir/new");
    }

    private interface Step {
        void go() throws Exception;
    }

    /** Which folders, or folders of files, were forced meanwhile, in order. */
    private static List<String> forcedWhile(Step step) throws Exception {
        int before = forces().size();
        step.go();
        List<MatchResult> all = forces();
        return all.subList(before, all.size()).stream()
                .map(force -> shortened(Path.of(force.group(1))))
                .toList();
    }

    private static List<MatchResult> forces() throws IOException {
        return FORCE.matcher(Files.readString(trace)).results().toList();
    }

    private static String shortened(Path forced) {
        Path data = folder.resolve("data");
        Path what = Files.isDirectory(forced) ? forced : forced.getParent();
        return what.startsWith(data) ? data.relativize(what).toString() : what.toString();
    }

    private static void send(String... recipients) throws IOException {
        try (Wire wire = new Wire(MARS.at(ports.smtp()))) {
            wire.reply();
            wire.ask("EHLO client.test");
            assertThat(wire.ask("MAIL FROM:<>")).startsWith("250 ");
            for (String recipient : recipients)
                assertThat(wire.ask("RCPT TO:<" + recipient + "@mars.test>")).startsWith("250 ");
            assertThat(wire.ask("DATA")).startsWith("354 ");
            wire.say(TEXT + ".\r\n");
            assertThat(wire.reply()).startsWith("250 ");
        }
    }

    private static boolean queueIsEmpty() throws IOException {
        try (Stream<Path> messages = Files.list(folder.resolve("data/queue/messages"))) {
            return messages.findAny().isEmpty();
        }
    }
}

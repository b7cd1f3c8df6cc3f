package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.distribution.control.Control;
import org.stagepost.distribution.status.Finding;
import org.stagepost.distribution.status.Finding.Level;
import org.stagepost.distribution.status.Inspection;
import org.stagepost.distribution.status.SiteStatus;
import org.stagepost.distribution.status.StatusPage;
import org.stagepost.launch.Settings;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.TraceId;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mta.TransferServer;
import org.stagepost.net.Endpoint;
import org.stagepost.trace.Tracer;

/** How a site is, running and at rest, and the letter that tells postmaster. */
class StatusTest {
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    Path folder;

    private Configuration configuration(String more) {
        return Configuration.from(Settings.of("""
            hostname = "mx.mars.test"
            domains = ["mars.test"]
            data = "%s"
            login.hash-memory = "1M"
            login.hash-passes = 1
            msa.listen = []
            msa.listen-tls = []
            mta.listen = "127.0.0.1:0"
            mta.dns-server = "127.0.0.1:9"
            mta.smart-host = "127.0.0.1:9"
            imap.listen = []
            imap.listen-tls = []
            pop3.listen = []
            pop3.listen-tls = []
            mailstore.reserve = 0
            """.formatted(folder.resolve("data")) + more));
    }

    private Server serve(Configuration configuration) throws Exception {
        return Server.start(new Assembly(configuration, Role.ALL, Arrows.IN_PROCESS, Tracer.NONE));
    }

    private static SiteStatus look(Configuration configuration) {
        return new Inspection(configuration.places(), CLOCK).look();
    }

    private static void until(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }

    private static String talk(Server server, String... commands) throws Exception {
        Endpoint.Tcp at =
                (Endpoint.Tcp) server.service(TransferServer.class).endpoints().getFirst();
        try (Wire wire = new Wire(new InetSocketAddress("127.0.0.1", at.port()))) {
            wire.reply();
            wire.ask("EHLO client.test");
            String reply = "";
            for (String command : commands) reply = wire.ask(command);
            return reply;
        }
    }

    @Test
    void aRunningSiteTellsWhatRunsAndWhatHasHappened() throws Exception {
        Configuration configuration = configuration("postmaster.letter = false");
        try (Server server = serve(configuration)) {
            SiteStatus fresh = look(configuration);
            assertThat(fresh.running()).containsExactly("msa", "mta", "mda", "pop3", "imap");
            assertThat(fresh.processes()).as("one with all roles is one").hasSize(1);
            assertThat(fresh.findings()).isEmpty();
            assertThat(new StatusPage(fresh).lines()).contains("all is fine", "certificate  364 days left");

            assertThat(talk(server, "MAIL FROM:<x@venus.test>", "RCPT TO:<y@pluto.test>"))
                    .startsWith("550 5.7.1");

            until("it is counted", () -> !look(configuration).findings().isEmpty());
            SiteStatus seen = look(configuration);
            assertThat(seen.worst()).as("a note is no warning").isEmpty();
            assertThat(new StatusPage(seen).lines()).contains("note: once mail for other domains was refused in a day");
            assertThat(new StatusPage(seen).json()).contains("\"state\":\"fine\"", "\"refused-relays\":1");
        }
        assertThat(look(configuration).worst()).contains(Level.PROBLEM);
        try (Server server = serve(configuration)) {
            assertThat(server.directory().domains()).hasSize(1);
            until(
                    "the day goes on behind a restart",
                    () -> new StatusPage(look(configuration)).json().contains("\"refused-relays\":1,"));
        }
    }

    @Test
    void whatTheStoreHasMendedIsSeenAndNotForgottenByARestart() throws Exception {
        Configuration configuration = configuration("postmaster.letter = false");
        Address ann = Address.parse("ann@mars.test");
        try (Server server = serve(configuration)) {
            server.directory().addAccount(ann, "pencil");
            opened(server, ann);
        }
        Path list = folder.resolve("data/mail/mars.test/ann/Maildir/dovecot-uidlist");
        Files.writeString(list, "torn", StandardOpenOption.APPEND);
        for (int start = 0; start < 2; start++) {
            try (Server server = serve(configuration)) {
                opened(server, ann);
                until("it is told", () -> !look(configuration).findings().isEmpty());
                assertThat(look(configuration).findings())
                        .containsExactly(new Finding(
                                Level.WARNING,
                                "once a file of queue or store was mended or set aside in a day; the log tells which"));
            }
        }
    }

    private static void opened(Server server, Address account) throws Exception {
        Mailboxes mailboxes = server.instance(MailStore.class).of(account);
        try (Mailbox inbox = mailboxes.open(MailboxName.INBOX)) {
            assertThat(inbox.uidValidity()).isPositive();
        }
    }

    @Test
    void aSmartHostThatTakesNothingIsAProblem() throws Exception {
        Configuration configuration = configuration("postmaster.letter = false\nmta.networks = '127.0.0.1'");
        try (Server server = serve(configuration)) {
            assertThat(talk(
                            server,
                            "MAIL FROM:<x@mars.test>",
                            "RCPT TO:<y@pluto.test>",
                            "DATA",
                            "Subject: x\r\n\r\nx\r\n."))
                    .startsWith("250 ");
            until(
                    "it has been tried",
                    () -> look(configuration).findings().stream().anyMatch(StatusTest::isOfSmartHost));
            new Control(folder.resolve("data")).ask("mta", List.of("queue", "drop", "by=joe", "to=y@pluto.test"));
            assertThat(look(configuration).findings())
                    .as("nothing waits for it any more")
                    .noneMatch(StatusTest::isOfSmartHost);
        }
    }

    private static boolean isOfSmartHost(Finding each) {
        return each.level() == Level.PROBLEM && each.text().startsWith("smart host 127.0.0.1:9 takes nothing: ");
    }

    @Test
    void aRoleThatHasEndedByItselfIsAProblemWhileOthersRun() throws Exception {
        Configuration configuration = configuration("postmaster.letter = false");
        try (Server server =
                Server.start(new Assembly(configuration, Set.of(Role.IMAP), Arrows.IN_PROCESS, Tracer.NONE))) {
            assertThat(server.directory().domains()).hasSize(1);
            assertThat(look(configuration).findings()).isEmpty();
            try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                dead.bind(UnixDomainSocketAddress.of(folder.resolve("data/run/mta.sock")));
            }
            assertThat(look(configuration).findings())
                    .singleElement()
                    .satisfies(each -> assertThat(each.level()).isEqualTo(Level.PROBLEM))
                    .extracting(Finding::text)
                    .asString()
                    .startsWith("the process with the role mta has ended");
        }
    }

    @Test
    void filesTellOfTroubleWhetherOrNotAServerRuns() throws Exception {
        Configuration configuration = configuration("");
        Path messages = Files.createDirectories(folder.resolve("data/queue/messages"));
        Clock longAgo = Clock.fixed(CLOCK.instant().minus(Duration.ofDays(3)), ZoneOffset.UTC);
        Files.writeString(messages.resolve(TraceId.next(longAgo, new Random()).text() + "-2"), "four");
        Files.createDirectories(folder.resolve("data/queue/quarantine/x"));
        Files.createDirectories(folder.resolve("data/tls"));
        Files.writeString(folder.resolve("data/tls/self-signed.pem"), "nothing");
        SiteStatus status = look(configuration);
        assertThat(status.queue().octets()).isEqualTo(4);
        assertThat(status.findings())
                .extracting(Finding::text)
                .anySatisfy(text -> assertThat(text).startsWith("a message has been in the queue for 3 days"))
                .anySatisfy(text -> assertThat(text).startsWith("1 files of the queue are no whole messages"))
                .anySatisfy(text -> assertThat(text).endsWith("cannot be read: it holds no certificate"))
                .anySatisfy(text -> assertThat(text).startsWith("no server runs"));
        assertThat(status.findings().getFirst().level()).as("the worst first").isEqualTo(Level.PROBLEM);
        assertThat(new StatusPage(status).lines()).contains("queue        1 message, 4 octets, the oldest for 3 days");
    }

    @Test
    void postmasterIsToldOnceADayAndOnlyWhenThereIsSomething() throws Exception {
        Configuration configuration = configuration("");
        try (Server server = serve(configuration)) {
            server.directory().addAccount(Address.parse("ann@mars.test"), "pencil");
            talk(server, "MAIL FROM:<x@venus.test>", "RCPT TO:<y@pluto.test>");
            until("it is counted", () -> !look(configuration).findings().isEmpty());
            server.instance(PostmasterLetter.class).perform(() -> false);
        }
        assertThat(composed()).as("a note is no reason for a letter").isZero();
        Path quarantine = Files.createDirectories(folder.resolve("data/queue/quarantine"));
        Files.writeString(quarantine.resolve("broken"), "x");
        for (int start = 0; start < 2; start++) {
            try (Server server = serve(configuration)) {
                until("she has it", () -> letters().size() == 1);
                assertThat(server.directory().domains()).containsExactly(Domain.of("mars.test"));
            }
            assertThat(composed()).as("one a day").isEqualTo(1);
        }
        String letter = Files.readString(letters().getFirst());
        assertThat(letter)
                .contains("To: postmaster@mars.test", "Subject: mx.mars.test: 2 things to know", "Auto-Submitted: ")
                .as("a repeat of it is known by its id")
                .contains("Received: from mx.mars.test by mx.mars.test id ")
                .contains("Return-Path: <>", "problem: 1 files of the queue are no whole messages")
                .contains("note: once mail for other domains was refused in a day")
                .contains("runs         msa, mta, mda, pop3, imap");
        Files.setLastModifiedTime(
                folder.resolve("data/postmaster-told"),
                FileTime.from(CLOCK.instant().minus(Duration.ofDays(1))));
        try (Server server = serve(configuration)) {
            until("the next day comes the next", () -> letters().size() == 2);
            assertThat(server.directory().accounts()).hasSize(1);
        }
        assertThat(composed()).isEqualTo(2);
    }

    /** How many letters there are when nothing runs: a process that ends has gone its round, and what it sent is somewhere. */
    private int composed() throws IOException {
        try (Stream<Path> waiting = Files.list(folder.resolve("data/queue/messages"))) {
            return letters().size() + (int) waiting.count();
        }
    }

    private List<Path> letters() {
        Path inbox = folder.resolve("data/mail/mars.test/ann/Maildir/new");
        if (!Files.isDirectory(inbox)) return List.of();
        try (Stream<Path> files = Files.list(inbox)) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stagepost.dialogue.DialogueTests;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Reply;
import org.stagepost.mta.dns.Fault;
import org.stagepost.mta.queue.Agenda;
import org.stagepost.mta.queue.Mark;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.QueueListing;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.smtp.server.Terms;
import org.stagepost.smtp.server.TestServer;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;

/**
 * Mail through the whole of transfer: over the wire in, queued or delivered, and over the wire out; long because each
 * way that a message can go is a test of its own, in one world of hosts.
 */
class TransferTest {
    private static final String RECORDS = """
        venus.test MX 10 mx.venus.test
        venus.test MX 20 mx2.venus.test
        mx.venus.test A 127.0.0.3
        mx2.venus.test A 127.0.0.4
        pluto.test A 127.0.0.5
        silent.test MX 0 .
        """;

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private World world;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, keys);
        world.dns.serve(RECORDS);
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    @TestFactory
    Stream<DynamicTest> dialogues() throws Exception {
        world.mailboxes.refuse("full@mars.test", Reply.of(452, "4.2.2", "mailbox full"));
        world.directory.account("full@mars.test");
        world.start();
        return DialogueTests.under(Path.of("src/test/dialogues"), world::address, Map.of());
    }

    @Test
    void aMessageForOneMailboxIsDeliveredWhileTheClientWaits() throws Exception {
        world.start();

        assertThat(world.send("bob@venus.test", "ann@mars.test")).startsWith("250 2.1.5 delivered ");

        assertThat(world.mailboxes.delivered())
                .singleElement()
                .satisfies(copy -> assertThat(copy)
                        .startsWith("ann@mars.test: Received: from client.example ([127.0.0.1]) by mx.mars.test")
                        .endsWith("\r\nSubject: hello\r\n\r\ntext\r\n"));
        assertThat(world.disk.calls()).as("nothing is queued").doesNotContain("force:queue.message");
    }

    /** RFC 8601 section 5: readers believe what bears our name. */
    @Test
    void r27_verdictsInOurNameThatOthersHaveWrittenAreTakenOut() throws Exception {
        world.start();
        String ours = "Authentication-Results: mx.mars.test; spf=pass\r\n"
                + "Authentication-Results:\r\n (a \"comment\") \"MX.mars.test\" 1; dkim=pass\r\n"
                + "authentication-results: mx.mars.test.; none\r\n"
                + "Received-SPF: pass (mx.mars.test: fine) client-ip=192.0.2.1\r\n"
                + "Received-SPF: pass client-ip=192.0.2.1; receiver=\"mx.mars.test\"\r\n";
        String others = "Authentication-Results: mx.mars.test.example; spf=fail\r\n"
                + "Received-SPF: fail (mx.venus.test: mx.mars.test) receiver=mx.venus.test\r\n"
                + "Subject: mx.mars.test\r\n";
        try (Wire wire = world.client()) {
            wire.ask("MAIL FROM:<bob@venus.test>", "RCPT TO:<ann@mars.test>", "DATA");
            assertThat(wire.ask(ours + others + "\r\ntext\r\n.")).startsWith("250 ");
        }
        assertThat(world.mailboxes.delivered())
                .singleElement()
                .satisfies(copy -> assertThat(copy)
                        .endsWith("\r\n" + others + "\r\ntext\r\n")
                        .doesNotContain("pass", "none"));
    }

    @Test
    void anAliasOfOneIsOneAndOfTwoIsQueued() throws Exception {
        world.start();

        assertThat(world.send("bob@venus.test", "ANN@mars.test", "ann@MARS.test"))
                .startsWith("250 2.1.5 delivered ");
        assertThat(world.send("bob@venus.test", "all@mars.test")).startsWith("250 2.0.0 queued as ");

        until("both have it", () -> world.mailboxes.delivered().size() == 3);
        assertThat(world.waiting()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
    }

    @Test
    void v7_aFullMailboxIsToldToTheClient() throws Exception {
        world.start();
        world.mailboxes.refuse("ann@mars.test", Reply.of(452, "4.2.2", "mailbox full"));

        assertThat(world.send("bob@venus.test", "ann@mars.test")).startsWith("452 4.2.2 ");
        assertThat(world.queueFiles()).isEmpty();
    }

    @Test
    void v7_troubleOfDeliveryIsOursAndNotTheClients() throws Exception {
        world.start();
        world.mailboxes.refuse("ann@mars.test", Reply.of(451, "4.3.0", "the store is down"));

        assertThat(world.send("bob@venus.test", "ann@mars.test")).startsWith("250 2.0.0 queued as ");
        assertThat(world.waiting()).hasSize(1);

        world.mailboxes.heal();
        world.retry();
        until("it is delivered", () -> world.mailboxes.delivered().size() == 1);
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void deliveryThatTakesTooLongIsQueuedAndNotDoneTwice() throws Exception {
        world.set("mta.delivery-deadline = \"100ms\"");
        world.start();
        CountDownLatch gate = world.mailboxes.hold();

        assertThat(world.send("bob@venus.test", "ann@mars.test")).startsWith("250 2.0.0 queued as ");
        assertThat(world.queueFiles()).hasSize(1);

        gate.countDown();
        assertThat(world.waiting()).isEmpty();
        assertThat(world.mailboxes.delivered()).hasSize(1);
        assertThat(world.mailboxes.repeats()).isZero();
        assertThat(world.queueFiles()).isEmpty();
    }

    @Test
    void mailForOtherDomainsGoesToTheirHosts() throws Exception {
        OtherHost venus = world.host(3);
        OtherHost pluto = world.host(5);
        startForRelaying();

        relay("ann@mars.test", "bob@venus.test", "eve@venus.test", "joe@mars.test", "tim@pluto.test");

        until(
                "all have it",
                () -> venus.letters().size() == 1
                        && pluto.letters().size() == 1
                        && world.mailboxes.delivered().size() == 1);
        assertThat(venus.letters().getFirst().recipients()).containsExactly("bob@venus.test", "eve@venus.test");
        assertThat(pluto.letters().getFirst().recipients()).containsExactly("tim@pluto.test");
        assertThat(venus.letters().getFirst().text())
                .startsWith("Received: from client.example ")
                .endsWith("Subject: hello\r\n\r\ntext\r\n");
        assertThat(world.waiting()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
    }

    @Test
    void startTlsIsUsedWhereItIsOffered() throws Exception {
        OtherHost venus = world.host(3, terms -> secured(terms));
        startForRelaying();

        relay("ann@mars.test", "bob@venus.test");

        until("it is there", () -> venus.letters().size() == 1);
        assertThat(venus.letters().getFirst().protocol()).isEqualTo("ESMTPS");
    }

    @Test
    void theNextHostIsTriedWhenTheFirstIsDown() throws Exception {
        OtherHost second = world.host(4);
        startForRelaying();

        relay("ann@mars.test", "bob@venus.test");

        until("it is there", () -> second.letters().size() == 1);
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void theNextHostIsTriedWhenTheFirstWillNotTalk() throws Exception {
        OtherHost first = world.host(3);
        OtherHost second = world.host(4);
        first.reply("connect", Reply.of(554, "5.3.2", "go away"));
        startForRelaying();

        relay("ann@mars.test", "bob@venus.test");

        until("it is there", () -> second.letters().size() == 1);
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void theNextHostIsTriedForThoseWhomTheFirstDoesNotTakeNow() throws Exception {
        OtherHost first = world.host(3);
        OtherHost second = world.host(4);
        first.reply("bob@venus.test", Reply.of(451, "4.7.1", "grey"));
        startForRelaying();

        relay("ann@mars.test", "eve@venus.test", "bob@venus.test");

        until(
                "both have it",
                () -> first.letters().size() == 1 && second.letters().size() == 1);
        assertThat(first.letters().getFirst().recipients()).containsExactly("eve@venus.test");
        assertThat(second.letters().getFirst().recipients()).containsExactly("bob@venus.test");
        assertThat(world.waiting()).isEmpty();
    }

    /** The first is down: it might take the message later, so nothing is given up. */
    @Test
    void q6_whoAnswersWithOurNameIsOurselvesWhateverTheDnsCallsIt() throws Exception {
        OtherHost pluto = world.host(5, terms -> calledLikeUs());
        OtherHost second = world.host(4, terms -> calledLikeUs());
        startForRelaying();

        relay("ann@mars.test", "tim@pluto.test");
        until("ann hears of it", () -> world.mailboxes.delivered().size() == 1);
        relay("", "bob@venus.test");

        assertThat(world.mailboxes.delivered().getFirst()).contains("Action: failed\r\nStatus: 5.4.6\r\n");
        assertThat(world.waiting())
                .singleElement()
                .satisfies(item -> assertThat(
                                item.entry().marks().getFirst().reply().status())
                        .hasToString("4.4.1"));
        assertThat(pluto.letters()).isEmpty();
        assertThat(second.letters()).isEmpty();
    }

    private Terms calledLikeUs() {
        return Terms.of(Dialect.SMTP, "MX.mars.test", folder.resolve("spill"), TestServer.POSTMASTER_AT);
    }

    @Test
    void whatIsRefusedForNowIsTriedAgainLater() throws Exception {
        OtherHost pluto = world.host(5);
        pluto.reply("data", Reply.of(451, "4.3.0", "not now"));
        startForRelaying();

        relay("ann@mars.test", "tim@pluto.test");
        List<Agenda.Item> waiting = world.waiting();
        assertThat(waiting).hasSize(1);
        assertThat(Duration.between(world.clock.instant(), waiting.getFirst().due())
                        .toSeconds())
                .isBetween(270L, 330L);

        pluto.heal();
        world.clock.advance(Duration.ofSeconds(331));
        until("it is there", () -> pluto.letters().size() == 1);
        assertThat(world.waiting()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
    }

    @Test
    void onlyThoseWhoDidNotGetItAreTriedAgain() throws Exception {
        OtherHost venus = world.host(3);
        OtherHost pluto = world.host(5);
        venus.reply("bob@venus.test", Reply.of(450, "4.2.0", "busy"));
        venus.reply("eve@venus.test", Reply.of(450, "4.2.0", "busy"));
        startForRelaying();

        relay("ann@mars.test", "bob@venus.test", "ivy@venus.test", "tim@pluto.test", "eve@venus.test");
        List<Agenda.Item> waiting = world.waiting();

        assertThat(waiting.getFirst().entry().pending()).hasToString("[bob@venus.test, eve@venus.test]");
        venus.heal();
        world.retry();
        until("they have it", () -> venus.letters().size() == 2);
        assertThat(world.waiting()).isEmpty();
        assertThat(venus.letters().get(1).recipients()).containsExactly("bob@venus.test", "eve@venus.test");
        assertThat(pluto.letters()).hasSize(1);
    }

    @Test
    void whatWasDoneBeforeARestartIsNotDoneAgain() throws Exception {
        OtherHost venus = world.host(3);
        venus.reply("bob@venus.test", Reply.of(450, "4.2.0", "busy"));
        startForRelaying();
        relay("ann@mars.test", "bob@venus.test", "ivy@venus.test");
        Instant before = world.waiting().getFirst().due();

        world.stop();
        assertThat(QueueListing.of(folder.resolve("queue"))).singleElement().satisfies(entry -> {
            assertThat(entry.pending()).hasToString("[bob@venus.test]");
            assertThat(entry.marks()).extracting(Mark::by).allMatch(by -> by.contains("127.0.0.3"));
        });
        venus.heal();
        world.start();
        until("the queue is read", () -> !world.waiting().isEmpty());

        assertThat(Duration.between(before, world.waiting().getFirst().due()).abs())
                .as("the schedule stays, but for its jitter")
                .isLessThan(Duration.ofMinutes(2));
        world.retry();
        until("bob has it", () -> venus.letters().size() == 2);
        assertThat(venus.letters().get(1).recipients()).containsExactly("bob@venus.test");
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void aPermanentRefusalIsReportedToTheSender() throws Exception {
        OtherHost venus = world.host(3);
        venus.reply("bob@venus.test", Reply.of(550, "5.1.1", "who?"));
        startForRelaying();

        relay("ann@mars.test", "bob@venus.test", "eve@venus.test");

        until("ann hears of it", () -> world.mailboxes.delivered().size() == 1);
        assertThat(world.mailboxes.delivered().getFirst())
                .startsWith("ann@mars.test: ")
                .contains("Final-Recipient: rfc822; bob@venus.test\r\nAction: failed\r\nStatus: 5.1.1\r\n")
                .contains("Diagnostic-Code: smtp; 550 5.1.1 who?\r\n")
                .doesNotContain("rfc822; eve@venus.test");
        assertThat(venus.letters()).hasSize(1);
        assertThat(world.waiting()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
    }

    @Test
    void q7_aReportThatCannotBeDeliveredIsDropped() throws Exception {
        OtherHost venus = world.host(3);
        venus.reply("bob@venus.test", Reply.of(550, "5.1.1", "who?"));
        startForRelaying();

        relay("", "bob@venus.test");

        assertThat(world.waiting()).isEmpty();
        until(
                "its end is told",
                () -> world.events.stream().anyMatch(event -> event.what().equals("dropped")));
        assertThat(world.queueFiles()).isEmpty();
        assertThat(world.mailboxes.delivered()).isEmpty();
    }

    @Test
    void q7_aReportThatIsRefusedElsewhereIsNotReported() throws Exception {
        OtherHost venus = world.host(3);
        OtherHost pluto = world.host(5);
        venus.reply("bob@venus.test", Reply.of(550, "5.1.1", "who?"));
        pluto.reply("sue@pluto.test", Reply.of(550, "5.7.1", "no reports, please"));
        startForRelaying();

        relay("sue@pluto.test", "bob@venus.test");

        until("the report has come to its end", () -> kinds().contains(Kind.DROPPED));
        assertThat(world.waiting()).isEmpty();
        assertThat(kinds()).as("one report, and none about it").containsOnlyOnce(Kind.BOUNCED);
        assertThat(pluto.connections()).isEqualTo(1);
        assertThat(pluto.letters()).isEmpty();
        assertThat(world.mailboxes.delivered()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
    }

    private List<Kind> kinds() {
        return world.events.stream().map(TraceEvent::kind).toList();
    }

    @Test
    void afterFiveDaysItIsGivenUp() throws Exception {
        startForRelaying();
        relay("ann@mars.test", "tim@pluto.test");
        assertThat(world.waiting()).hasSize(1);

        world.clock.advance(Duration.ofHours(5));
        world.retry();
        until("ann hears of the delay", () -> world.mailboxes.delivered().size() == 1);
        assertThat(world.mailboxes.delivered().getFirst()).contains("Action: delayed\r\nStatus: 4.4.1\r\n");
        assertThat(world.waiting()).hasSize(1);

        world.clock.advance(Duration.ofDays(5));
        world.retry();
        until("ann hears of the end", () -> world.mailboxes.delivered().size() == 2);
        assertThat(world.mailboxes.delivered().get(1))
                .contains("Action: failed\r\nStatus: 5.4.7\r\n")
                .contains("given up after 5 days");
        assertThat(world.waiting()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"deaf.test, 5.4.4", "loop.test, 5.4.6"})
    void whatTheDnsRulesOutIsReportedAtOnce(String domain, String status) throws Exception {
        world.dns.serve("deaf.test TXT x\nloop.test MX 10 mx.mars.test\n");
        startForRelaying();

        relay("ann@mars.test", "bob@" + domain);

        until("ann hears of it", () -> world.mailboxes.delivered().size() == 1);
        assertThat(world.mailboxes.delivered().getFirst()).contains("Status: " + status);
    }

    @Test
    void domainsOfTheSettingsGoWhereTheySay() throws Exception {
        OtherHost relay = world.elsewhere(Dialect.SMTP);
        OtherHost delivery = world.elsewhere(Dialect.LMTP);
        world.set("mta.routes.\"relay.test\" = \"smtp:127.0.0.1:" + relay.port() + "\"");
        world.set("mta.routes.\"lists.test\" = \"lmtp:127.0.0.1:" + delivery.port() + "\"");
        startForRelaying();

        relay("ann@mars.test", "r1@relay.test", "all@lists.test");

        until(
                "both are there",
                () -> relay.letters().size() == 1 && delivery.letters().size() == 1);
        assertThat(delivery.letters().getFirst().protocol()).isEqualTo("LMTP");
    }

    @Test
    void theSmartHostTakesTheRest() throws Exception {
        OtherHost smart = world.elsewhere(Dialect.SMTP);
        world.set("mta.smart-host = \"127.0.0.1:" + smart.port() + "\"");
        startForRelaying();

        relay("ann@mars.test", "bob@venus.test", "tim@pluto.test", "joe@mars.test");

        until("both are there", () -> smart.letters().size() == 1);
        assertThat(smart.letters().getFirst().recipients()).containsExactly("bob@venus.test", "tim@pluto.test");
    }

    @Test
    void aBusyDestinationKeepsItsConnections() throws Exception {
        OtherHost pluto = world.host(5);
        startForRelaying();

        for (int i = 0; i < 60; i++) relay("ann@mars.test", "u" + i + "@pluto.test");

        until("all are there", () -> pluto.letters().size() == 60);
        assertThat(pluto.connections()).isLessThanOrEqualTo(20);
        assertThat(world.waiting()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
    }

    @Test
    void aKeptConnectionThatHasGoneIsReplaced() throws Exception {
        OtherHost pluto = world.host(5);
        startForRelaying();
        relay("ann@mars.test", "tim@pluto.test");
        until("it is there", () -> pluto.letters().size() == 1);
        assertThat(world.waiting()).isEmpty();

        pluto.close();
        OtherHost again = world.host(5);
        relay("ann@mars.test", "tim@pluto.test");

        until("it is there too", () -> again.letters().size() == 1);
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void q1_whatMayHaveBeenTakenIsNotOfferedToTheNextHostAtOnce() throws Exception {
        OtherHost second = world.host(4);
        try (MuteHost first = new MuteHost("127.0.0.3", second.port())) {
            startForRelaying();

            relay("ann@mars.test", "bob@venus.test");

            assertThat(world.waiting())
                    .singleElement()
                    .satisfies(item -> assertThat(
                                    item.entry().marks().getFirst().reply().text())
                            .contains("may come twice"));
            assertThat(first.messages()).isEqualTo(1);
            assertThat(second.letters()).isEmpty();
        }
    }

    @Test
    void theJourneyIsReported() throws Exception {
        OtherHost venus = world.host(3);
        startForRelaying();

        relay("ann@mars.test", "bob@venus.test");

        until("it is there", () -> venus.letters().size() == 1);
        assertThat(world.waiting()).isEmpty();
        assertThat(world.events)
                .extracting(event -> event.stage() + " " + event.what())
                .anySatisfy(line -> assertThat(line)
                        .isEqualTo("DNS 10 mx.venus.test -> 127.0.0.3, 20 mx2.venus.test -> 127.0.0.4"));
        assertThat(world.events)
                .filteredOn(event -> event.stage() == Stage.MTA && event.to().contains("127.0.0.3"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.peerId())
                            .isEqualTo(venus.letters()
                                    .getFirst()
                                    .envelope()
                                    .trace()
                                    .text());
                    assertThat(event.dialogue()).contains("C: MAIL FROM:<ann@mars.test> SIZE=" + sizeOf(venus));
                });
    }

    private static int sizeOf(OtherHost host) {
        return host.letters().getFirst().text().length();
    }

    @Test
    void x_dnsThatIsDownDefersAndNeverRefuses() throws Exception {
        world.dns.fail("venus.test", new Fault.ServerFailure());
        startForRelaying();

        assertThat(relay("ann@mars.test", "bob@venus.test")).startsWith("250 ");

        List<Agenda.Item> waiting = world.waiting();
        assertThat(waiting).hasSize(1);
        QueueEntry entry = waiting.getFirst().entry();
        assertThat(entry.marks().getFirst().reply().toString()).startsWith("451 4.4.3 ");
    }

    @Test
    void r14_aSenderWhoseDomainTakesNoMailSendsNone() throws Exception {
        world.start();

        assertThat(world.send("bob@silent.test", "ann@mars.test")).startsWith("550 5.7.27 ");
        assertThat(world.send("bob@venus.test", "ann@mars.test")).startsWith("250 ");
    }

    @Test
    void r14_aDomainThatTakesNoMailIsRefusedAtOnce() throws Exception {
        startForRelaying();

        assertThat(relay("ann@mars.test", "bob@silent.test")).startsWith("556 5.1.10 ");
        assertThat(relay("ann@mars.test", "bob@nowhere.test")).startsWith("550 5.1.2 ");
    }

    @Test
    void ourStageNeedsItsSecretOnTcp() throws Exception {
        startForRelaying();
        try (Wire wire = world.greeted(world.submissionAddress())) {
            assertThat(wire.ask("MAIL FROM:<ann@mars.test>")).startsWith("530 5.7.0 ");
            assertThat(wire.ask("AUTH PLAIN AG1zYQB3cm9uZw==")).startsWith("535 5.7.8 ");
            assertThat(wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=")).startsWith("235 ");
            assertThat(wire.ask("MAIL FROM:<ann@mars.test>")).startsWith("250 ");
        }
    }

    @Test
    void aListedNetworkMayRelay() throws Exception {
        OtherHost venus = world.host(3);
        world.set("mta.networks = [\"127.0.0.0/8\"]");
        world.start();

        assertThat(world.send("ann@mars.test", "bob@venus.test")).startsWith("250 2.0.0 queued as ");
        until("it is there", () -> venus.letters().size() == 1);
    }

    @Test
    void x_aDiskThatFailsIsSaidAndNothingIsKept() throws Exception {
        world.start();
        world.disk.fail(call -> call.equals("force:queue.message"), "Input/output error");

        assertThat(world.send("bob@venus.test", "all@mars.test")).startsWith("451 4.3.0 ");
        assertThat(world.queueFiles()).isEmpty();

        world.disk.heal();
        assertThat(world.send("bob@venus.test", "all@mars.test")).startsWith("250 ");
    }

    private Terms secured(Terms terms) {
        try {
            return terms.with(TestServer.tls(keys));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void startForRelaying() throws Exception {
        world.startForRelaying();
    }

    private String relay(String from, String... to) throws Exception {
        try (Wire wire = world.greeted(world.submissionAddress())) {
            wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=");
            return World.send(wire, from, to);
        }
    }
}

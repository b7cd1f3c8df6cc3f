package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mail.Reply;
import org.stagepost.smtp.Extension;

/** By when senders want their mail delivered (RFC 2852), and what they hear when it is not. */
class DeliverByTest {
    private static final String RECORDS = """
        venus.test MX 10 mx.venus.test
        mx.venus.test A 127.0.0.3
        """;
    private static final Reply NOT_NOW = Reply.of(450, "4.2.1", "not now");

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

    @Test
    void aHostThatKnowsOfItIsToldWhatIsLeftAlsoAfterARestart() throws Exception {
        OtherHost venus = timed();
        venus.reply("bob@venus.test", NOT_NOW);
        world.startForRelaying();
        relay("BY=3600;R", "<bob@venus.test>");
        assertThat(world.waiting()).hasSize(1);
        world.stop();

        world.clock.advance(Duration.ofMinutes(20));
        venus.heal();
        world.start();

        until("it is there", () -> venus.letters().size() == 1);
        assertThat(venus.letters().getFirst().envelope().options().by())
                .hasValueSatisfying(by -> assertThat(by).hasToString("2400;R"));
        assertThat(world.waiting()).isEmpty();
        assertThat(world.mailboxes.delivered()).isEmpty();
    }

    @Test
    void whatCannotBeDeliveredInTimeComesBackAtThatMomentAndIsNotTriedAgain() throws Exception {
        OtherHost venus = timed();
        venus.reply("bob@venus.test", NOT_NOW);
        world.startForRelaying();
        relay("BY=120;R", "<bob@venus.test>");
        assertThat(world.waiting().getFirst().due())
                .isEqualTo(world.clock.instant().plusSeconds(120));
        int before = venus.connections();

        venus.heal();
        world.clock.advance(Duration.ofMinutes(2));
        world.retry();

        assertThat(report())
                .contains("\r\nDeliver-By-Date: Thu, 1 Jan 2026 00:02:00 +0000\r\n")
                .contains("\r\nAction: failed\r\nStatus: 5.4.7\r\n")
                .contains("delivery time expired, at last: 450 4.2.1 not now");
        assertThat(world.waiting()).isEmpty();
        assertThat(world.events).anyMatch(event -> event.what().equals("expired"));
        assertThat(venus.connections()).isEqualTo(before);
        assertThat(venus.letters()).isEmpty();
    }

    @Test
    void whatHasToComeBackGoesToNoHostThatPromisesNothing() throws Exception {
        OtherHost venus = world.host(3, terms -> terms.offering(Extension.DSN));
        world.startForRelaying();

        relay("BY=120;R", "<bob@venus.test>");

        assertThat(report()).contains("\r\nAction: failed\r\nStatus: 5.3.3\r\n");
        assertThat(world.waiting()).isEmpty();
        assertThat(venus.letters()).isEmpty();
    }

    @Test
    void theTimeMayRunOutWhileTheMessageComes() throws Exception {
        OtherHost venus = timed();
        world.startForRelaying();
        for (String by : List.of("BY=60;R", "BY=60;N")) {
            try (Wire wire = ready(by, "<bob@venus.test>")) {
                wire.ask("DATA");
                world.clock.advance(Duration.ofSeconds(90));
                assertThat(wire.ask("Subject: hello\r\n\r\ntext\r\n.")).startsWith("250 ");
            }
            assertThat(world.waiting()).isEmpty();
        }

        assertThat(report()).contains("\r\nAction: failed\r\nStatus: 5.4.7\r\n");
        assertThat(venus.letters())
                .extracting(
                        letter -> letter.envelope().options().by().orElseThrow().toString())
                .containsExactly("-30;N");
    }

    @Test
    void aReportOfADelaySaysHowLongItIsReallyTried() throws Exception {
        timed().reply("bob@venus.test", NOT_NOW);
        world.startForRelaying();
        relay("BY=100000;R", "<bob@venus.test>");
        assertThat(world.waiting()).hasSize(1);

        world.clock.advance(Duration.ofHours(5));
        world.retry();

        assertThat(report()).contains("\r\nWill-Retry-Until: Fri, 2 Jan 2026 03:46:40 +0000\r\n");
    }

    @Test
    void whatOurOwnStageHasAgreedToIsKeptAndStrangersLeaveUsTime() throws Exception {
        world.startForRelaying();
        relay("BY=2;R", "<joe@mars.test>");
        until("joe has it", () -> world.mailboxes.delivered().size() == 1);

        try (Wire wire = world.client()) {
            assertThat(wire.ask("MAIL FROM:<eve@pluto.test> BY=29;R")).startsWith("555 5.5.4 ");
            assertThat(wire.ask("MAIL FROM:<eve@pluto.test> BY=30;R")).startsWith("250 ");
        }
    }

    @Test
    void whoWantsToBeToldIsToldOnceAndItGoesOn() throws Exception {
        OtherHost venus = timed();
        venus.reply("bob@venus.test", NOT_NOW);
        world.startForRelaying();
        relay("BY=120;N", "<bob@venus.test>");
        assertThat(world.waiting()).hasSize(1);

        world.clock.advance(Duration.ofSeconds(121));
        world.retry();
        assertThat(report()).contains("\r\nAction: delayed\r\nStatus: 4.4.7\r\n");
        assertThat(world.waiting()).hasSize(1);

        world.clock.advance(Duration.ofHours(5));
        world.retry();
        assertThat(world.waiting()).hasSize(1);
        assertThat(world.mailboxes.delivered()).hasSize(1);

        venus.heal();
        world.retry();
        until("it is there", () -> venus.letters().size() == 1);
        assertThat(venus.letters().getFirst().envelope().options().by())
                .hasValueSatisfying(by -> assertThat(by.seconds()).isEqualTo(120 - 121 - 5 * 3600));
        assertThat(world.waiting()).isEmpty();
        assertThat(world.mailboxes.delivered()).hasSize(1);
    }

    @Test
    void aHostThatDoesNotKnowOfItIsAskedForDelaysAndTheSenderHearsThatItWentThere() throws Exception {
        OtherHost venus = world.host(3, terms -> terms.offering(Extension.DSN));
        world.startForRelaying();

        relay("BY=120;N", "<bob@venus.test>", "<eve@venus.test> NOTIFY=NEVER", "<joe@venus.test> NOTIFY=SUCCESS");

        assertThat(report())
                .contains("Subject: Your message has been passed on\r\n")
                .contains("Final-Recipient: rfc822; bob@venus.test\r\nAction: relayed\r\n")
                .contains("Final-Recipient: rfc822; joe@venus.test\r\nAction: relayed\r\n")
                .doesNotContain("Final-Recipient: rfc822; eve@venus.test");
        assertThat(world.waiting()).isEmpty();
        assertThat(venus.letters().getFirst().envelope().recipients())
                .extracting(recipient ->
                        List.copyOf(recipient.notices().stream().sorted().toList()))
                .containsExactly(
                        List.of(Notify.FAILURE, Notify.DELAY),
                        List.of(Notify.NEVER),
                        List.of(Notify.SUCCESS, Notify.DELAY));
    }

    @Test
    void whoWantsATraceHearsOfEachServerThatPassesItOn() throws Exception {
        OtherHost venus = timed();
        world.startForRelaying();

        relay("BY=120;NT", "<bob@venus.test>", "<joe@mars.test>");

        assertThat(report())
                .contains("Final-Recipient: rfc822; bob@venus.test\r\nAction: relayed\r\n")
                .doesNotContain("Final-Recipient: rfc822; joe@mars.test");
        assertThat(world.waiting()).isEmpty();
        assertThat(venus.letters()).hasSize(1);
        assertThat(world.mailboxes.delivered()).hasSize(2);
    }

    @Test
    void whatWasLateAlreadyWhenItCameIsNotToldOfAgain() throws Exception {
        OtherHost venus = timed();
        venus.reply("bob@venus.test", NOT_NOW);
        world.startForRelaying();

        relay("BY=-5;N", "<bob@venus.test>");

        assertThat(world.waiting()).hasSize(1);
        assertThat(world.mailboxes.delivered()).isEmpty();
    }

    private OtherHost timed() throws Exception {
        return world.host(3, terms -> terms.offering(Extension.DSN, Extension.DELIVER_BY));
    }

    private void relay(String options, String... recipients) throws Exception {
        try (Wire wire = ready(options, recipients)) {
            wire.ask("DATA");
            assertThat(wire.ask("Subject: hello\r\n\r\ntext\r\n.")).startsWith("250 ");
        }
    }

    private Wire ready(String options, String... recipients) throws Exception {
        Wire wire = world.greeted(world.submissionAddress());
        wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=");
        assertThat(wire.ask("MAIL FROM:<ann@mars.test> " + options)).startsWith("250 ");
        for (String recipient : recipients)
            assertThat(wire.ask("RCPT TO:" + recipient)).startsWith("250 ");
        return wire;
    }

    private String report() {
        until("ann is told", () -> world.mailboxes.delivered().stream().anyMatch(DeliverByTest::isReport));
        return world.mailboxes.delivered().stream()
                .filter(DeliverByTest::isReport)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isReport(String copy) {
        return copy.startsWith("ann@mars.test: ") && copy.contains("report-type=delivery-status");
    }
}

package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Reply;
import org.stagepost.mta.OtherHost.Letter;

/** Mail that an address of ours leads elsewhere: {@code away@mars.test} is {@code bob@venus.test}. */
class ForwardTest {
    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private World world;
    private OtherHost venus;
    private OtherHost pluto;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, keys);
        world.dns.serve("venus.test A 127.0.0.3\npluto.test A 127.0.0.5");
        world.directory.alias("both@mars.test", "ann@mars.test", "bob@venus.test");
        venus = world.host(3);
        pluto = world.host(5);
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    private Letter forwarded(int count) {
        until("it has arrived", () -> venus.letters().size() == count);
        return venus.letters().getLast();
    }

    @Test
    void aStrangersMailGoesOnUnderAnAddressOfOursAndItsOctetsStayAsTheyAre() throws Exception {
        world.start();

        assertThat(world.send("tim@pluto.test", "away@mars.test")).startsWith("250 2.0.0 queued as ");

        Letter letter = forwarded(1);
        assertThat(letter.envelope().from().toString()).matches("SRS0=\\w{6}=\\w\\w=pluto\\.test=tim@mars\\.test");
        assertThat(letter.text())
                .startsWith("Received: from client.example")
                .endsWith("\r\nSubject: hello\r\n\r\ntext\r\n");
        assertThat(letter.text().lines().filter(line -> !line.startsWith("Received:") && !line.startsWith(" ")))
                .containsExactly("Subject: hello", "", "text");
        assertThat(world.waiting()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
    }

    @Test
    void aGroupOfTooManyIsRefusedForGoodWhileTheClientNamesIt() throws Exception {
        world.directory.alias("crowd@mars.test", crowd(2_001)).alias("many@mars.test", crowd(2_000));
        world.start();

        assertThat(world.send("tim@pluto.test", "crowd@mars.test")).startsWith("554 5.5.3 ");
        try (Wire wire = world.client()) {
            wire.ask("MAIL FROM:<tim@pluto.test>");
            assertThat(wire.ask("RCPT TO:<many@mars.test>")).startsWith("250 ");
        }
    }

    private static String[] crowd(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "u" + number + "@venus.test")
                .toArray(String[]::new);
    }

    @Test
    void whoLivesHereGetsItUnderTheSendersName() throws Exception {
        world.start();

        assertThat(world.send("tim@pluto.test", "both@mars.test")).startsWith("250 2.0.0 queued as ");

        assertThat(forwarded(1).envelope().from().toString()).startsWith("SRS0=");
        until("ann has it", () -> world.mailboxes.delivered().size() == 1);
        assertThat(world.waiting()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
    }

    @Test
    void ourOwnUsersMailIsOurs() throws Exception {
        world.start();
        world.send("ann@mars.test", "away@mars.test");
        assertThat(forwarded(1).envelope().from()).hasToString("ann@mars.test");
    }

    @Test
    void aReportFromThereFindsTheSenderAndNothingElseComesThatWay() throws Exception {
        world.start();
        world.send("tim@pluto.test", "away@mars.test");
        String path = forwarded(1).envelope().from().toString();

        assertThat(world.send("", path)).startsWith("250 2.0.0 queued as ");

        until("he has the report", () -> pluto.letters().size() == 1);
        assertThat(pluto.letters().getFirst().recipients()).containsExactly("tim@pluto.test");
        assertThat(pluto.letters().getFirst().envelope().from().isNull()).isTrue();
        assertThat(world.send("spam@venus.test", path)).startsWith("550 5.7.1 only reports");
        assertThat(world.send("", path.replace("=tim@", "=tom@"))).startsWith("550 5.1.1 ");
    }

    @Test
    void aReportFindsTheSenderAlsoWhereSomebodyGetsAllThatIsNobodys() throws Exception {
        world.directory.alias("*@mars.test", "ann@mars.test");
        world.start();
        world.send("tim@pluto.test", "away@mars.test");
        String path = forwarded(1).envelope().from().toString();

        assertThat(world.send("", path)).startsWith("250 2.0.0 queued as ");

        until("he has the report", () -> pluto.letters().size() == 1);
        assertThat(world.mailboxes.delivered()).isEmpty();
        assertThat(world.send("tim@pluto.test", "zoe@mars.test")).startsWith("250 ");
        assertThat(world.mailboxes.delivered()).hasSize(1);
    }

    @Test
    void aRefusalThereIsOurReportToTheSender() throws Exception {
        venus.reply("bob@venus.test", Reply.of(550, "5.1.1", "gone"));
        world.start();

        world.send("tim@pluto.test", "away@mars.test");

        until("he has the report", () -> pluto.letters().size() == 1);
        assertThat(pluto.letters().getFirst().text()).contains("Status: 5.1.1", "To: <");
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void theReportNamesTheAddressThatTheSenderWrote() throws Exception {
        venus.reply("bob@venus.test", Reply.of(550, "5.1.1", "gone"));
        world.start();

        world.send("tim@pluto.test", "away@mars.test");
        until("he has the report", () -> pluto.letters().size() == 1);
        world.send("tim@pluto.test", "Both@mars.test");
        until("and another", () -> pluto.letters().size() == 2);

        assertThat(pluto.letters().getFirst().text())
                .contains("\r\n  bob@venus.test (from away@mars.test)\r\n")
                .contains("Original-Recipient: rfc822; away@mars.test\r\nFinal-Recipient: rfc822; bob@venus.test\r\n");
        assertThat(pluto.letters().getLast().text()).contains("\r\n  bob@venus.test (from Both@mars.test)\r\n");
    }

    @Test
    void whatCannotBeStoredForEverybodyIsStoredForNobody() throws Exception {
        world.start();
        world.disk.fail(call -> call.startsWith("create:") && call.endsWith("-2"), "Input/output error");

        assertThat(world.send("tim@pluto.test", "both@mars.test")).startsWith("451 4.3.0 ");

        assertThat(world.queueFiles()).isEmpty();
        assertThat(venus.letters()).isEmpty();
        assertThat(world.mailboxes.delivered()).isEmpty();
    }

    @Test
    void q10_twoForwardsThatPointAtEachOtherEndInOneReport() throws Exception {
        world.start();
        world.send("tim@pluto.test", "away@mars.test");
        String refusal = "";
        int rounds = 1;
        for (; rounds < 100 && refusal.isEmpty(); rounds++) {
            Letter letter = forwarded(rounds);
            try (Wire wire = world.client()) {
                wire.ask("MAIL FROM:<" + letter.envelope().from() + ">");
                wire.ask("RCPT TO:<away@mars.test>");
                wire.ask("DATA");
                String reply =
                        wire.ask("Received: from mx.mars.test by mx.venus.test; Thu, 1 Jan 2026 00:00:00 +0000\r\n"
                                + letter.text() + ".");
                if (!reply.startsWith("250")) refusal = reply;
            }
        }
        assertThat(refusal).startsWith("554 5.4.6 ");
        assertThat(rounds).isLessThan(30);
        assertThat(world.waiting()).isEmpty();
        assertThat(pluto.letters()).as("venus reports, once, and not we").isEmpty();
    }
}

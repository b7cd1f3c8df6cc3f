package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Reply;
import org.stagepost.smtp.Extension;

/** How urgent senders say their mail is (RFC 6710): who is believed, and how far it goes. */
class PriorityTest {
    private static final String RECORDS = """
        venus.test MX 10 mx.venus.test
        mx.venus.test A 127.0.0.3
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

    @Test
    void ourOwnStageIsBelievedAndTheNextHostIsToldWhereItAsks() throws Exception {
        OtherHost venus = world.host(3, terms -> terms.offering(Extension.MT_PRIORITY));
        world.startForRelaying();

        assertThat(relay("MT-PRIORITY=5")).startsWith("250 ");

        until("it is there", () -> venus.letters().size() == 1);
        assertThat(venus.letters().getFirst().envelope().options().priority()).isEqualTo(5);
        assertThat(venus.letters().getFirst().text()).contains(" PRIORITY 5;");
    }

    @Test
    void itSurvivesARestartAndTheReportIsAsUrgent() throws Exception {
        OtherHost venus = world.host(3, terms -> terms.offering(Extension.MT_PRIORITY));
        venus.reply("bob@venus.test", Reply.of(450, "4.2.1", "later"));
        world.startForRelaying();
        relay("MT-PRIORITY=-7");
        assertThat(world.waiting()).hasSize(1);
        world.stop();

        world.start();
        until("it is read", world::queueIsKnown);
        assertThat(world.waiting().getFirst().entry().envelope().options().priority())
                .isEqualTo(-7);
        venus.reply("bob@venus.test", Reply.of(550, "5.1.1", "who?"));
        CountDownLatch gate = world.mailboxes.hold();
        world.retry();

        until("the report is written", () -> reportPriority() == -7);
        gate.countDown();
        assertThat(world.waiting()).isEmpty();
    }

    /** What the head of a report in the queue says; 0 while there is none. */
    private int reportPriority() {
        try {
            for (Path file : world.queueFiles()) {
                String head = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (head.contains("\nfrom \n") && head.contains("\npriority -7\n")) return -7;
            }
        } catch (IOException e) {
            return 0;
        }
        return 0;
    }

    @Test
    void aStrangerIsNotPutBeforeOthers() throws Exception {
        OtherHost venus = world.host(3, terms -> terms.offering(Extension.MT_PRIORITY));
        world.start();

        assertThat(stranger("MT-PRIORITY=5")).startsWith("250 ");
        assertThat(stranger("MT-PRIORITY=-5")).startsWith("250 ");

        until("both are there", () -> venus.letters().size() == 2);
        assertThat(venus.letters())
                .extracting(letter -> letter.envelope().options().priority())
                .containsExactlyInAnyOrder(0, -5);
        assertThat(venus.letters()).noneMatch(letter -> letter.text().contains(" PRIORITY 5;"));
    }

    @Test
    void aHostThatDoesNotKnowOfPrioritiesIsToldNone() throws Exception {
        OtherHost venus = world.host(3);
        world.startForRelaying();

        relay("MT-PRIORITY=5");

        until("it is there", () -> venus.letters().size() == 1);
        assertThat(venus.letters().getFirst().envelope().options().priority()).isZero();
    }

    private String relay(String options) throws Exception {
        try (Wire wire = world.greeted(world.submissionAddress())) {
            wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=");
            return said(wire, "ann@mars.test", options, "bob@venus.test");
        }
    }

    private String stranger(String options) throws Exception {
        try (Wire wire = world.client()) {
            return said(wire, "eve@pluto.test", options, "away@mars.test");
        }
    }

    private static String said(Wire wire, String from, String options, String to) throws Exception {
        wire.ask("MAIL FROM:<" + from + "> " + options);
        assertThat(wire.ask("RCPT TO:<" + to + ">")).startsWith("250 ");
        wire.ask("DATA");
        return wire.ask("Subject: hello\r\n\r\ntext\r\n.");
    }
}

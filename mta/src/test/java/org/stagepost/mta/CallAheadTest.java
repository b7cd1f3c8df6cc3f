package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Reply;

/** Transfer alone, with delivery behind LMTP: what delivery refuses is refused to the client, and never becomes a bounce. */
class CallAheadTest {
    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private World world;
    private OtherHost delivery;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, keys);
        delivery = world.delivery();
        world.start();
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    @Test
    void q9_whomDeliveryRefusesIsRefusedAtRcptAndNobodyIsWrittenTo() throws Exception {
        delivery.reply("joe@mars.test", Reply.of(550, "5.2.1", "closed"));

        try (Wire wire = world.client()) {
            wire.ask("MAIL FROM:<forged@venus.test>");
            assertThat(wire.ask("RCPT TO:<joe@mars.test>")).isEqualTo("550 5.2.1 closed");
            assertThat(wire.ask("RCPT TO:<nobody@mars.test>")).startsWith("550 5.1.1 ");
            assertThat(wire.ask("RCPT TO:<ann@mars.test>")).startsWith("250 ");
            assertThat(wire.ask("DATA")).startsWith("354 ");
            assertThat(wire.ask("Subject: hello\r\n\r\ntext\r\n.")).startsWith("250 ");
        }
        until("ann has it", () -> delivery.letters().size() == 1);
        assertThat(world.queueFiles()).isEmpty();
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void q9_aFullMailboxIsToldWhileTheClientWaits() throws Exception {
        delivery.reply("joe@mars.test", Reply.of(452, "4.2.2", "mailbox full"));

        assertThat(world.send("forged@venus.test", "joe@mars.test")).isEqualTo("452 4.2.2 mailbox full");
        assertThat(world.queueFiles()).isEmpty();
    }

    @Test
    void deliveryThatIsDownCostsNoMail() throws Exception {
        delivery.reply("connect", Reply.of(421, "4.3.2", "down"));

        assertThat(world.send("bob@venus.test", "joe@mars.test")).startsWith("250 2.0.0 queued as ");
        assertThat(world.waiting()).hasSize(1);

        delivery.heal();
        world.retry();
        until("joe has it", () -> delivery.letters().size() == 1);
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void deliveryIsNotAskedAboutEverybodyAgainAndAgain() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Wire wire = world.client()) {
                wire.ask("MAIL FROM:<bob@venus.test>");
                assertThat(wire.ask("RCPT TO:<joe@mars.test>")).startsWith("250 ");
            }
        }
        assertThat(delivery.connections()).isEqualTo(1);
    }
}

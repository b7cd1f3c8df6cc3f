package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Reply;

/** Mail to an address that its own server has called dead again and again. */
class DeadAddressTest {
    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    @Test
    void afterThreeBouncesItIsRefusedAtOnceAndNobodyElseIs() throws Exception {
        try (World world = new World(folder, keys)) {
            world.dns.serve("venus.test A 127.0.0.3");
            OtherHost venus = world.host(3);
            venus.reply("gone@venus.test", Reply.of(550, "5.1.1", "no such user"));
            world.startForRelaying();
            for (int i = 1; i <= 3; i++) {
                assertThat(sent(world, "gone@venus.test")).startsWith("250 2.0.0 queued as ");
                int reports = i;
                until("it has bounced", () -> world.mailboxes.delivered().size() == reports);
            }

            assertThat(sent(world, "gone@venus.test")).startsWith("550 5.1.1 refused 3 times by its own server");
            assertThat(sent(world, "bob@venus.test")).startsWith("250 2.0.0 queued as ");
            until("bob has it", () -> venus.letters().size() == 1);
        }
    }

    private static String sent(World world, String to) throws Exception {
        try (Wire wire = world.greeted(world.submissionAddress())) {
            wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=");
            return World.send(wire, "ann@mars.test", to);
        }
    }
}

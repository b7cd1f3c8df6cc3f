package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Reply;
import org.stagepost.smtp.server.Dialect;

/** Mail for a domain that we are a backup mail host of: {@code mx.mars.test} stands behind its own host. */
class BackupTest {
    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private World world;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, keys);
        world.dns.serve("""
            venus.test MX 10 mx.venus.test
            venus.test MX 20 mx.mars.test
            venus.test MX 30 last.venus.test
            mx.venus.test A 127.0.0.3
            mx.mars.test A 127.0.0.1
            last.venus.test A 127.0.0.4
            """);
        world.set("mta.backup-domains = [\"venus.test\"]");
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    @Test
    void mailOfAnybodyIsTakenAndGoesToItsOwnHostAndToNobodyLessPreferredThanWe() throws Exception {
        OtherHost own = world.host(3);
        OtherHost last = world.host(4);
        own.reply("connect", Reply.of(421, "4.3.2", "down"));
        world.start();

        assertThat(world.send("joe@pluto.test", "ann@venus.test")).startsWith("250 2.0.0 queued as ");
        until(
                "it was tried",
                () -> world.waiting().stream()
                        .anyMatch(item -> !item.entry().marks().isEmpty()));
        assertThat(last.connections()).isZero();

        own.heal();
        world.retry();
        until("it has arrived", () -> own.letters().size() == 1);
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void q9_whomItsOwnHostDoesNotKnowIsRefusedWhileTheClientWaits() throws Exception {
        OtherHost own = world.host(3);
        own.reply("nobody@venus.test", Reply.of(550, "5.1.1", "no such user"));
        world.start();

        assertThat(world.send("joe@pluto.test", "nobody@venus.test")).isEqualTo("550 5.1.1 no such user");
        assertThat(world.queueFiles()).isEmpty();

        int before = own.connections();
        for (int i = 0; i < 20; i++) world.send("joe@pluto.test", "nobody@venus.test");
        assertThat(own.connections()).as("it is remembered for a moment").isLessThan(before + 20);
    }

    /** The public mail host may be ourselves; who gets the message is who is asked. */
    @ParameterizedTest
    @EnumSource(names = {"SMTP", "LMTP"})
    void q9_whereARouteSaysWhoGetsItThatHostIsAsked(Dialect dialect) throws Exception {
        OtherHost ofTheDns = world.host(3);
        OtherHost own = world.elsewhere(dialect);
        own.reply("nobody@venus.test", Reply.of(550, "5.1.1", "no such user"));
        String scheme = Ascii.lower(dialect.name());
        world.set("[mta.routes]\n\"venus.test\" = \"" + scheme + ":127.0.0.1:" + own.port() + "\"");
        world.start();

        assertThat(world.send("joe@pluto.test", "nobody@venus.test")).isEqualTo("550 5.1.1 no such user");
        assertThat(world.send("joe@pluto.test", "ann@venus.test")).startsWith("250 2.0.0 queued as ");

        until("it has arrived", () -> own.letters().size() == 1);
        assertThat(ofTheDns.connections()).isZero();
    }

    @Test
    void aRouteThatRefusesDoesSoWhileTheClientWaits() throws Exception {
        world.host(3);
        world.set("[mta.routes]\n\"venus.test\" = \"refuse:550 5.1.2 gone\"");
        world.start();

        assertThat(world.send("joe@pluto.test", "ann@venus.test")).isEqualTo("550 5.1.2 gone");
    }

    @Test
    void itsOwnHostIsNotAskedAgainAndAgainWhileItIsDown() throws Exception {
        OtherHost own = world.host(3);
        own.reply("connect", Reply.of(421, "4.3.2", "down"));
        world.start();

        for (int i = 0; i < 5; i++) {
            try (var wire = world.client()) {
                wire.ask("MAIL FROM:<joe@pluto.test>");
                assertThat(wire.ask("RCPT TO:<user" + i + "@venus.test>")).startsWith("250 2.1.5 kept ");
            }
        }
        assertThat(own.connections()).isEqualTo(1);

        world.clock.advance(Duration.ofMinutes(2));
        try (var wire = world.client()) {
            wire.ask("MAIL FROM:<joe@pluto.test>");
            wire.ask("RCPT TO:<user@venus.test>");
        }
        assertThat(own.connections()).isEqualTo(2);
    }

    @Test
    void r13_itIsNoWayToElsewhere() throws Exception {
        world.host(3);
        world.start();

        for (String address : new String[] {"a%pluto.test@venus.test", "pluto.test!a@venus.test", "a@sub.venus.test"})
            assertThat(world.send("joe@pluto.test", address)).startsWith("550 5.7.1 ");
    }
}

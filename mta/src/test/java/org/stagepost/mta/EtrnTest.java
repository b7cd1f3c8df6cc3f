package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Reply;
import org.stagepost.mta.route.ByDomain;
import org.stagepost.mta.route.Routes;
import org.stagepost.smtp.server.Dialect;

/** A host that is there again has its mail sent (RFC 1985). */
class EtrnTest {
    private static final Reply DOWN = Reply.of(421, "4.3.2", "down");

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private World world;
    private OtherHost own;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, keys);
        world.dns.serve("""
            venus.test MX 10 mx.venus.test
            venus.test MX 20 mx.mars.test
            venus.test MX 30 mx.pluto.test
            sub.venus.test MX 10 mx.venus.test
            pluto.test MX 10 mx.pluto.test
            mx.venus.test A 127.0.0.3
            mx.mars.test A 127.0.0.1
            mx.pluto.test A 127.0.0.4
            """);
        world.set("mta.backup-domains = [\"venus.test\", \"sub.venus.test\", \"pluto.test\"]");
        world.set("mta.xclients = [\"127.0.0.1\"]");
        own = world.host(3);
        own.reply("connect", DOWN);
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    /** Mail for three domains of which none can be had now. */
    private void waiting() throws Exception {
        for (String to : new String[] {"ann@venus.test", "joe@venus.test", "eve@sub.venus.test", "bob@pluto.test"})
            assertThat(world.send("joe@mercury.test", to)).startsWith("250 2.0.0 queued as ");
        assertThat(world.waiting()).hasSize(4);
    }

    /** A client at that address, as a trusted proxy says. */
    private Wire from(String address) throws Exception {
        Wire wire = world.client();
        assertThat(wire.ask("XCLIENT ADDR=" + address)).startsWith("220 ");
        wire.ask("EHLO client.example");
        return wire;
    }

    @Test
    void itsOwnHostHasItsMailSentAtOnce() throws Exception {
        world.start();
        waiting();
        own.heal();
        try (Wire wire = from("127.0.0.3")) {
            assertThat(wire.ask("ETRN venus.test"))
                    .isEqualTo("253 2.0.0 OK, 2 pending messages for node venus.test started");
            until("both are there", () -> own.letters().size() == 2);
            assertThat(world.waiting()).hasSize(2);
            assertThat(wire.ask("ETRN venus.test")).isEqualTo("251 2.0.0 OK, no messages waiting for node venus.test");
            assertThat(wire.ask("ETRN @Venus.test"))
                    .isEqualTo("253 2.0.0 OK, 1 pending messages for node Venus.test started");
            until("that below it too", () -> own.letters().size() == 3);
        }
        assertThat(world.waiting()).hasSize(1);
    }

    @Test
    void aDomainWithAWayOfItsOwnIsStartedThere() throws Exception {
        OtherHost other = world.elsewhere(Dialect.SMTP);
        other.reply("connect", DOWN);
        world.set("mta.routes.\"venus.test\" = \"smtp:127.0.0.1:" + other.port() + "\"");
        world.start();
        waiting();
        other.heal();
        try (Wire wire = from("127.0.0.3")) {
            assertThat(wire.ask("ETRN venus.test")).startsWith("253 2.0.0 OK, 2 pending messages ");
        }
        until("both are there", () -> other.letters().size() == 2);
    }

    @Test
    void whatMemoryHasForgottenIsStartedToo() throws Exception {
        world.set("mta.queue-active = 100");
        world.start();
        try (Wire wire = world.client()) {
            for (int i = 0; i < 100; i++) World.send(wire, "joe@mercury.test", "bob" + i + "@pluto.test");
            world.waiting();
            world.clock.advance(Duration.ofMinutes(3));
            for (int i = 0; i < 3; i++) World.send(wire, "joe@mercury.test", "ann" + i + "@venus.test");
        }
        assertThat(world.waiting()).hasSizeLessThan(103);
        own.heal();
        try (Wire wire = from("127.0.0.3")) {
            assertThat(wire.ask("ETRN venus.test")).startsWith("253 2.0.0 OK, 3 pending messages ");
        }
        until("all are there", () -> own.letters().size() == 3);
    }

    @Test
    void whatItsSenderWantsToGoLaterIsNotCounted() throws Exception {
        world.startForRelaying();
        own.heal();
        try (Wire wire = world.greeted(world.submissionAddress())) {
            wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=");
            wire.ask("MAIL FROM:<ann@mars.test> HOLDFOR=3600");
            wire.ask("RCPT TO:<ann@venus.test>");
            wire.ask("DATA");
            assertThat(wire.ask("Subject: hello\r\n\r\ntext\r\n.")).startsWith("250 ");
        }
        assertThat(world.waiting()).hasSize(1);
        try (Wire wire = from("127.0.0.3")) {
            assertThat(wire.ask("ETRN venus.test")).startsWith("251 2.0.0 ");
        }
        assertThat(world.waiting()).hasSize(1);
        assertThat(own.letters()).isEmpty();
    }

    @Test
    void r11_aHostThatMayNotAndADomainThatIsNotOursToQueue() throws Exception {
        world.start();
        waiting();
        int before = own.connections();
        try (Wire wire = from("192.0.2.9")) {
            assertThat(wire.ask("ETRN venus.test")).startsWith("459 4.7.1 ");
            assertThat(wire.ask("ETRN @venus.test")).startsWith("459 4.7.1 ");
            assertThat(wire.ask("ETRN mars.test")).startsWith("458 4.3.5 ");
            assertThat(wire.ask("ETRN saturn.test")).startsWith("458 4.3.5 ");
            assertThat(wire.ask("ETRN @test.")).startsWith("501 5.5.4 ");
            assertThat(wire.ask("ETRN #venus.test")).startsWith("458 4.3.5 ");
            assertThat(wire.ask("ETRN localname")).startsWith("501 5.5.4 ");
            assertThat(wire.ask("NOOP")).startsWith("250 ");
        }
        try (Wire wire = from("127.0.0.4")) {
            assertThat(wire.ask("ETRN venus.test")).as("a host behind us").startsWith("459 4.7.1 ");
        }
        assertThat(world.waiting()).hasSize(4);
        assertThat(own.connections()).isEqualTo(before);
    }

    @Test
    void networksOfTheSettingsMayStartAllOfThem() throws Exception {
        world.set("mta.etrn = [\"192.0.2.0/24\"]");
        world.start();
        waiting();
        own.heal();
        try (Wire wire = from("192.0.2.9")) {
            assertThat(wire.ask("ETRN @venus.test"))
                    .isEqualTo("253 2.0.0 OK, 3 pending messages for node venus.test started");
        }
        until("all are there", () -> own.letters().size() == 3);
    }

    /** Who has no address of his own proves himself by a login, where those come who fetch their mail. */
    @Test
    void aLoginOfTheSettingsMayStartAllOfThemFromAnywhere() throws Exception {
        world.set("mta.odmr-listen = \"127.0.0.1:0\"");
        world.set("mta.etrn-logins = \"ann@example.org\"");
        world.start();
        waiting();
        own.heal();
        try (Wire wire = loggedIn()) {
            assertThat(wire.ask("ETRN venus.test"))
                    .isEqualTo("253 2.0.0 OK, 2 pending messages for node venus.test started");
            assertThat(wire.ask("ETRN saturn.test")).startsWith("458 4.3.5 ");
        }
        until("both are there", () -> own.letters().size() == 2);
    }

    @Test
    void r11_anotherLoginMayNotAndWithoutOneNobodyMay() throws Exception {
        world.set("mta.odmr-listen = \"127.0.0.1:0\"");
        world.set("mta.etrn-logins = \"joe@example.org\"");
        world.start();
        waiting();
        try (Wire wire = loggedIn()) {
            assertThat(wire.ask("ETRN venus.test")).startsWith("459 4.7.1 ");
        }
        try (Wire wire = world.greeted(world.fetchingAddress())) {
            assertThat(wire.ask("ETRN venus.test")).startsWith("530 5.7.0 ");
        }
        assertThat(world.waiting()).hasSize(4);
    }

    private Wire loggedIn() throws IOException {
        Wire wire = world.greeted(world.fetchingAddress());
        assertThat(wire.ask("STARTTLS")).startsWith("220 ");
        wire.startTls();
        wire.ask("EHLO client.example");
        assertThat(wire.ask("AUTH PLAIN AGFubgBwYXNz")).startsWith("235 ");
        return wire;
    }

    @Test
    void itStandsBetweenTransactionsAndIsOfferedWhereThereAreSuchDomains() throws Exception {
        world.start();
        try (Wire wire = new Wire(world.address())) {
            wire.reply();
            assertThat(wire.ask("ETRN venus.test")).startsWith("503 5.5.1 ");
            wire.send("EHLO client.example\r\n");
            StringBuilder words = new StringBuilder();
            for (String line = wire.line(); line.charAt(3) == '-'; line = wire.line())
                words.append(line).append('\n');
            assertThat(words).contains("250-ETRN\n");
            wire.ask("MAIL FROM:<joe@mercury.test>");
            assertThat(wire.ask("ETRN venus.test")).startsWith("503 5.5.1 ");
            assertThat(wire.ask("RCPT TO:<ann@mars.test>")).startsWith("250 ");
        }
    }

    @Test
    void otherBackupDomainsAreInForceWithTheNextSession() throws Exception {
        world.start();
        assertThat(offered()).contains("ETRN");
        world.instance(Routes.class).become(Routes.Table.EMPTY);
        assertThat(offered()).doesNotContain("ETRN");
        Routes.Table table = new Routes.Table(
                ByDomain.none(), Set.of(new Domain("venus.test")), Set.of(), ByDomain.none(), Optional.empty());
        world.instance(Routes.class).become(table);
        assertThat(offered()).contains("ETRN");
    }

    private String offered() throws IOException {
        try (Wire wire = new Wire(world.address())) {
            wire.reply();
            wire.send("EHLO client.example\r\n");
            StringBuilder words = new StringBuilder();
            String line;
            do {
                line = wire.line();
                words.append(line).append('\n');
            } while (line.charAt(3) == '-');
            return words.toString();
        }
    }
}

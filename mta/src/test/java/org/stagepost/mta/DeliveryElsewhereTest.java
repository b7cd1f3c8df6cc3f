package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.smtp.server.Terms;
import org.stagepost.smtp.server.TestServer;

/** Delivery on another machine, which wants TLS and a login; the name makes this machine another one. */
class DeliveryElsewhereTest {
    private static final String ANOTHER = "[::ffff:127.0.0.1]";

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private World world;
    private Tls tls;
    private UnaryOperator<Terms> lockedUp;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, keys);
        tls = TestServer.tls(keys);
        lockedUp = terms -> terms.with(tls).demanding(TestServer.mechanisms(InClear.NOWHERE));
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    private void login(String password) throws Exception {
        Path secret = Files.writeString(folder.resolve("delivery.secret"), password + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        world.set("mta.delivery-login = \"ann\"");
        world.set("mta.delivery-secret = \"" + secret + "\"");
    }

    @Test
    void ourLoginGoesThereUnderTlsAndMailWithIt() throws Exception {
        OtherHost delivery = world.delivery(ANOTHER, lockedUp);
        login("pass");
        world.start();

        assertThat(world.send("bob@venus.test", "joe@mars.test")).startsWith("250 2.0.0 ");

        assertThat(delivery.letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.protocol()).isEqualTo("LMTPSA"));
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void whereTlsIsNotOfferedThereIsNoLoginAndTheMailWaits() throws Exception {
        OtherHost delivery = world.delivery(ANOTHER, terms -> terms);
        login("pass");
        world.start();

        assertThat(world.send("bob@venus.test", "joe@mars.test")).startsWith("250 2.0.0 queued as ");

        assertThat(world.waiting()).hasSize(1);
        assertThat(delivery.letters()).isEmpty();
    }

    /** A missing login is the operator's fault: no stranger hears 530, and no mail comes back. */
    @Test
    void withoutALoginTheMailWaits() throws Exception {
        OtherHost delivery = world.delivery(ANOTHER, lockedUp);
        world.start();

        try (Wire wire = world.client()) {
            wire.ask("MAIL FROM:<bob@venus.test>");
            assertThat(wire.ask("RCPT TO:<joe@mars.test>")).startsWith("250 ");
            assertThat(wire.ask("RCPT TO:<ann@mars.test>")).startsWith("250 ");
            assertThat(wire.ask("DATA")).startsWith("354 ");
            assertThat(wire.ask("Subject: hello\r\n\r\ntext\r\n.")).startsWith("250 2.0.0 queued as ");
        }

        assertThat(world.waiting()).hasSize(1);
        assertThat(world.waiting().getFirst().entry().pending()).hasSize(2);
        assertThat(delivery.letters()).isEmpty();
    }

    @Test
    void anAgentOfARouteIsSpokenToUnderTlsWhereItOffersThat() throws Exception {
        OtherHost agent = world.elsewhere(Dialect.LMTP, terms -> terms.with(tls));
        world.set("[mta.routes]\n\"venus.test\" = \"lmtp:127.0.0.1:" + agent.port() + "\"");
        world.startForRelaying();

        try (Wire wire = world.greeted(world.submissionAddress())) {
            assertThat(wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=")).startsWith("235 ");
            assertThat(World.send(wire, "ann@mars.test", "bob@venus.test")).startsWith("250 ");
        }

        until("it has arrived", () -> agent.letters().size() == 1);
        assertThat(agent.letters().getFirst().protocol()).isEqualTo("LMTPS");
    }

    @Test
    void anAgentOfARouteThatWantsALoginIsNoReasonToGiveUp() throws Exception {
        OtherHost agent = world.elsewhere(Dialect.LMTP, lockedUp);
        world.set("[mta.routes]\n\"venus.test\" = \"lmtp:127.0.0.1:" + agent.port() + "\"");
        world.startForRelaying();

        try (Wire wire = world.greeted(world.submissionAddress())) {
            assertThat(wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=")).startsWith("235 ");
            assertThat(World.send(wire, "ann@mars.test", "bob@venus.test")).startsWith("250 ");
        }

        until("it was tried", () -> agent.connections() > 0);
        assertThat(world.waiting()).hasSize(1);
        assertThat(world.mailboxes.delivered()).isEmpty();
    }
}

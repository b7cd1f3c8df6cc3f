package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;

/** Hosts that come for their mail, and have the roles of the dialogue turned round (RFC 2645). */
class AtrnTest {
    private static final String ANN = "AUTH PLAIN AGFubgBwYXNz";

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private World world;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, keys);
        world.dns.serve("pluto.test MX 10 mx.mars.test\nmx.mars.test A 127.0.0.1\n");
        world.set("mta.odmr-listen = \"127.0.0.1:0\"");
        world.set("[[mta.odmr]]\nlogin = \"ann@example.org\"\ndomains = [\"venus.test\", \"pluto.test\"]");
        world.start();
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    private Wire customer() throws IOException {
        Wire wire = world.greeted(world.fetchingAddress());
        assertThat(wire.ask("STARTTLS")).startsWith("220 ");
        wire.startTls();
        wire.ask("EHLO client.example");
        return wire;
    }

    private Wire ann() throws IOException {
        Wire wire = customer();
        assertThat(wire.ask(ANN)).startsWith("235 ");
        return wire;
    }

    private void comes(String... recipients) throws Exception {
        assertThat(world.send("joe@mercury.test", recipients)).startsWith("250 2.0.0 queued as ");
        world.waiting();
    }

    /** Takes one message as a server, and says this to its end. */
    private static String takes(Wire wire, String reply) throws IOException {
        StringBuilder heard = new StringBuilder();
        for (String line = wire.line(); !line.equals("DATA"); line = wire.line()) {
            heard.append(line).append('\n');
            wire.send("250 ok\r\n");
        }
        wire.send("354 go\r\n");
        for (String line = wire.line(); !line.equals("."); line = wire.line())
            if (line.startsWith("Subject")) heard.append(line).append('\n');
        wire.send(reply + "\r\n");
        return heard.toString();
    }

    private static void becomesServer(Wire wire) throws IOException {
        assertThat(wire.send("220 mx.venus.test ready\r\n").line()).isEqualTo("EHLO mx.mars.test");
        wire.send("250 mx.venus.test\r\n");
    }

    @Test
    void whatWaitsGoesOverTheConnectionOfWhoHasLoggedIn() throws Exception {
        comes("bob@venus.test");
        comes("sue@pluto.test", "eve@pluto.test");
        world.clock.advance(Duration.ofHours(1));
        world.retry();
        assertThat(world.waiting()).hasSize(2);

        try (Wire wire = ann()) {
            assertThat(wire.ask("ATRN")).isEqualTo("250 2.0.0 OK now reversing the connection");
            becomesServer(wire);
            String first = takes(wire, "250 taken");
            String second = takes(wire, "250 taken");
            assertThat(first + second)
                    .contains("RCPT TO:<bob@venus.test>\nSubject: hello\n")
                    .contains("RCPT TO:<sue@pluto.test>\nRCPT TO:<eve@pluto.test>\nSubject: hello\n");
            assertThat(wire.line()).isEqualTo("QUIT");
            wire.send("221 bye\r\n");
            assertThat(wire.line()).isEqualTo("END");
        }
        until("all is gone", () -> world.waiting().isEmpty());
        assertThat(world.queueFiles()).isEmpty();
        assertThat(world.mailboxes.delivered()).isEmpty();
    }

    @Test
    void onlyWhatIsAskedForGoesAndWhatIsNotTakenWaitsOn() throws Exception {
        comes("bob@venus.test");
        comes("sue@pluto.test");
        try (Wire wire = ann()) {
            assertThat(wire.ask("ATRN pluto.test")).startsWith("250 ");
            becomesServer(wire);
            assertThat(takes(wire, "452 4.2.2 full")).contains("<sue@pluto.test>");
            assertThat(wire.line()).isEqualTo("QUIT");
        }
        until("it waits again", () -> world.waiting().size() == 2);
        try (Wire wire = ann()) {
            assertThat(wire.ask("ATRN Pluto.test,venus.test")).startsWith("250 ");
            becomesServer(wire);
            takes(wire, "250 ok");
        }
        until(
                "one of them is gone, and the other waits since the customer left",
                () -> world.waiting().size() == 1);
    }

    @Test
    void whatMemoryHasForgottenIsFetchedToo() throws Exception {
        world.stop();
        world.set("mta.queue-active = 100");
        world.start();
        try (Wire wire = world.client()) {
            for (int i = 0; i < 100; i++) World.send(wire, "joe@mercury.test", "sue" + i + "@pluto.test");
            world.waiting();
            world.clock.advance(Duration.ofMinutes(3));
            for (int i = 0; i < 3; i++) World.send(wire, "joe@mercury.test", "bob" + i + "@venus.test");
        }
        assertThat(world.waiting()).hasSizeLessThan(103);
        try (Wire wire = ann()) {
            assertThat(wire.ask("ATRN venus.test")).startsWith("250 ");
            becomesServer(wire);
            for (int i = 0; i < 3; i++) assertThat(takes(wire, "250 ok")).contains("@venus.test>");
            assertThat(wire.line()).isEqualTo("QUIT");
        }
        assertThat(world.queueFiles()).hasSize(100);
    }

    @Test
    void r26_aStopLetsTheMessageThatIsOnItsWayEndAndNoOtherFollows() throws Exception {
        comes("bob@venus.test");
        comes("sue@pluto.test");
        try (Wire before = customer();
                Wire wire = ann();
                Wire behind = customer()) {
            assertThat(wire.ask("ATRN")).startsWith("250 ");
            becomesServer(wire);
            for (String line = wire.line(); !line.equals("DATA"); line = wire.line()) wire.send("250 ok\r\n");
            wire.send("354 go\r\n");
            while (!wire.line().equals(".")) {}
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(world::stop);
            assertThat(before.reply()).startsWith("421 4.3.2 ");
            assertThat(behind.reply()).startsWith("421 4.3.2 ");
            wire.send("250 taken\r\n");
            assertThat(wire.line()).isEqualTo("QUIT");
            wire.send("221 bye\r\n");
            stopped.get(20, TimeUnit.SECONDS);
        }
        assertThat(world.queueFiles()).hasSize(1);
    }

    @Test
    void r11_whoHasNotLoggedInOrMayNotGetsNothing() throws Exception {
        comes("bob@venus.test");
        try (Wire wire = customer()) {
            assertThat(wire.ask("ATRN venus.test")).startsWith("530 5.7.0 ");
            assertThat(wire.ask("MAIL FROM:<eve@mercury.test>")).startsWith("530 5.7.0 ");
            assertThat(wire.ask(ANN)).startsWith("235 ");
            assertThat(wire.ask("ATRN venus.test,saturn.test")).startsWith("450 4.7.1 ");
            assertThat(wire.ask("ATRN mars.test")).startsWith("450 4.7.1 ");
            assertThat(wire.ask("ATRN pluto.test")).startsWith("453 4.2.0 ");
            assertThat(wire.ask("ATRN venus..test")).startsWith("501 5.5.4 ");
            assertThat(wire.ask("MAIL FROM:<ann@example.org>")).startsWith("502 5.5.1 ");
            assertThat(wire.ask("ETRN venus.test")).startsWith("502 5.5.1 ");
            assertThat(wire.ask("NOOP")).startsWith("250 ");
        }
        try (Wire wire = world.greeted(world.fetchingAddress())) {
            assertThat(wire.ask(ANN)).startsWith("538 5.7.11 ");
        }
        try (Wire wire = world.client()) {
            assertThat(wire.ask("ATRN venus.test")).startsWith("502 5.5.1 ");
        }
        assertThat(world.waiting()).hasSize(1);
    }

    @Test
    void r7_whoSpeaksAheadOfTheTurnIsNotServed() throws Exception {
        comes("bob@venus.test");
        try (Wire wire = ann()) {
            assertThat(wire.send("ATRN venus.test\r\n220 ready\r\n").reply()).startsWith("554 5.5.0 ");
            assertThat(wire.line()).isEqualTo("END");
        }
        try (Wire wire = ann()) {
            assertThat(wire.ask("ATRN")).startsWith("250 ");
            wire.send("554 no\r\n");
            assertThat(wire.line()).isEqualTo("QUIT");
        }
        assertThat(world.waiting()).hasSize(1);
    }

    @Test
    void nobodyIsOfferedMoreThanALoginAndTheTurn() throws Exception {
        try (Wire wire = new Wire(world.fetchingAddress())) {
            wire.reply();
            wire.ask("STARTTLS");
            wire.startTls();
            wire.send("EHLO client.example\r\n");
            StringBuilder words = new StringBuilder();
            String line = wire.line();
            for (; line.charAt(3) == '-'; line = wire.line())
                words.append(line.substring(4)).append('\n');
            words.append(line.substring(4));
            assertThat(words.toString().split(" ", 2)[0]).isEqualTo("mx.mars.test\nAUTH");
            assertThat(words.toString()).endsWith("\nENHANCEDSTATUSCODES\nATRN");
        }
    }
}

package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.net.AddressRange;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.net.Listener;
import org.stagepost.net.Network;

/** Who does not wait for the greeting; a proxy lets the clients here come from anywhere. */
class EarlyTalkerTest {
    @TempDir
    private static Path keys;

    @TempDir
    Path folder;

    private final Network network = new Network();
    private World world;
    private Listener listener;

    private void start(String silence) throws Exception {
        world = new World(folder, keys);
        world.set("mta.early-talker = \"" + silence + "\"");
        world.set("mta.networks = [\"192.0.2.0/24\"]");
        world.start();
        Listener.Settings settings = new Listener.Settings(
                        "test", new Endpoint.Tcp("127.0.0.1", 0), Optional.empty(), Limits.DEFAULT, "busy\r\n")
                .behind(List.of(AddressRange.parse("127.0.0.1")));
        listener = new Listener(
                network, settings, world.instance(TransferDialogues.class).world());
        listener.start();
    }

    @AfterEach
    void stop() throws Exception {
        listener.stop(Duration.ofSeconds(5));
        network.close();
        world.close();
    }

    private Wire from(String address) throws IOException {
        int port = ((Endpoint.Tcp) listener.endpoint()).port();
        Wire wire = new Wire(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return wire.send("PROXY TCP4 " + address + " 203.0.113.1 77 25\r\n");
    }

    @Test
    void r7_aStrangerThatTalksBeforeTheGreetingIsSentAway() throws Exception {
        start("1m");
        try (Wire early = from("198.51.100.9")) {
            assertThat(early.send("EHLO client.example\r\nMAIL FROM:<>\r\n").line())
                    .startsWith("554 5.5.0");
            assertThat(early.line()).isEqualTo("END");
        }
    }

    @Test
    void r7_thisMachineAndListedNetworksAreGreetedAtOnce() throws Exception {
        start("1m");
        for (String address : List.of("127.0.0.9", "192.0.2.9")) {
            try (Wire known = from(address)) {
                assertThat(known.line()).startsWith("220 mx.mars.test");
                assertThat(known.ask("EHLO client.example")).startsWith("250 ");
            }
        }
    }

    @Test
    void r7_aStrangerThatHoldsStillIsGreeted() throws Exception {
        start("50ms");
        try (Wire patient = from("198.51.100.9")) {
            assertThat(patient.line()).startsWith("220 mx.mars.test");
            assertThat(patient.ask("EHLO client.example")).startsWith("250 ");
        }
    }
}

package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.mta.queue.Mark;
import org.stagepost.mta.queue.Order;
import org.stagepost.mta.queue.Order.Act;
import org.stagepost.mta.queue.Orders;
import org.stagepost.mta.queue.Orders.Tally;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.QueueListing;
import org.stagepost.mta.queue.Selection;
import org.stagepost.smtp.server.Dialect;

/** Orders for messages that are under way: one on the wire with a host that says nothing, and one behind it. */
class OrdersMeanwhileTest {
    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private World world;
    private SilentHost silent;

    /** Takes connections and says nothing. */
    private static final class SilentHost implements Closeable {
        private final ServerSocket server;
        private final List<Socket> open = new CopyOnWriteArrayList<>();

        SilentHost() throws IOException {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().name("silent-host").start(this::serve);
        }

        private void serve() {
            while (!server.isClosed()) {
                try {
                    open.add(server.accept());
                } catch (IOException e) {
                    return;
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket socket : open) socket.close();
        }
    }

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, keys);
        silent = new SilentHost();
        world.set("mta.sessions-per-destination = 1");
        world.set("mta.routes.\"venus.test\" = \"smtp:127.0.0.1:" + silent.server.getLocalPort() + "\"");
        world.startForRelaying();
        relay("first@venus.test");
        until("it is on the wire", () -> silent.open.size() == 1);
        relay("second@venus.test");
        until(
                "both are under way",
                () -> world.instance(Orders.class)
                        .standing(name("second@venus.test"))
                        .underWay());
    }

    @AfterEach
    void end() throws Exception {
        silent.close();
        world.close();
    }

    private void relay(String... to) throws Exception {
        try (Wire wire = world.greeted(world.submissionAddress())) {
            assertThat(wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=")).startsWith("235 ");
            assertThat(World.send(wire, "ann@mars.test", to)).startsWith("250 2.0.0 queued as ");
        }
    }

    private QueueEntry entry(String to) {
        try {
            return QueueListing.of(folder.resolve("queue"), Selection.ALL).stream()
                    .filter(entry -> entry.envelope().recipients().toString().contains(to))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String name(String to) {
        return entry(to).name();
    }

    private Tally order(Act act) throws Exception {
        return world.instance(Orders.class).carryOut(Order.to(act, "op", ""), Selection.ALL);
    }

    @Test
    void whatIsOnTheWireIsLeftAloneAndWhatWaitsBehindItIsHeld() throws Exception {
        assertThat(order(Act.HOLD)).isEqualTo(new Tally(1, 1));
        assertThat(entry("second@venus.test").isAtRest()).isTrue();
        assertThat(entry("first@venus.test").marks()).isEmpty();

        silent.close();

        until("the first has failed and the second rests", () -> world.waiting().size() == 2);
        assertThat(entry("second@venus.test").marks()).extracting(Mark::kind).containsExactly(Mark.Kind.HELD);
        assertThat(entry("first@venus.test").marks()).extracting(Mark::kind).containsExactly(Mark.Kind.DEFERRED);
    }

    @Test
    void whatWaitsBehindItCanBeDropped() throws Exception {
        assertThat(order(Act.DROP)).isEqualTo(new Tally(1, 1));

        silent.close();

        until("the first waits", () -> world.waiting().size() == 1);
        until("the second is gone", () -> {
            try {
                return world.queueFiles().size() == 1;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(world.mailboxes.delivered()).isEmpty();
    }

    @Test
    void whatIsDeliveredBesideADroppedRecipientIsWrittenDownWhileItsJobIsOpen() throws Exception {
        CountDownLatch gate = world.mailboxes.hold();
        relay("joe@mars.test", "third@venus.test");
        until(
                "both jobs are open",
                () -> world.instance(Orders.class)
                        .standing(name("third@venus.test"))
                        .underWay());
        Selection third = new Selection(List.of(), "", "third@venus.test");
        assertThat(world.instance(Orders.class).carryOut(Order.to(Act.DROP, "op", ""), third))
                .isEqualTo(new Tally(1, 0));

        gate.countDown();

        until(
                "joe's copy is marked",
                () -> entry("third@venus.test").marks().stream().anyMatch(mark -> mark.kind() == Mark.Kind.DELIVERED));
        assertThat(world.mailboxes.delivered()).hasSize(1);
    }

    @Test
    void whatIsReroutedInItsLastHourIsTriedBeforeItIsGivenUp() throws Exception {
        OtherHost other = world.elsewhere(Dialect.SMTP);
        world.clock.advance(Duration.ofDays(6));
        Order order = new Order(Act.REROUTE, "op", "", "smtp:127.0.0.1:" + other.port());

        assertThat(world.instance(Orders.class).carryOut(order, Selection.ALL)).isEqualTo(new Tally(1, 1));
        silent.close();

        until("the second has arrived", () -> other.letters().size() == 1);
        until("the first is given up", () -> world.mailboxes.delivered().size() == 1);
        assertThat(world.mailboxes.delivered().getFirst())
                .contains("first@venus.test")
                .doesNotContain("second@venus.test");
    }

    @Test
    void anotherWayIsTakenByWhatWaitsBehindIt() throws Exception {
        OtherHost other = world.elsewhere(Dialect.SMTP);
        Order order = new Order(Act.REROUTE, "op", "", "smtp:127.0.0.1:" + other.port());

        assertThat(world.instance(Orders.class).carryOut(order, Selection.ALL)).isEqualTo(new Tally(1, 1));
        silent.close();

        until("the second has arrived", () -> other.letters().size() == 1);
        assertThat(other.letters().getFirst().recipients()).containsExactly("second@venus.test");
    }
}

package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stagepost.mta.World.until;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Reply;
import org.stagepost.mta.queue.Order;
import org.stagepost.mta.queue.Order.Act;
import org.stagepost.mta.queue.Orders;
import org.stagepost.mta.queue.Orders.Tally;
import org.stagepost.mta.queue.OrdersAtRest;
import org.stagepost.mta.queue.QueueSettings;
import org.stagepost.mta.queue.Selection;
import org.stagepost.mta.queue.Spool;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;

/** What an operator does with waiting messages, while the queue is worked on, across a restart, and on the files alone. */
class OrdersTest {
    private static final Reply LATER = Reply.of(451, "4.3.0", "later");

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private World world;
    private OtherHost venus;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, keys);
        world.dns.serve("venus.test A 127.0.0.3\npluto.test A 127.0.0.3");
        venus = world.host(3);
        venus.reply("bob@venus.test", LATER);
        venus.reply("tim@pluto.test", LATER);
        world.startForRelaying();
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    private void relay(String... to) throws Exception {
        try (Wire wire = world.greeted(world.submissionAddress())) {
            assertThat(wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=")).startsWith("235 ");
            assertThat(World.send(wire, "ann@mars.test", to)).startsWith("250 2.0.0 queued as ");
        }
        until("it was tried", () -> !world.waiting().isEmpty());
    }

    private Tally order(Act act, Selection selection) throws Exception {
        return world.instance(Orders.class).carryOut(Order.to(act, "op", "testing"), selection);
    }

    private static Selection to(String text) {
        return new Selection(List.of(), "", text);
    }

    @Test
    void whatIsHeldIsNotTriedBeforeItIsReleasedNotEvenAfterARestart() throws Exception {
        relay("bob@venus.test");

        assertThat(order(Act.HOLD, Selection.ALL)).isEqualTo(new Tally(1, 0));
        venus.heal();
        world.retry();
        assertThat(world.waiting()).hasSize(1);
        world.stop();
        world.start();
        until("the queue is read", world::queueIsKnown);
        world.retry();
        assertThat(world.waiting()).hasSize(1);
        assertThat(venus.letters()).isEmpty();

        assertThat(order(Act.RELEASE, Selection.ALL)).isEqualTo(new Tally(1, 0));
        until("it has arrived", () -> venus.letters().size() == 1);
        assertThat(world.waiting()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
    }

    @Test
    void onlyThoseWhoAreMeantAreHeld() throws Exception {
        relay("bob@venus.test", "tim@pluto.test");

        assertThat(order(Act.HOLD, to("venus.test"))).isEqualTo(new Tally(1, 0));
        venus.heal();
        world.retry();

        until("one has it", () -> venus.letters().size() == 1);
        assertThat(venus.letters().getFirst().recipients()).containsExactly("tim@pluto.test");
        assertThat(world.waiting()).hasSize(1);
    }

    @Test
    void anotherWayIsTakenAtOnceAndForThisMessageOnly() throws Exception {
        OtherHost other = world.elsewhere(Dialect.SMTP);
        relay("bob@venus.test");

        Order order = new Order(Act.REROUTE, "op", "", "smtp:127.0.0.1:" + other.port());
        assertThat(world.instance(Orders.class).carryOut(order, Selection.ALL)).isEqualTo(new Tally(1, 0));

        until("it has arrived", () -> other.letters().size() == 1);
        assertThat(world.waiting()).isEmpty();
        relay("bob@venus.test");
        assertThat(other.letters()).hasSize(1);
    }

    @Test
    void whatIsDroppedIsGoneAndNobodyIsTold() throws Exception {
        relay("bob@venus.test");

        order(Act.DROP, Selection.ALL);

        assertThat(world.waiting()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
        assertThat(world.mailboxes.delivered()).isEmpty();
        assertThat(world.events)
                .filteredOn(event -> event.what().equals("dropped"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.from()).isEqualTo("op");
                    assertThat(event.why()).isEqualTo("testing");
                    assertThat(event.parties()).containsExactly("ann@mars.test", "bob@venus.test");
                });
    }

    @Test
    void whatIsBouncedComesBackToItsSenderWithTheReason() throws Exception {
        relay("bob@venus.test");

        order(Act.BOUNCE, Selection.ALL);

        until("the sender has the report", () -> world.mailboxes.delivered().size() == 1);
        assertThat(world.mailboxes.delivered().getFirst())
                .contains("bob@venus.test", "sent back by those who run this server: testing", "Status: 5.3.0");
        assertThat(world.waiting()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
    }

    @Test
    void whatCannotBeWrittenDownIsNotDone() throws Exception {
        relay("bob@venus.test");
        world.disk.fail(call -> call.startsWith("force:queue.mark"), "Input/output error");

        assertThatThrownBy(() -> order(Act.HOLD, Selection.ALL)).hasMessageContaining("Input/output error");

        world.disk.heal();
        venus.heal();
        world.retry();
        until("it has arrived", () -> venus.letters().size() == 1);
    }

    @Test
    void ordersForAQueueThatNobodyWorksOnAreFoundByTheNextStart() throws Exception {
        relay("bob@venus.test");
        relay("tim@pluto.test");
        relay("bob@venus.test", "tim@pluto.test");
        world.stop();

        try (RealDisk disk = new RealDisk()) {
            Reporter reporter = new Reporter(world.events::add, world.clock, Stage.QUEUE, "mx.mars.test");
            QueueSettings settings = new QueueSettings(folder.resolve("queue"), 1 << 20, 100);
            Spool spool = new Spool(settings, disk, world.clock, reporter);
            spool.start();
            Orders orders = new OrdersAtRest(spool, reporter);
            assertThat(orders.carryOut(Order.to(Act.DROP, "op", ""), to("venus.test")))
                    .isEqualTo(new Tally(2, 0));
            assertThat(spool.names()).as("of the first nobody is left").hasSize(2);
            assertThat(orders.carryOut(Order.to(Act.BOUNCE, "op", ""), to("pluto.test")))
                    .isEqualTo(new Tally(2, 0));
            spool.stop();
        }
        world.start();

        until("both are told", () -> world.mailboxes.delivered().size() == 2);
        assertThat(world.waiting()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
        assertThat(venus.letters()).isEmpty();
    }
}

package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Reply;
import org.stagepost.mta.queue.Order;
import org.stagepost.mta.queue.Orders;
import org.stagepost.mta.queue.Selection;

/** Mail that waits in the queue until its sender wants it to go (RFC 4865). */
class FutureReleaseTest {
    private static final String RECORDS = """
        venus.test MX 10 mx.venus.test
        mx.venus.test A 127.0.0.3
        """;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private World world;
    private OtherHost venus;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, keys);
        world.dns.serve(RECORDS);
        venus = world.host(3);
        world.startForRelaying();
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    @Test
    void nothingGoesBeforeItsTimeWhateverHappensMeanwhile() throws Exception {
        submit("HOLDFOR=86400", "joe@mars.test", "bob@venus.test");
        world.retry();
        assertThat(world.waiting())
                .singleElement()
                .satisfies(item -> assertThat(item.due()).isEqualTo(START.plus(Duration.ofDays(1))));
        world.stop();
        world.start();
        until("it is read", world::queueIsKnown);
        world.clock.advance(Duration.ofDays(1).minusSeconds(1));
        world.retry();

        assertThat(world.waiting()).hasSize(1);
        assertThat(venus.letters()).isEmpty();
        assertThat(world.mailboxes.delivered()).isEmpty();

        world.clock.advance(Duration.ofSeconds(1));
        until(
                "both have it",
                () -> venus.letters().size() + world.mailboxes.delivered().size() == 2);
        assertThat(world.waiting()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
    }

    @Test
    void oneRecipientHereHasToWaitToo() throws Exception {
        submit("HOLDUNTIL=2026-01-01T06:00:00Z", "joe@mars.test");

        assertThat(world.waiting())
                .singleElement()
                .satisfies(item -> assertThat(item.due()).isEqualTo(START.plus(Duration.ofHours(6))));
        world.clock.advance(Duration.ofHours(6));
        until("joe has it", () -> world.mailboxes.delivered().size() == 1);
    }

    @Test
    void itsAgeCountsFromTheReleaseAndReportsTellOfTheRequest() throws Exception {
        venus.reply("bob@venus.test", Reply.of(450, "4.2.1", "not now"));
        submit("HOLDFOR=604800", "bob@venus.test");
        assertThat(world.waiting()).hasSize(1);

        world.clock.advance(Duration.ofDays(8));
        world.retry();
        until("the sender hears of a delay", () -> world.mailboxes.delivered().size() == 1);
        assertThat(world.mailboxes.delivered().getFirst())
                .contains("\r\nArrival-Date: ")
                .contains("\r\nFuture-Release-Request: for;604800\r\n")
                .contains("\r\nAction: delayed\r\n")
                .contains("\r\nWill-Retry-Until: Tue, 13 Jan 2026 00:00:00 +0000\r\n");
        assertThat(world.waiting()).hasSize(1);

        world.clock.advance(Duration.ofDays(4));
        world.retry();
        until("the sender hears of the end", () -> world.mailboxes.delivered().size() == 2);
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void theOperatorMayReleaseItBefore() throws Exception {
        submit("HOLDFOR=3600", "bob@venus.test", "eve@venus.test");
        assertThat(world.waiting()).hasSize(1);
        Orders orders = world.instance(Orders.class);

        String name = world.waiting().getFirst().entry().name();
        Selection bob = new Selection(List.of(name), "", "bob@venus.test");
        assertThat(orders.carryOut(Order.to(Order.Act.RELEASE, "root", "now"), bob)
                        .done())
                .isEqualTo(1);
        until("bob has it", () -> venus.letters().size() == 1);
        assertThat(venus.letters().getFirst().recipients()).containsExactly("bob@venus.test");
        assertThat(world.waiting())
                .singleElement()
                .satisfies(item -> assertThat(item.due()).isEqualTo(START.plus(Duration.ofHours(1))));

        assertThat(orders.carryOut(Order.to(Order.Act.RETRY, "root", ""), Selection.of(name))
                        .done())
                .isEqualTo(1);
        until("eve has it", () -> venus.letters().size() == 2);
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void whoSpeaksOfAllEndsHoldsAndNoSendersWait() throws Exception {
        submit("HOLDFOR=3600", "bob@venus.test");
        assertThat(world.waiting()).hasSize(1);

        assertThat(order(Order.Act.RELEASE, Selection.ALL)).isZero();
        assertThat(order(Order.Act.RETRY, new Selection(List.of(), "", "venus.test")))
                .isZero();
        assertThat(order(Order.Act.HOLD, Selection.ALL)).isEqualTo(1);
        assertThat(order(Order.Act.RELEASE, Selection.ALL)).isEqualTo(1);
        assertThat(world.waiting())
                .singleElement()
                .satisfies(item -> assertThat(item.due()).isEqualTo(START.plus(Duration.ofHours(1))));
        world.retry();
        assertThat(world.waiting()).hasSize(1);
        assertThat(venus.letters()).isEmpty();

        Selection named = Selection.of(world.waiting().getFirst().entry().name());
        assertThat(order(Order.Act.HOLD, named)).isEqualTo(1);
        assertThat(order(Order.Act.RELEASE, named)).isEqualTo(1);
        assertThat(world.waiting()).hasSize(1);
        assertThat(venus.letters()).as("the hold has ended, the wait has not").isEmpty();
        assertThat(order(Order.Act.RELEASE, named)).isEqualTo(1);
        until("bob has it", () -> venus.letters().size() == 1);
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void deliveryInAnotherProcessIsNotAskedToHoldIt() throws Exception {
        world.stop();
        OtherHost delivery = world.delivery();
        world.start();
        submit("HOLDFOR=60", "joe@mars.test");
        assertThat(world.waiting()).hasSize(1);

        world.clock.advance(Duration.ofSeconds(60));
        world.retry();

        until("joe has it", () -> delivery.letters().size() == 1);
        assertThat(world.waiting()).isEmpty();
        assertThat(world.mailboxes.delivered()).isEmpty();
    }

    @Test
    void ourOwnStageIsNotRefusedWhereTheMomentHasPassedOnTheWay() throws Exception {
        submit("HOLDUNTIL=2025-12-31T23:59:59Z", "bob@venus.test");

        until("bob has it", () -> venus.letters().size() == 1);
    }

    private int order(Order.Act act, Selection selection) throws Exception {
        return world.instance(Orders.class)
                .carryOut(Order.to(act, "root", ""), selection)
                .done();
    }

    @Test
    void theWorldMayNotLetItsMailWaitHere() throws Exception {
        try (Wire wire = world.client()) {
            assertThat(wire.ask("MAIL FROM:<eve@pluto.test> HOLDFOR=60")).startsWith("555 5.5.4 ");
        }
    }

    private void submit(String options, String... recipients) throws Exception {
        try (Wire wire = world.greeted(world.submissionAddress())) {
            wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=");
            assertThat(wire.ask("MAIL FROM:<ann@mars.test> " + options)).startsWith("250 ");
            for (String recipient : recipients)
                assertThat(wire.ask("RCPT TO:<" + recipient + ">")).startsWith("250 ");
            wire.ask("DATA");
            assertThat(wire.ask("Subject: hello\r\n\r\ntext\r\n.")).startsWith("250 ");
        }
    }
}

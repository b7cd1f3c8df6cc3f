package org.stagepost.mta.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.TestDirectory;
import org.stagepost.mta.TickingClock;
import org.stagepost.mta.deliver.Courier.Attempt;
import org.stagepost.mta.deliver.Outgoing.Bounds;
import org.stagepost.mta.queue.RetrySchedule.Times;
import org.stagepost.mta.route.NextHop;

class DestinationsTest {
    private static final NextHop SLOW = new NextHop.MailHostsOf(new Domain("slow.test"));
    private static final NextHop QUICK = new NextHop.MailHostsOf(new Domain("quick.test"));
    private static final NextHop DEAD = new NextHop.MailHostsOf(new Domain("dead.test"));
    private static final Envelope ENVELOPE = Envelope.from(
                    TraceId.next(Clock.systemUTC(), new Random(1)), ReversePath.NULL)
            .and(Recipient.of(TestDirectory.parsed("ann@slow.test")));

    private final Semaphore slowGate = new Semaphore(0);
    private final AtomicInteger slowNow = new AtomicInteger();
    private final AtomicInteger slowMost = new AtomicInteger();
    private final TickingClock clock = new TickingClock();
    private final AtomicInteger deadTries = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private volatile boolean alive;
    private Limit limit = Limit.NONE;
    private final AtomicInteger couriers = new AtomicInteger();
    private final List<Integer> priorities = new CopyOnWriteArrayList<>();
    private final List<Reply> replies = new CopyOnWriteArrayList<>();
    private Destinations destinations = destinations(new Bounds(10, 3, 5, Duration.ofSeconds(5)));

    @AfterEach
    void stop() throws InterruptedException {
        slowGate.release(1_000_000);
        destinations.stop(Duration.ofSeconds(10));
    }

    @Test
    void q11_aSlowDestinationHoldsUpNobodyElse() throws Exception {
        CountDownLatch quick = new CountDownLatch(50);
        for (int i = 0; i < 1_000; i++) submit(SLOW, new CountDownLatch(0));
        for (int i = 0; i < 50; i++) submit(QUICK, quick);

        assertThat(quick.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(slowMost).hasValueLessThanOrEqualTo(3);
    }

    @Test
    void destinationsTakeTurnsWhenAllTogetherHaveTooFewSessions() throws Exception {
        destinations = destinations(new Bounds(2, 2, 5, Duration.ofSeconds(60)));
        CountDownLatch slow = new CountDownLatch(40);
        CountDownLatch quick = new CountDownLatch(40);
        slowGate.release(1_000);
        for (int i = 0; i < 40; i++) submit(SLOW, slow);
        for (int i = 0; i < 40; i++) submit(QUICK, quick);

        assertThat(quick.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(slow.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(destinations.sessions()).isLessThanOrEqualTo(2);
    }

    @Test
    void ofTheMessagesThatWaitThoseOfAHigherPriorityGoFirst() throws Exception {
        destinations = destinations(new Bounds(1, 1, 100, Duration.ofSeconds(5)));
        submit(SLOW, new CountDownLatch(1));
        while (slowNow.get() == 0) Thread.onSpinWait();
        CountDownLatch rest = new CountDownLatch(6);
        for (int priority : new int[] {-9, 0, 3, 0, 9, 3}) submit(SLOW, rest, priority);
        slowGate.release(1_000);

        assertThat(rest.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(priorities).containsExactly(0, 9, 3, 3, 0, 0, -9);
    }

    @Test
    void aSessionThatOnlyWaitsForWorkGivesItsPlaceToWhoHasSome() throws Exception {
        destinations = destinations(new Bounds(2, 2, 5, Duration.ofSeconds(60)));
        slowGate.release(1_000);
        CountDownLatch both = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) submit(SLOW, both);
        assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();

        tried(QUICK);
    }

    @Test
    void aSessionStaysForTheNextMessage() throws Exception {
        for (int i = 0; i < 20; i++) {
            CountDownLatch one = new CountDownLatch(1);
            submit(QUICK, one);
            assertThat(one.await(10, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(couriers).hasValueLessThanOrEqualTo(3);
    }

    @Test
    void aCourierThatFailsIsAReplyAndTheNextJobGoesOn() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        submit(new NextHop.Mailboxes(), both);
        submit(new NextHop.Mailboxes(), both);

        assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(replies).extracting(Reply::code).containsExactly(451, 451);
    }

    @Test
    void stoppingWaitsForWhatIsUnderWayAndBeginsNothing() throws Exception {
        CountDownLatch done = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) submit(SLOW, done);
        while (slowNow.get() < 3) Thread.onSpinWait();

        destinations.stop(Duration.ZERO); // said before anybody is free for the next job
        slowGate.release(3);
        destinations.stop(Duration.ofSeconds(10));

        assertThat(destinations.sessions()).isZero();
        assertThat(done.getCount()).isEqualTo(7);
    }

    @Test
    void q11_ofFiftyThousandMessagesToADeadHostOnlyAFewMakeATry() throws Exception {
        CountDownLatch dead = new CountDownLatch(50_000);
        CountDownLatch quick = new CountDownLatch(50);
        for (int i = 0; i < 50_000; i++) {
            submit(DEAD, dead);
            if (i % 1_000 == 0) submit(QUICK, quick);
        }

        assertThat(dead.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(quick.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(deadTries).as("no more than the sessions of one destination").hasValueLessThanOrEqualTo(3);
        assertThat(late).hasValueGreaterThanOrEqualTo(50_000 - 3);
    }

    @Test
    void q11_whatWasDeadIsTriedByOneMessageAfterAWhileAndByAllOnceItLives() throws Exception {
        tried(DEAD);
        int before = deadTries.get();
        clock.advance(Duration.ofMinutes(4));
        tried(DEAD);
        assertThat(deadTries)
                .as("it is left alone for five minutes, more or less")
                .hasValue(before);

        clock.advance(Duration.ofMinutes(2));
        CountDownLatch again = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) submit(DEAD, again);
        assertThat(again.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(deadTries).as("one tries for all").hasValue(before + 1);

        clock.advance(Duration.ofMinutes(6));
        tried(DEAD);
        assertThat(deadTries).as("for ten minutes this time").hasValue(before + 1);

        clock.advance(Duration.ofMinutes(6));
        alive = true;
        CountDownLatch living = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) submit(DEAD, living);
        assertThat(living.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(deadTries).hasValue(before + 101);
    }

    @Test
    void whoIsAskedToTryAgainNowDoes() throws Exception {
        tried(DEAD);
        int before = deadTries.get();
        destinations.forgetTrouble();
        tried(DEAD);
        assertThat(deadTries).hasValue(before + 1);
    }

    @Test
    void aDomainGetsNoMoreMessagesAnHourThanItsLimitSays() throws Exception {
        limit = Limit.parse("rate=60/h");
        destinations = destinations(new Bounds(10, 3, 5, Duration.ofSeconds(5)));
        CountDownLatch all = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) submit(QUICK, all);
        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(late).hasValue(9);

        clock.advance(Duration.ofMinutes(1));
        tried(QUICK);
        assertThat(late).hasValue(9);
    }

    @Test
    void anotherLimitIsInForceFromTheNextMessageOn() throws Exception {
        limit = Limit.parse("rate=1/h sessions=1");
        tried(QUICK);
        tried(QUICK);
        assertThat(late).as("the second of the hour").hasValue(1);
        limit = Limit.parse("rate=1/s");
        tried(QUICK);
        assertThat(late).as("the first at the new pace").hasValue(1);
        for (int i = 0; i < 3; i++) submit(SLOW, new CountDownLatch(1));
        clock.advance(Duration.ofSeconds(1));
        submit(SLOW, new CountDownLatch(1));
        while (slowMost.get() < 2) Thread.onSpinWait();
    }

    private void tried(NextHop hop) throws InterruptedException {
        CountDownLatch one = new CountDownLatch(1);
        submit(hop, one);
        assertThat(one.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private void submit(NextHop hop, CountDownLatch done) {
        submit(hop, done, 0);
    }

    private void submit(NextHop hop, CountDownLatch done, int priority) {
        Envelope envelope = ENVELOPE.with(ENVELOPE.options().prior(priority));
        destinations.submit(new Job(
                new Lane(hop, Optional.empty()), envelope, Message.of(new byte[0]), new Job.Owner() {
                    @Override
                    public Envelope begin(Job job) {
                        return job.envelope();
                    }

                    @Override
                    public void done(Job job, Attempt attempt) {
                        if (attempt.notBefore().isPresent()) late.incrementAndGet();
                        replies.add(attempt.outcome().of(ENVELOPE.recipients().getFirst()));
                        priorities.add(job.envelope().options().priority());
                        done.countDown();
                    }
                }));
    }

    private Destinations destinations(Bounds bounds) {
        Times times = Times.DEFAULT;
        return new Destinations(
                bounds,
                lane -> limit,
                hop -> {
                    couriers.incrementAndGet();
                    return new TestCourier(hop);
                },
                new Unreached(times, clock, new Random(1)),
                clock);
    }

    private final class TestCourier implements Courier {
        private final NextHop hop;

        TestCourier(NextHop hop) {
            this.hop = hop;
        }

        @Override
        public Attempt deliver(Envelope envelope, Message message) {
            if (hop.equals(DEAD)) {
                deadTries.incrementAndGet();
                if (!alive) return Attempt.nobody(envelope, Reply.of(451, "4.4.1", "no connection"));
            }
            if (hop instanceof NextHop.Mailboxes) throw new IllegalStateException("a fault");
            if (hop.equals(SLOW)) {
                slowMost.accumulateAndGet(slowNow.incrementAndGet(), Math::max);
                slowGate.acquireUninterruptibly();
                slowNow.decrementAndGet();
            }
            return Attempt.ours(envelope, Reply.of(250, "2.0.0", "ok"));
        }

        @Override
        public void close() {}
    }
}

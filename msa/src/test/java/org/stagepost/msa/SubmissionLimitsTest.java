package org.stagepost.msa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Recipient;
import org.stagepost.msa.Allotment.Kind;
import org.stagepost.msa.SubmissionLimits.Taken;

class SubmissionLimitsTest {
    @TempDir
    Path folder;

    private final RealDisk disk = new RealDisk();
    private final AtomicLong now = new AtomicLong();
    private SubmissionLimits limits;

    @BeforeEach
    void begin() {
        limits = limits(new Allotment(2, 10, 1_000, 1_000, 1_000));
    }

    @AfterEach
    void end() {
        disk.close();
    }

    private SubmissionLimits limits(Allotment allotment) {
        return new SubmissionLimits(allotment, new Correspondents(folder, disk), now::get);
    }

    private static List<Recipient> people(int count) {
        List<Recipient> people = new ArrayList<>();
        for (int i = 0; i < count; i++) people.add(Recipient.of(Household.address("p" + i + "@example.net")));
        return people;
    }

    private boolean permit(String login, int recipients) {
        return limits.lacking(login, people(recipients)).isEmpty();
    }

    @Test
    void r24_anHourFillsTheStoreAgain() {
        limits.sending("ann", people(1));
        limits.sending("ann", people(1));
        assertThat(permit("ann", 1)).isFalse();
        now.addAndGet(TimeUnit.MINUTES.toNanos(30));
        assertThat(permit("ann", 1)).isTrue();
        limits.sending("ann", people(1));
        assertThat(permit("ann", 1)).isFalse();
        now.addAndGet(TimeUnit.HOURS.toNanos(100));
        limits.sending("ann", people(1));
        limits.sending("ann", people(1));
        assertThat(permit("ann", 1)).isFalse();
    }

    @Test
    void r24_whatWasUsedBeforeARestartComesBackAsTimePasses() {
        limits.sending("ann", people(1));
        limits.sending("ann", people(1));
        var used = limits.used();
        assertThat(used).containsOnlyKeys("ann");
        for (int minutes : new int[] {0, 29, 31}) {
            limits = limits(new Allotment(2, 10, 1_000, 1_000, 1_000));
            limits.recall(used, Duration.ofMinutes(minutes));
            assertThat(permit("ann", 1)).as(minutes + " minutes").isEqualTo(minutes > 30);
            assertThat(permit("bob", 10)).isTrue();
        }
        now.addAndGet(TimeUnit.HOURS.toNanos(100));
        assertThat(limits.used()).isEmpty();
    }

    @Test
    void r24_aDayIsLongerThanManyHours() {
        limits = limits(new Allotment(2, 10, 4, 12, 1_000));
        for (int hour = 0; hour < 2; hour++) {
            limits.sending("ann", people(1));
            limits.sending("ann", people(1));
            now.addAndGet(TimeUnit.HOURS.toNanos(1));
        }
        assertThat(limits.lacking("ann", people(1))).contains(Kind.MESSAGES_OF_DAY);
        assertThat(limits.lacking("bob", people(10))).isEmpty();
        limits.sending("bob", people(10));
        now.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(limits.lacking("bob", people(10))).contains(Kind.RECIPIENTS_OF_DAY);
        now.addAndGet(TimeUnit.HOURS.toNanos(24));
        assertThat(limits.lacking("ann", people(10))).isEmpty();
        assertThat(limits.lacking("bob", people(10))).isEmpty();
    }

    @Test
    void r24_oneLoginIsNoneOfTheOthersBusiness() {
        limits.sending("ann", people(10));
        assertThat(permit("ann", 1)).isFalse();
        assertThat(permit("bob", 10)).isTrue();
        assertThat(permit("bob", 11)).isFalse();
    }

    @Test
    void r24_whatNobodyGetsIsNotCountedButWhoIsRefused() {
        for (int i = 0; i < 5; i++) {
            Taken taken = limits.sending("ann", people(3));
            limits.notSent("ann", taken);
            limits.refused("ann", 1);
        }
        assertThat(permit("ann", 5)).isTrue();
        assertThat(permit("ann", 6)).isFalse();
        Taken taken = limits.sending("ann", people(3));
        now.addAndGet(TimeUnit.HOURS.toNanos(1));
        limits.notSent("ann", taken);
        assertThat(permit("ann", 10)).isTrue();
        limits.refused("ann", 10);
        assertThat(permit("ann", 1)).isFalse();
    }

    @Test
    void r24_whoRunsDryIsToldOfOnce() {
        List<Kind> told = new ArrayList<>();
        for (int i = 0; i < 12; i++) told.addAll(limits.refused("harvester", 1));
        assertThat(told).containsExactly(Kind.RECIPIENTS_OF_HOUR);
        now.addAndGet(TimeUnit.MINUTES.toNanos(20));
        assertThat(limits.refused("harvester", 3))
                .as("still dry for the most part")
                .isEmpty();
        now.addAndGet(TimeUnit.HOURS.toNanos(2));
        assertThat(limits.sending("harvester", people(10)).usedUp()).containsExactly(Kind.RECIPIENTS_OF_HOUR);
    }

    @Test
    void r24_strangersAreCountedAndFriendsAreNot() {
        limits = limits(new Allotment(100, 100, 100, 1_000, 5));
        assertThat(limits.sending("ann", people(4)).usedUp()).isEmpty();
        assertThat(limits.lacking("ann", people(4))).as("nobody has got it yet").contains(Kind.CORRESPONDENTS_OF_DAY);
        limits.sent("ann", people(4));
        assertThat(limits.lacking("ann", people(5))).isEmpty();
        assertThat(limits.lacking("ann", people(6))).contains(Kind.CORRESPONDENTS_OF_DAY);
        assertThat(limits.lacking("bob", people(6))).contains(Kind.CORRESPONDENTS_OF_DAY);
        limits = limits(new Allotment(100, 100, 100, 1_000, 1));
        assertThat(limits.lacking("ann", people(5))).as("behind a restart").isEmpty();
    }

    @Test
    void r24_whatIsHandedBackIsWhatWasTakenWhoeverIsKnownMeanwhile() {
        limits = limits(new Allotment(100, 100, 100, 1_000, 5));
        Taken taken = limits.sending("ann", people(4));
        limits.sent("ann", people(4));
        limits.notSent("ann", taken);
        List<Recipient> strangers =
                List.of(Recipient.of(Household.address("a@mars.test")), Recipient.of(Household.address("b@mars.test")));
        assertThat(limits.lacking("ann", strangers)).isEmpty();
    }

    @Test
    void r24_otherLimitsHoldAtOnce() {
        limits.sending("ann", people(1));
        limits.become(new Allotment(1, 10, 1_000, 1_000, 1_000));
        limits.sending("ann", people(1));
        assertThat(permit("ann", 1)).isFalse();
        limits.become(new Allotment(60, 60, 1_000, 1_000, 1_000));
        now.addAndGet(TimeUnit.MINUTES.toNanos(2));
        assertThat(permit("ann", 1)).isTrue();
    }
}

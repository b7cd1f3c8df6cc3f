package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DailyRoundTest {
    @Test
    @Timeout(20)
    void aChoreThatHangsHoldsUpNoStop() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Chore hung = stopped -> {
            begun.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        DailyRound round = new DailyRound(Set.of(hung), Duration.ofMillis(20));
        round.start();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        round.stop();
        never.countDown();
    }
}

package org.stagepost.msa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SubmissionLimitsTest {
    private final AtomicLong now = new AtomicLong();
    private final SubmissionLimits limits = new SubmissionLimits(2, 10, now::get);

    @Test
    void r24_anHourFillsTheStoreAgain() {
        limits.sending("ann", 1);
        limits.sending("ann", 1);
        assertThat(limits.permit("ann", 1)).isFalse();
        now.addAndGet(TimeUnit.MINUTES.toNanos(30));
        assertThat(limits.permit("ann", 1)).isTrue();
        limits.sending("ann", 1);
        assertThat(limits.permit("ann", 1)).isFalse();
        now.addAndGet(TimeUnit.HOURS.toNanos(100));
        limits.sending("ann", 1);
        limits.sending("ann", 1);
        assertThat(limits.permit("ann", 1)).isFalse();
    }

    @Test
    void r24_oneLoginIsNoneOfTheOthersBusiness() {
        limits.sending("ann", 10);
        assertThat(limits.permit("ann", 1)).isFalse();
        assertThat(limits.permit("bob", 10)).isTrue();
        assertThat(limits.permit("bob", 11)).isFalse();
    }

    @Test
    void r24_whatNobodyGetsIsNotCountedButWhoIsRefused() {
        for (int i = 0; i < 5; i++) {
            limits.sending("ann", 3);
            limits.notSent("ann", 3);
            limits.refused("ann", 1);
        }
        assertThat(limits.permit("ann", 5)).isTrue();
        assertThat(limits.permit("ann", 6)).isFalse();
        now.addAndGet(TimeUnit.HOURS.toNanos(1));
        limits.notSent("ann", 3);
        assertThat(limits.permit("ann", 10)).isTrue();
        limits.refused("ann", 10);
        assertThat(limits.permit("ann", 1)).isFalse();
    }
}

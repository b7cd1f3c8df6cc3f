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
        limits.sent("ann", 1);
        limits.sent("ann", 1);
        assertThat(limits.permit("ann", 1)).isFalse();
        now.addAndGet(TimeUnit.MINUTES.toNanos(30));
        assertThat(limits.permit("ann", 1)).isTrue();
        limits.sent("ann", 1);
        assertThat(limits.permit("ann", 1)).isFalse();
        now.addAndGet(TimeUnit.HOURS.toNanos(100));
        limits.sent("ann", 1);
        limits.sent("ann", 1);
        assertThat(limits.permit("ann", 1)).isFalse();
    }

    @Test
    void r24_oneLoginIsNoneOfTheOthersBusiness() {
        limits.sent("ann", 10);
        assertThat(limits.permit("ann", 1)).isFalse();
        assertThat(limits.permit("bob", 10)).isTrue();
        assertThat(limits.permit("bob", 11)).isFalse();
    }
}

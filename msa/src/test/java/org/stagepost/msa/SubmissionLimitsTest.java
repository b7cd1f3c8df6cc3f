package org.stagepost.msa;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

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

    @Test
    void r24_whoRunsDryIsToldOfOnce() {
        Logger logger = (Logger) LoggerFactory.getLogger(SubmissionLimits.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            for (int i = 0; i < 12; i++) limits.refused("harvester", 1);
            assertThat(log.list)
                    .singleElement()
                    .satisfies(event -> assertThat(event.getLevel()).isEqualTo(Level.WARN))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .asString()
                    .contains("harvester", "refused");
            now.addAndGet(TimeUnit.MINUTES.toNanos(20));
            limits.refused("harvester", 3);
            assertThat(log.list).as("still dry for the most part").hasSize(1);
            now.addAndGet(TimeUnit.HOURS.toNanos(2));
            limits.sending("harvester", 10);
            assertThat(log.list).hasSize(2);
        } finally {
            logger.detachAppender(log);
        }
    }
}

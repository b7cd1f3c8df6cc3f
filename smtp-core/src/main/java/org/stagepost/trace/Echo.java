package org.stagepost.trace;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells somebody else what the log is told, on a thread of its own: where he is stuck, as a log in a pipe that nobody reads is,
 * events are left out here, and the trace goes on.
 */
final class Echo implements Tracer {
    private static final Logger LOG = LoggerFactory.getLogger(Echo.class);
    private static final int BUFFER = 4_096;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Tracer other;
    private final BlockingQueue<TraceEvent> buffer = new ArrayBlockingQueue<>(BUFFER);
    private final LongAdder leftOut = new LongAdder();
    private final Thread teller =
            Thread.ofPlatform().name("trace-echo").daemon().unstarted(this::tell);
    private volatile boolean stopping;

    Echo(Tracer other) {
        this.other = other;
    }

    void start() {
        teller.start();
    }

    @Override
    public void report(TraceEvent event) {
        if (!buffer.offer(event)) leftOut.increment();
    }

    private void tell() {
        try {
            while (!stopping || !buffer.isEmpty()) {
                TraceEvent event = buffer.poll(100, TimeUnit.MILLISECONDS);
                if (event == null) continue;
                other.report(event);
                long missing = leftOut.sumThenReset();
                if (missing > 0) LOG.warn("{} events are in the trace and not in this log, which was stuck", missing);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when everything is told, if that does not take long. */
    void stop() throws InterruptedException {
        stopping = true;
        teller.join(GRACE);
    }
}

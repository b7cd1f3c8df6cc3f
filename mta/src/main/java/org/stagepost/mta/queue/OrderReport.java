package org.stagepost.mta.queue;

import java.util.List;
import org.stagepost.mail.Recipient;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Kind;

/** Tells the trace what an operator did with a message, and why. */
public final class OrderReport {
    private final Reporter reporter;

    /** @param reporter of the queue */
    public OrderReport(Reporter reporter) {
        this.reporter = reporter;
    }

    public void done(Order order, QueueEntry entry, List<Recipient> recipients) {
        reporter.step(entry.envelope().trace())
                .from(order.by())
                .to(order.hop().isEmpty() ? "queue" : order.hop())
                .what(order.act().done())
                .why(order.why().isEmpty() ? "the operator wants it" : order.why())
                .about(entry.envelope().from(), recipients)
                .done(Kind.ORDERED);
    }
}

package org.stagepost.mta.queue;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.Recipient;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;

/**
 * Orders for a queue that no process works on: the marks are all that is done, and the next start does the rest. The {@link
 * Spool} must have been started, so that nobody else begins to work on it meanwhile.
 */
public final class OrdersAtRest implements Orders {
    private final Spool spool;
    private final OrderReport report;

    public OrdersAtRest(Spool spool, Reporter reporter) {
        this.spool = spool;
        this.report = new OrderReport(reporter.as(Stage.QUEUE));
    }

    @Override
    public Tally carryOut(Order order, Selection selection) throws IOException {
        int done = 0;
        for (String name : selection.among(spool.names())) {
            Optional<QueueEntry> entry = spool.read(name);
            if (entry.isPresent() && obeyed(order, selection, entry.get())) done++;
        }
        return new Tally(done, 0);
    }

    private boolean obeyed(Order order, Selection selection, QueueEntry entry) throws IOException {
        Instant now = spool.clock().instant();
        List<Recipient> recipients = order.meant(entry, selection, now);
        if (recipients.isEmpty()) return false;
        QueueEntry marked = spool.mark(entry, order.marks(entry, recipients, now));
        if (marked.settled()) spool.remove(marked);
        report.done(order, entry, recipients);
        return true;
    }

    @Override
    public Standing standing(String name) {
        return new Standing(false, Optional.empty());
    }
}

package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.Recipient;
import org.stagepost.mta.queue.Agenda;
import org.stagepost.mta.queue.Order;
import org.stagepost.mta.queue.OrderReport;
import org.stagepost.mta.queue.Orders;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.Selection;
import org.stagepost.mta.queue.Spool;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;

/** Orders for the queue that this process works on: of each message the recipients that are not on the wire just now. */
final class OrdersUnderWay implements Orders {
    private final Spool spool;
    private final Agenda agenda;
    private final Rounds rounds;
    private final OrderReport report;

    @Inject
    OrdersUnderWay(Spool spool, Agenda agenda, Rounds rounds, Reporter reporter) {
        this.spool = spool;
        this.agenda = agenda;
        this.rounds = rounds;
        this.report = new OrderReport(reporter.as(Stage.QUEUE));
    }

    /** What became of an order for one message. */
    private enum Effect {
        NONE,
        DONE,
        BUSY
    }

    @Override
    public Tally carryOut(Order order, Selection selection) throws IOException {
        rounds.forgetTrouble();
        int done = 0;
        int busy = 0;
        for (String name : selection.among(spool.names())) {
            Effect effect = effect(order, selection, name);
            if (effect == Effect.DONE) done++;
            if (effect == Effect.BUSY) busy++;
        }
        return new Tally(done, busy);
    }

    private Effect effect(Order order, Selection selection, String name) throws IOException {
        Optional<Agenda.Item> waiting = agenda.claim(name);
        if (waiting.isPresent()) return onClaimed(order, selection, waiting.get());
        if (agenda.claimUnknown(name)) {
            Optional<QueueEntry> read = claimed(name);
            if (read.isPresent())
                return onClaimed(order, selection, rounds.settlement().item(read.get()));
            agenda.unclaim(name);
            return Effect.NONE;
        }
        return onDelivery(order, selection, name);
    }

    /** A message that cannot be read now is nobody's again. */
    private Optional<QueueEntry> claimed(String name) throws IOException {
        try {
            return spool.read(name);
        } catch (IOException | RuntimeException e) {
            agenda.unclaim(name);
            throw e;
        }
    }

    private Effect onClaimed(Order order, Selection selection, Agenda.Item item) throws IOException {
        QueueEntry entry = item.entry();
        Instant now = rounds.settlement().schedule().now();
        List<Recipient> recipients = order.meant(entry, selection, now);
        if (recipients.isEmpty()) {
            agenda.again(entry, item.due());
            return Effect.NONE;
        }
        if (order.act() == Order.Act.RETRY && entry.ready(now).containsAll(recipients)) {
            report.done(order, entry, recipients);
            agenda.again(entry, now);
            return Effect.DONE;
        }
        try {
            QueueEntry marked = spool.mark(entry, order.marks(entry, recipients, now));
            report.done(order, entry, recipients);
            rounds.settlement().ordered(marked);
            return Effect.DONE;
        } catch (NoSuchFileException gone) {
            agenda.finished(entry);
            return Effect.NONE;
        } catch (IOException | RuntimeException e) {
            agenda.again(entry, item.due());
            throw e;
        }
    }

    private Effect onDelivery(Order order, Selection selection, String name) throws IOException {
        Optional<Delivery> delivery = rounds.delivery(name);
        if (delivery.isEmpty() || order.act() == Order.Act.RETRY) return Effect.BUSY;
        Delivery.Obeyed obeyed = delivery.get().obey(order, selection);
        if (!obeyed.recipients().isEmpty()) report.done(order, obeyed.entry(), obeyed.recipients());
        if (obeyed.busy()) return Effect.BUSY;
        return obeyed.recipients().isEmpty() ? Effect.NONE : Effect.DONE;
    }

    @Override
    public Standing standing(String name) {
        Optional<Instant> due = agenda.due(name);
        return new Standing(due.isEmpty() && agenda.knows(name), due);
    }
}

package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.DeliverBy;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mta.queue.Agenda;
import org.stagepost.mta.queue.Mark;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.RetrySchedule;
import org.stagepost.mta.queue.Spool;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;

/** What happens to a message after a round: it leaves the queue, or it waits for the next one, and its sender is told. */
final class Settlement {
    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    private static final Reply TIME_IS_OVER = Reply.of(451, "4.4.7", "delivery time expired");

    private final Spool spool;
    private final Agenda agenda;
    private final RetrySchedule schedule;
    private final Notices notices;
    private final Reporter reporter;

    @Inject
    Settlement(Spool spool, Agenda agenda, RetrySchedule schedule, Notices notices, Reporter reporter) {
        this.spool = spool;
        this.agenda = agenda;
        this.schedule = schedule;
        this.notices = notices;
        this.reporter = reporter.as(Stage.QUEUE);
    }

    RetrySchedule schedule() {
        return schedule;
    }

    /** Whether the message is still in the queue; if not, it is forgotten. */
    boolean isThere(QueueEntry entry) {
        if (spool.holds(entry)) return true;
        log.warn("{} has been taken out of the queue", entry.name());
        agenda.finished(entry);
        return false;
    }

    /** A message that was read back from its file is tried when it would have been. */
    void resume(QueueEntry entry) {
        agenda.add(entry, schedule.due(entry));
    }

    /** A message with the moment when it is due, as if it had just been read back. */
    Agenda.Item item(QueueEntry entry) {
        return new Agenda.Item(schedule.due(entry), entry);
    }

    /** A message that was waiting, and for which an operator has given an order. */
    void ordered(QueueEntry marked) {
        QueueEntry entry = failuresTold(marked);
        if (entry.settled() && removed(entry)) agenda.finished(entry);
        else agenda.again(entry, schedule.due(entry));
    }

    /**
     * Every recipient has been tried once more, or there was nobody left to try.
     *
     * @param notBefore when another try may make sense, where that is known
     */
    void end(QueueEntry tried, Optional<Instant> notBefore) {
        QueueEntry entry = delayTold(lateTold(successTold(failuresTold(expired(tried)))));
        if (entry.settled() && removed(entry)) agenda.finished(entry);
        else agenda.again(entry, schedule.next(entry, notBefore));
    }

    /** Gives up on those for whom it has been tried long enough (RFC 5321 4.5.4.1), not before what was ordered is done. */
    private QueueEntry expired(QueueEntry entry) {
        List<Recipient> pending = entry.pending();
        if (pending.isEmpty()) return entry;
        if (isTooLate(entry)) return ended(entry, pending, recipient -> tooLate(entry, recipient));
        if (entry.isUrgent(schedule.now()) || !schedule.expired(entry)) return entry;
        return ended(entry, pending, recipient -> givenUp(entry, recipient));
    }

    private QueueEntry ended(QueueEntry entry, List<Recipient> pending, Function<Recipient, Mark> end) {
        List<Mark> marks = pending.stream().map(end).toList();
        reporter.step(entry.envelope().trace())
                .from("queue")
                .what("expired")
                .why(marks.getFirst().reply().toString())
                .about(entry.envelope().from(), pending)
                .done(Kind.EXPIRED);
        return entry.and(marks);
    }

    /** Whether it is not to be tried any more: what was to be delivered by then or to come back comes back (RFC 2852 4.1.3). */
    boolean isTooLate(QueueEntry entry) {
        return returns(entry) && schedule.overdue(entry);
    }

    private static boolean returns(QueueEntry entry) {
        return entry.envelope().options().by().filter(DeliverBy::returns).isPresent();
    }

    private Mark tooLate(QueueEntry entry, Recipient recipient) {
        Optional<Mark> last = entry.last(recipient, Mark.Kind.DEFERRED);
        String words = last.map(mark -> ", at last: " + mark.reply()).orElse("");
        Reply reply = Reply.of(554, "5.4.7", "delivery time expired" + words);
        return new Mark(Mark.Kind.FAILED, entry.number(recipient), schedule.now(), "", reply);
    }

    private Mark givenUp(QueueEntry entry, Recipient recipient) {
        Optional<Mark> last = entry.last(recipient, Mark.Kind.DEFERRED);
        String words = last.map(mark -> ", at last: " + mark.reply()).orElse("");
        Reply reply = Reply.of(
                554, "5.4.7", "given up after " + schedule.giveUpAfter().toDays() + " days" + words);
        String by = last.map(Mark::by).orElse("");
        return new Mark(Mark.Kind.FAILED, entry.number(recipient), schedule.now(), by, reply);
    }

    /** The report is forced before the mark that says so; a crash in between tells the sender twice, never not at all. */
    private QueueEntry failuresTold(QueueEntry entry) {
        List<Recipient> untold = entry.untold();
        return untold.isEmpty() || !notices.failed(entry, untold) ? entry : told(entry, untold, Mark.Kind.FAILED);
    }

    private QueueEntry successTold(QueueEntry entry) {
        QueueEntry told = entry;
        for (Mark.Kind way : List.of(Mark.Kind.DELIVERED, Mark.Kind.RELAYED)) {
            List<Recipient> untold = told.untoldSuccess(way);
            if (!untold.isEmpty() && notices.succeeded(told, untold, way)) told = told(told, untold, way);
        }
        List<Recipient> traced = told.untoldTraces();
        return traced.isEmpty() || !notices.succeeded(told, traced, Mark.Kind.TRACED)
                ? told
                : told(told, traced, Mark.Kind.TRACED);
    }

    private QueueEntry told(QueueEntry entry, List<Recipient> recipients, Mark.Kind what) {
        List<Mark> marks = recipients.stream()
                .map(recipient -> repeated(entry, recipient, what, Mark.Kind.TOLD))
                .toList();
        QueueEntry told = entry.and(marks);
        if (!told.settled()) write(entry, marks);
        return told;
    }

    /** Where the sender has set a time and wants to know: he is told once, when it is over (RFC 2852 4.1.3). */
    private QueueEntry lateTold(QueueEntry entry) {
        if (returns(entry) || !schedule.overdue(entry)) return entry;
        List<Mark> late = entry.pending().stream()
                .filter(recipient -> entry.last(recipient, Mark.Kind.LATE_TOLD).isEmpty())
                .map(recipient ->
                        new Mark(Mark.Kind.LATE_TOLD, entry.number(recipient), schedule.now(), "", TIME_IS_OVER))
                .toList();
        if (late.isEmpty()) return entry;
        QueueEntry told = entry.and(late);
        List<Recipient> recipients = late.stream()
                .map(mark -> entry.envelope().recipients().get(mark.recipient() - 1))
                .toList();
        if (!notices.late(told, recipients)) return entry;
        write(entry, late);
        return told;
    }

    private QueueEntry delayTold(QueueEntry entry) {
        List<Recipient> waiting = entry.pending().stream()
                .filter(recipient -> entry.last(recipient, Mark.Kind.DELAY_TOLD).isEmpty())
                .filter(recipient -> entry.last(recipient, Mark.Kind.LATE_TOLD).isEmpty())
                .filter(recipient -> entry.last(recipient, Mark.Kind.DEFERRED).isPresent())
                .toList();
        if (waiting.isEmpty() || !schedule.late(entry) || !notices.delayed(entry, waiting)) return entry;
        List<Mark> marks = waiting.stream()
                .map(recipient -> repeated(entry, recipient, Mark.Kind.DEFERRED, Mark.Kind.DELAY_TOLD))
                .toList();
        write(entry, marks);
        return entry.and(marks);
    }

    private Mark repeated(QueueEntry entry, Recipient recipient, Mark.Kind was, Mark.Kind is) {
        Mark mark = entry.last(recipient, was).orElseThrow();
        return new Mark(is, mark.recipient(), mark.at(), mark.by(), mark.reply());
    }

    /** @throws IOException when the marks are not on the disk, and do not count */
    QueueEntry mark(QueueEntry entry, List<Mark> marks) throws IOException {
        return spool.mark(entry, marks);
    }

    /** A mark that cannot be written is still known until we stop; then somebody may get a second copy. */
    void write(QueueEntry entry, List<Mark> marks) {
        try {
            spool.mark(entry, marks);
        } catch (IOException e) {
            log.error("marks of {} are not on the disk: {}", entry.name(), e.getMessage());
        }
    }

    private boolean removed(QueueEntry entry) {
        try {
            spool.remove(entry);
            return true;
        } catch (IOException e) {
            log.error("{} is done but cannot be removed: {}", entry.name(), e.getMessage());
            return false;
        }
    }
}

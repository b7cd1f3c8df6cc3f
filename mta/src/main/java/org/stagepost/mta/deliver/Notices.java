package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mail.Reply;
import org.stagepost.mta.bounce.Dsn;
import org.stagepost.mta.bounce.Report;
import org.stagepost.mta.bounce.Report.Case;
import org.stagepost.mta.bounce.Report.Kind;
import org.stagepost.mta.queue.Mark;
import org.stagepost.mta.queue.Queue;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.RetrySchedule;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Stage;

/** Tells senders what became of their messages, where they want to hear it and may be told. */
final class Notices {
    private static final Logger log = LoggerFactory.getLogger(Notices.class);

    private final Queue queue;
    private final Dsn dsn;
    private final RetrySchedule schedule;
    private final Reporter reporter;

    @Inject
    Notices(Queue queue, Dsn dsn, RetrySchedule schedule, Reporter reporter) {
        this.queue = queue;
        this.dsn = dsn;
        this.schedule = schedule;
        this.reporter = reporter.as(Stage.QUEUE);
    }

    /**
     * Tells of recipients who will never get the message.
     *
     * @return whether that is settled: the report is in the queue, or nobody is to hear it
     */
    boolean failed(QueueEntry entry, List<Recipient> recipients) {
        return tell(Kind.FAILED, entry, wishing(Notify.FAILURE, recipients), Mark.Kind.FAILED);
    }

    /** Tells of recipients who must wait for it. */
    boolean delayed(QueueEntry entry, List<Recipient> recipients) {
        return tell(Kind.DELAYED, entry, wishing(Notify.DELAY, recipients), Mark.Kind.DEFERRED);
    }

    /** Tells of recipients who have not got it by the time that the sender has set. */
    boolean late(QueueEntry entry, List<Recipient> recipients) {
        return tell(Kind.DELAYED, entry, wishing(Notify.DELAY, recipients), Mark.Kind.LATE_TOLD);
    }

    /** Tells of recipients who have got it: in a mailbox, or as far as anybody will ever report (RFC 3461 5.2.2, 5.2.4). */
    boolean succeeded(QueueEntry entry, List<Recipient> recipients, Mark.Kind way) {
        return switch (way) {
            case RELAYED -> tell(Kind.RELAYED, entry, recipients, way);
            case TRACED -> tell(Kind.TRACED, entry, recipients, way);
            default -> tell(Kind.DELIVERED, entry, recipients, way);
        };
    }

    /** Who said nothing is told both (RFC 3461 4.1). */
    private static List<Recipient> wishing(Notify notice, List<Recipient> recipients) {
        return recipients.stream()
                .filter(recipient ->
                        recipient.notices().isEmpty() || recipient.notices().contains(notice))
                .toList();
    }

    private boolean tell(Kind kind, QueueEntry entry, List<Recipient> recipients, Mark.Kind mark) {
        if (recipients.isEmpty()) return true;
        if (entry.envelope().from().isNull()) return dropped(kind, entry, recipients);
        List<Case> cases = new ArrayList<>();
        for (Recipient recipient : recipients)
            entry.last(recipient, mark)
                    .ifPresent(last -> cases.add(new Case(recipient, last.reply(), last.by(), last.at())));
        return cases.isEmpty()
                || queued(entry, new Report(kind, entry.envelope(), entry.arrived(), entry.message(), cases));
    }

    /** Never a report about a report, nor of success to nobody (RFC 5321 6.1): two servers would write to each other for ever. */
    private boolean dropped(Kind kind, QueueEntry entry, List<Recipient> recipients) {
        if (kind != Kind.FAILED) return true;
        log.warn("{} from the null sender could not be delivered to {} and is dropped", entry.name(), recipients);
        reporter.step(entry.envelope().trace())
                .from("queue")
                .what("dropped")
                .why("it has no sender who could be told")
                .about(entry.envelope().from(), recipients)
                .done(TraceEvent.Kind.DROPPED);
        return true;
    }

    private boolean queued(QueueEntry entry, Report report) {
        try {
            Dsn.Letter letter =
                    dsn.compose(entry.envelope().from().address().orElseThrow(), report, schedule.giveUpAfter());
            Outcome outcome = queue.send(letter.envelope(), letter.message());
            Reply told = outcome.of(letter.envelope().recipients().getFirst());
            reporter.step(entry.envelope().trace())
                    .from("queue")
                    .to(entry.envelope().from())
                    .what(told)
                    .why(report.kind().told())
                    .about(
                            entry.envelope().from(),
                            report.cases().stream().map(Case::recipient).toList())
                    .knownThereAs(letter.envelope().trace().text())
                    .done(TraceEvent.Kind.of(told, event(report.kind())));
            return outcome.allPositive();
        } catch (IOException e) {
            log.error("no report about {}: {}", entry.name(), e.getMessage());
            return false;
        }
    }

    private static TraceEvent.Kind event(Kind told) {
        return told == Kind.FAILED ? TraceEvent.Kind.BOUNCED : TraceEvent.Kind.REPORTED;
    }
}

package org.stagepost.mta.deliver;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mta.deliver.Courier.Attempt;
import org.stagepost.mta.queue.Mark;
import org.stagepost.mta.queue.Order;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.Selection;
import org.stagepost.mta.route.NextHop;

/** One round for one message: a job for each next hop of those who still wait, then the settlement. */
final class Delivery implements Job.Owner {
    /** Every server takes so many in one transaction (RFC 5321 4.5.3.1.8). */
    private static final int RECIPIENTS_AT_ONCE = 100;

    private final Rounds rounds;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Recipient> onTheWire = new HashSet<>();
    private final Consumer<Job> way;
    private QueueEntry entry;
    private int jobsLeft;
    private Optional<Instant> notBefore = Optional.empty();
    private boolean usual;

    /** @param way where its jobs go */
    Delivery(QueueEntry entry, Rounds rounds, Consumer<Job> way) {
        this.entry = entry;
        this.rounds = rounds;
        this.way = way;
    }

    void start() {
        List<Job> jobs = new ArrayList<>();
        byLane().forEach((lane, recipients) -> {
            for (int from = 0; from < recipients.size(); from += RECIPIENTS_AT_ONCE) {
                int to = Math.min(from + RECIPIENTS_AT_ONCE, recipients.size());
                Envelope part = entry.envelope().to(recipients.subList(from, to));
                jobs.add(new Job(lane, part, entry.message(), this));
            }
        });
        jobsLeft = jobs.size();
        if (jobs.isEmpty()) rounds.end(entry, notBefore);
        else jobs.forEach(way);
    }

    /** Recipients of several domains go each to their own servers; those of one next hop together (RFC 5321 4.5.4.1). */
    private Map<Lane, List<Recipient>> byLane() {
        Map<Lane, List<Recipient>> byLane = new LinkedHashMap<>();
        for (Recipient recipient : ready())
            byLane.computeIfAbsent(rounds.lane(entry, recipient), key -> new ArrayList<>())
                    .add(recipient);
        return byLane;
    }

    private List<Recipient> ready() {
        return entry.ready(rounds.settlement().schedule().now());
    }

    private NextHop hop(Recipient recipient) {
        return rounds.hop(entry, recipient);
    }

    /** The job's turn has come: for those who are still to go this way, whatever the operator has said meanwhile. */
    @Override
    public Envelope begin(Job job) {
        lock.lock();
        try {
            List<Recipient> pending = ready();
            List<Recipient> wanted = job.envelope().recipients().stream()
                    .filter(recipient ->
                            pending.contains(recipient) && hop(recipient).equals(job.hop()))
                    .toList();
            onTheWire.addAll(wanted);
            return job.envelope().to(wanted);
        } finally {
            lock.unlock();
        }
    }

    /** What an order applied to, and whether somebody it was for is on the wire. */
    record Obeyed(QueueEntry entry, List<Recipient> recipients, boolean busy) {}

    /** Carries out an order for those who are not on the wire. */
    Obeyed obey(Order order, Selection selection) throws IOException {
        lock.lock();
        try {
            Instant now = rounds.settlement().schedule().now();
            List<Recipient> meant = order.meant(entry, selection, now);
            List<Recipient> free = jobsLeft == 0
                    ? List.of()
                    : meant.stream()
                            .filter(recipient -> !onTheWire.contains(recipient))
                            .toList();
            if (!free.isEmpty()) entry = rounds.settlement().mark(entry, order.marks(entry, free, now));
            return new Obeyed(entry, free, free.size() < meant.size());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void done(Job job, Attempt attempt) {
        rounds.report(job, attempt);
        lock.lock();
        try {
            QueueEntry before = entry;
            List<Mark> marks = marks(job, attempt);
            entry = before.and(marks);
            if (marks.stream().anyMatch(mark -> mark.kind() == Mark.Kind.DEFERRED)) deferred(attempt.notBefore());
            attempt.outcome().replies().keySet().forEach(onTheWire::remove);
            jobsLeft--;
            // Once everybody has it and nobody is to be told, the file is removed in a moment: that is mark enough.
            boolean over = jobsLeft == 0 && entry.settled();
            if (!over && !marks.isEmpty()) rounds.settlement().write(before, marks);
            if (jobsLeft > 0) return;
        } finally {
            lock.unlock();
        }
        rounds.end(entry, usual ? Optional.empty() : notBefore);
    }

    /** The message is due with the first of those who wait: one destination's pause is no other's. */
    private void deferred(Optional<Instant> until) {
        if (until.isEmpty()) usual = true;
        else notBefore = notBefore.filter(until.get()::isAfter).or(() -> until);
    }

    private List<Mark> marks(Job job, Attempt attempt) {
        Instant now = rounds.settlement().schedule().now();
        List<Mark> marks = new ArrayList<>();
        attempt.outcome().replies().forEach((recipient, reply) -> {
            Mark.Kind kind = reply.positive() ? taken(job.hop(), attempt, recipient) : notTaken(job.hop(), reply);
            marks.add(new Mark(kind, entry.number(recipient), now, attempt.by(), reply));
            if (!attempt.by().isEmpty() && job.hop() instanceof NextHop.MailHostsOf)
                rounds.suppressed().heard(recipient.address(), reply);
        });
        return marks;
    }

    /** Whose part it is now to report success: nobody's behind a host that does not know of reports (RFC 3461 5.2.2). */
    private static Mark.Kind taken(NextHop hop, Attempt attempt, Recipient recipient) {
        if (attempt.traced().contains(recipient)) return Mark.Kind.TRACED;
        if (attempt.passed().contains(recipient)) return Mark.Kind.PASSED;
        return switch (hop) {
            case NextHop.Mailboxes here -> Mark.Kind.DELIVERED;
            case NextHop.Lmtp delivery -> Mark.Kind.DELIVERED;
            case NextHop.Relay host -> Mark.Kind.RELAYED;
            case NextHop.MailHostsOf host -> Mark.Kind.RELAYED;
            case NextHop.Fetched host -> Mark.Kind.RELAYED;
            case NextHop.Discard rule -> Mark.Kind.DROPPED;
            case NextHop.Hold rule -> throw new IllegalStateException("what is held is not taken");
            case NextHop.Refuse rule -> throw new IllegalStateException("what is refused is not taken");
        };
    }

    private static Mark.Kind notTaken(NextHop hop, Reply reply) {
        if (hop instanceof NextHop.Hold) return Mark.Kind.HELD;
        return reply.permanent() ? Mark.Kind.FAILED : Mark.Kind.DEFERRED;
    }
}

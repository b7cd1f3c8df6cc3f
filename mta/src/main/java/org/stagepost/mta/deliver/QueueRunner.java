package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.launch.Service;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mta.queue.Agenda;
import org.stagepost.mta.queue.QueueControl;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.Spool;

/**
 * Keeps the queue moving: reads back what was in it when we started, and begins a round for each message that is due. A
 * start does not wait for the reading: new mail is taken and carried meanwhile.
 */
public final class QueueRunner implements Service, QueueControl {
    private static final Logger log = LoggerFactory.getLogger(QueueRunner.class);
    private static final Duration LOOK_UP = Duration.ofMillis(500);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Spool spool;
    private final Agenda agenda;
    private final Backlog backlog;
    private final Rounds rounds;
    private final Thread runner = Thread.ofVirtual().name("queue-runner").unstarted(this::run);
    private volatile boolean stopping;

    @Inject
    QueueRunner(Spool spool, Agenda agenda, Backlog backlog, Rounds rounds) {
        this.backlog = backlog;
        this.spool = spool;
        this.agenda = agenda;
        this.rounds = rounds;
    }

    @Override
    public void start() throws IOException {
        List<String> names = spool.names();
        if (!names.isEmpty()) log.info("{} messages are in the queue", names.size());
        Thread.ofVirtual().name("queue-reader").start(() -> read(names));
        runner.start();
    }

    /** What is under way gets a little time to end; what has not ended by then is in the queue still. */
    @Override
    public void stop() throws InterruptedException {
        stopping = true;
        runner.interrupt();
        runner.join(GRACE);
        rounds.stop(GRACE);
    }

    @Override
    public List<Agenda.Item> waiting() {
        return agenda.waiting();
    }

    @Override
    public int retryNow(Optional<String> name) {
        rounds.forgetTrouble();
        return agenda.retryNow(name);
    }

    @Override
    public int start(Set<Domain> domains) {
        List<QueueEntry> wanted =
                backlog.waiting(entry -> !wanted(entry, domains).isEmpty()).toList();
        int started = 0;
        for (QueueEntry entry : wanted) {
            for (Recipient recipient : wanted(entry, domains)) rounds.forgetTrouble(rounds.hop(entry, recipient));
            if (startsNow(entry.name())) started++;
        }
        return started;
    }

    /** What is held back, by its sender or by an operator, is not started. */
    private List<Recipient> wanted(QueueEntry entry, Set<Domain> domains) {
        return entry.ready(rounds.settlement().schedule().now()).stream()
                .filter(recipient -> domains.contains(recipient.address().domain()))
                .toList();
    }

    private boolean startsNow(String name) {
        if (agenda.retryNow(Optional.of(name)) > 0) return true;
        Optional<QueueEntry> forgotten = backlog.claim(name);
        forgotten.ifPresent(
                entry -> agenda.again(entry, rounds.settlement().schedule().now()));
        return forgotten.isPresent();
    }

    @Override
    public Map<String, Reply> unreachedSmartHosts() {
        return rounds.unreachedSmartHosts(
                agenda.waiting().stream().map(Agenda.Item::entry).toList());
    }

    @Override
    public Map<String, Reply> refusingSmartHosts() {
        return rounds.refusingSmartHosts();
    }

    private void run() {
        while (!stopping) {
            try {
                agenda.takeDue(LOOK_UP).ifPresentOrElse(rounds::begin, () -> read(forgotten()));
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.error("a round could not begin", e);
            }
        }
    }

    private List<String> forgotten() {
        try {
            return agenda.forgotten(spool::names);
        } catch (IOException e) {
            log.error("cannot look through the queue: {}", e.getMessage());
            return List.of();
        }
    }

    private void read(List<String> names) {
        for (String name : names) {
            if (stopping) return;
            if (agenda.knows(name)) continue;
            try {
                Optional<QueueEntry> entry = spool.read(name);
                entry.ifPresent(rounds::resume);
            } catch (IOException | RuntimeException e) {
                log.error("cannot read {} in the queue", name, e);
            }
        }
    }
}

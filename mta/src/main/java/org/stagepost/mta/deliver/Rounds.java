package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.stagepost.mail.Reply;
import org.stagepost.mta.deliver.Courier.Attempt;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.route.Routes;
import org.stagepost.smtp.client.PeerId;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;

/** Begins the rounds of messages that are due. */
final class Rounds {
    private final Routes routes;
    private final Settlement settlement;
    private final Destinations destinations;
    private final Reporter reporter;
    private final String ourName;

    @Inject
    Rounds(Routes routes, Settlement settlement, Couriers couriers, Reporter reporter) {
        this.routes = routes;
        this.settlement = settlement;
        this.destinations = new Destinations(couriers.bounds(), couriers::to);
        this.reporter = reporter.as(Stage.MTA);
        this.ourName = couriers.ourName();
    }

    /** A message that was read back from its file. */
    void resume(QueueEntry entry) {
        settlement.resume(entry);
    }

    /** One try for everybody who still waits; a message whose file somebody has removed is forgotten. */
    void begin(QueueEntry entry) {
        if (settlement.isThere(entry)) new Delivery(entry, this).start();
    }

    Routes routes() {
        return routes;
    }

    Settlement settlement() {
        return settlement;
    }

    void submit(Job job) {
        destinations.submit(job);
    }

    /** Tells how a job ended, with whom, and what was said. */
    void report(Job job, Attempt attempt) {
        Set<String> replies = new LinkedHashSet<>();
        Set<String> ids = new LinkedHashSet<>();
        for (Reply reply : attempt.outcome().replies().values()) {
            replies.add(reply.toString());
            ids.add(PeerId.in(reply));
        }
        ids.remove("");
        reporter.step(job.envelope().trace())
                .from(ourName)
                .to(attempt.by().isEmpty() ? job.hop() : attempt.by())
                .what(String.join("; ", replies))
                .why(attempt.why())
                .about(job.envelope().from(), job.envelope().recipients())
                .knownThereAs(ids.isEmpty() ? "" : ids.iterator().next())
                .said(attempt.dialogue())
                .done();
    }

    void stop(Duration grace) throws InterruptedException {
        destinations.stop(grace);
    }
}

package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mta.deliver.Courier.Attempt;
import org.stagepost.mta.queue.Mark;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.Suppressed;
import org.stagepost.mta.route.NextHop;
import org.stagepost.mta.route.Routes;
import org.stagepost.mta.route.SmartHost;
import org.stagepost.smtp.client.PeerId;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;

/** Begins the rounds of messages that are due. */
final class Rounds {
    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

    private final Routes routes;
    private final DomainLimits limits;
    private final Settlement settlement;
    private final Suppressed suppressed;
    private final Destinations destinations;
    private final Refusing refusing;
    private final Reporter reporter;
    private final String ourName;
    private final Map<String, Delivery> underWay = new ConcurrentHashMap<>();

    @Inject
    Rounds(
            Routes routes,
            Settlement settlement,
            Couriers couriers,
            DomainLimits limits,
            Unreached unreached,
            Refusing refusing,
            Suppressed suppressed,
            Clock clock,
            Reporter reporter) {
        this.routes = routes;
        this.limits = limits;
        this.settlement = settlement;
        this.suppressed = suppressed;
        this.refusing = refusing;
        this.destinations = new Destinations(couriers.bounds(), limits::of, couriers::to, unreached, clock);
        this.reporter = reporter.as(Stage.MTA);
        this.ourName = couriers.ourName();
    }

    /** Hears what other servers say of their addresses. */
    Suppressed suppressed() {
        return suppressed;
    }

    /** A message that was read back from its file. */
    void resume(QueueEntry entry) {
        settlement.resume(entry);
    }

    /** One try for everybody who still waits; a message whose file somebody has removed is forgotten. */
    void begin(QueueEntry entry) {
        begin(entry, destinations::submit);
    }

    /** The same, its jobs going another way. */
    void begin(QueueEntry entry, Consumer<Job> way) {
        if (!settlement.isThere(entry)) return;
        if (settlement.isTooLate(entry)) {
            settlement.end(entry, Optional.empty());
            return;
        }
        Delivery delivery = new Delivery(entry, this, way);
        underWay.put(entry.name(), delivery);
        delivery.start();
    }

    /** The round of a message that is under way. */
    Optional<Delivery> delivery(String name) {
        return Optional.ofNullable(underWay.get(name));
    }

    /** A round has ended. */
    void end(QueueEntry entry, Optional<Instant> notBefore) {
        underWay.remove(entry.name());
        settlement.end(entry, notBefore);
    }

    /** Destinations that could not be reached are tried again with the next message for them. */
    void forgetTrouble() {
        destinations.forgetTrouble();
    }

    /** Of one destination alone. */
    void forgetTrouble(NextHop hop) {
        destinations.forgetTrouble(hop);
    }

    /** Those that something waits for: one whose last message has been given up may be well again. */
    Map<String, Reply> unreachedSmartHosts(List<QueueEntry> waiting) {
        Map<NextHop, Reply> unreached = destinations.unreached();
        unreached.keySet().removeIf(hop -> !(hop instanceof NextHop.Relay));
        if (unreached.isEmpty()) return Map.of();
        Set<NextHop> wanted = new HashSet<>();
        for (QueueEntry entry : waiting) for (Recipient recipient : entry.pending()) wanted.add(hop(entry, recipient));
        Map<String, Reply> hosts = new LinkedHashMap<>();
        unreached.forEach((hop, reply) -> {
            if (hop instanceof NextHop.Relay(SmartHost host) && wanted.contains(hop)) hosts.put(host.name(), reply);
        });
        return hosts;
    }

    /** Those that answer, and have taken nothing of the last messages. */
    Map<String, Reply> refusingSmartHosts() {
        return refusing.all();
    }

    /** Where a recipient's copy goes: whither the operator says, else by the routes. */
    NextHop hop(QueueEntry entry, Recipient recipient) {
        Optional<String> ordered = entry.route(recipient);
        try {
            if (ordered.isPresent()) return routes.ordered(ordered.get());
        } catch (SyntaxException e) {
            log.error("{}: {} is no next hop now; it goes the usual way", entry.name(), ordered.get());
        }
        boolean released = entry.last(recipient, Mark.Kind.HELD).isPresent()
                && entry.last(recipient, Mark.Kind.RELEASED).isPresent();
        Domain domain = recipient.address().domain();
        ReversePath from = entry.envelope().from();
        return released ? routes.released(domain, from) : routes.to(domain, from);
    }

    /** With whose mail it shares sessions. */
    Lane lane(QueueEntry entry, Recipient recipient) {
        return limits.lane(hop(entry, recipient), recipient.address().domain());
    }

    Settlement settlement() {
        return settlement;
    }

    void submit(Job job) {
        destinations.submit(job);
    }

    /** Tells how a job ended, with whom, and what was said. */
    void report(Job job, Attempt attempt) {
        if (attempt.outcome().replies().isEmpty()) return;
        refusing.heard(job.hop(), attempt);
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
                .about(
                        job.envelope().from(),
                        List.copyOf(attempt.outcome().replies().keySet()))
                .knownThereAs(ids.isEmpty() ? "" : ids.iterator().next())
                .said(attempt.dialogue())
                .done(kind(job.hop(), attempt.outcome()));
    }

    private static Kind kind(NextHop hop, Outcome outcome) {
        return switch (hop) {
            case NextHop.Mailboxes mailboxes -> Kind.CALLED;
            case NextHop.Discard discard -> Kind.DROPPED;
            default -> Kind.of(outcome, Kind.SENT);
        };
    }

    void stop(Duration grace) throws InterruptedException {
        destinations.stop(grace);
    }
}

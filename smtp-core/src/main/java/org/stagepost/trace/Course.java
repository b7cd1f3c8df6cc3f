package org.stagepost.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.stagepost.mail.TraceId;

/**
 * The events of a journey as somebody who follows the message would meet them. A step is reported when it ends, so a stage
 * that calls the next one reports after it; here it stands before it: where a message came in before all that was done
 * about it, a hop before its arrival on the other side, and handing over before delivery.
 */
final class Course {
    /** What a message may take to come in. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final List<TraceEvent> events;
    /** Where each message came in, by its id there. */
    private final Map<TraceId, TraceEvent> arrivals = new HashMap<>();

    private Course(List<TraceEvent> events) {
        this.events = events;
        for (TraceEvent event : events) {
            if (isArrival(event)) arrivals.putIfAbsent(event.id(), event);
        }
    }

    /** The same events with the moments at which they began, as far as can be told, in that order. */
    static List<TraceEvent> of(List<TraceEvent> events) {
        List<TraceEvent> reported = new ArrayList<>(events);
        reported.sort(Comparator.comparing(TraceEvent::at));
        return new Course(reported).inOrder();
    }

    private List<TraceEvent> inOrder() {
        List<TraceEvent> begun = new ArrayList<>();
        for (TraceEvent event : events) begun.add(event.begunAt(begin(event)));
        begun.sort(Comparator.comparing(TraceEvent::at).thenComparingInt(Course::rank));
        return begun;
    }

    /** At the same moment: a hop over a wire, what came in by it, a call, and what is done in it. */
    private static int rank(TraceEvent event) {
        if (isArrival(event)) return 1;
        if (!leadsOnward(event)) return 3;
        return event.dialogue().isEmpty() ? 2 : 0;
    }

    private Instant begin(TraceEvent event) {
        if (isArrival(event)) return cameIn(event);
        if (!leadsOnward(event)) return event.at();
        return event.dialogue().isEmpty() ? called(event) : farSide(event);
    }

    /** An id is given when a message begins to come in; one that somebody's clock has put elsewhere tells nothing. */
    private static Instant cameIn(TraceEvent arrival) {
        Instant made = arrival.id().madeAt();
        return made.isAfter(arrival.at().minus(LONGEST)) ? earlier(arrival.at(), made) : arrival.at();
    }

    /** A hop over a wire began before the message came in on the other side. */
    private Instant farSide(TraceEvent hop) {
        for (Map.Entry<TraceId, TraceEvent> arrival : arrivals.entrySet()) {
            boolean there = arrival.getKey().text().equals(hop.peerId())
                    && !arrival.getKey().equals(hop.id());
            if (there) return earlier(hop.at(), cameIn(arrival.getValue()));
        }
        return hop.at();
    }

    /** A call began before what the called stage reported since the last call. */
    @SuppressWarnings("ReferenceEquality") // two equal calls are two calls
    private Instant called(TraceEvent call) {
        Instant begin = call.at();
        for (TraceEvent each : events) {
            if (each == call) break;
            boolean sameMessage = each.id().equals(call.id());
            if (sameMessage && isCallLike(each, call)) begin = call.at();
            else if (sameMessage && isDelivery(each) && recipients(call).containsAll(recipients(each)))
                begin = earlier(begin, each.at());
        }
        return begin;
    }

    private static boolean isCallLike(TraceEvent one, TraceEvent other) {
        return one.stage() == other.stage()
                && one.to().equals(other.to())
                && !Collections.disjoint(recipients(one), recipients(other));
    }

    private static boolean isDelivery(TraceEvent event) {
        return event.stage() == TraceEvent.Stage.MDA && !isArrival(event);
    }

    private static boolean leadsOnward(TraceEvent event) {
        return !isArrival(event)
                && switch (event.stage()) {
                    case MSA, MTA, QUEUE -> true;
                    case DNS, MDA, STORE, POP3, IMAP -> false;
                };
    }

    /** A message that came in was given to us, by our own name. */
    private static boolean isArrival(TraceEvent event) {
        return !event.host().isEmpty()
                && event.to().equals(event.host())
                && !event.from().equals(event.host());
    }

    private static List<String> recipients(TraceEvent event) {
        List<String> parties = event.parties();
        return parties.isEmpty() ? parties : parties.subList(1, parties.size());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}

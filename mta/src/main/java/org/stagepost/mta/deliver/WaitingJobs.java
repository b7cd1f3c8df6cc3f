package org.stagepost.mta.deliver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The jobs that wait for a session to one destination: those of a higher priority first (RFC 6710 section 5.1), and of one
 * priority in the order in which they came. Its user has a lock.
 */
final class WaitingJobs {
    private final TreeSet<Place> places =
            new TreeSet<>(Comparator.comparingInt(Place::priority).reversed().thenComparingLong(Place::number));
    private long numbers;

    private record Place(int priority, long number, Job job) {}

    void add(Job job) {
        places.add(new Place(job.envelope().options().priority(), numbers++, job));
    }

    /** Takes the next. */
    Optional<Job> poll() {
        return Optional.ofNullable(places.pollFirst()).map(Place::job);
    }

    /** Takes all. */
    List<Job> takeAll() {
        List<Job> all = new ArrayList<>(places.stream().map(Place::job).toList());
        places.clear();
        return all;
    }

    int size() {
        return places.size();
    }

    boolean isEmpty() {
        return places.isEmpty();
    }
}

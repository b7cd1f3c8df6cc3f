package org.stagepost.distribution.status;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.stagepost.distribution.control.Clerk;

/** Tells how this process is: {@code status}. */
public final class StatusClerk implements Clerk {
    private final DayCounts counts;
    private final Set<Symptom> symptoms;
    private final Instant since;

    @Inject
    StatusClerk(DayCounts counts, Set<Symptom> symptoms, Clock clock) {
        this.counts = counts;
        this.symptoms = symptoms;
        this.since = clock.instant();
    }

    @Override
    public boolean knows(String duty) {
        return duty.equals("status");
    }

    @Override
    public boolean isOnlyAsked() {
        return true;
    }

    @Override
    public List<String> answer(List<String> order) {
        List<String> told =
                symptoms.stream().flatMap(each -> each.told().stream()).toList();
        return new Vitals(ProcessHandle.current().pid(), since, counts.day(), told).lines();
    }
}

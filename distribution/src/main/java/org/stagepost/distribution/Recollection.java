package org.stagepost.distribution;

import jakarta.inject.Inject;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.distribution.status.DayCounts;
import org.stagepost.trace.Journeys;
import org.stagepost.trace.TraceEvent.Stage;

/** Counts once what the day before this start has seen: a restart is no reason to forget it. */
final class Recollection implements Chore {
    private static final Logger LOG = LoggerFactory.getLogger(Recollection.class);

    private final DayCounts counts;
    private final Journeys journeys;
    private final Set<Stage> stages;
    private boolean done;

    @Inject
    Recollection(DayCounts counts, Configuration configuration, Set<Role> roles) {
        this.counts = counts;
        this.journeys = new Journeys(configuration.traceFolder());
        this.stages = EnumSet.noneOf(Stage.class);
        for (Role role : roles) stages.addAll(stages(role));
    }

    /** The logs of all processes lie in one folder; each process counts what its roles have told. */
    private static Set<Stage> stages(Role role) {
        return switch (role) {
            case MSA -> Set.of(Stage.MSA);
            case MTA -> Set.of(Stage.MTA, Stage.QUEUE, Stage.DNS);
            case MDA -> Set.of(Stage.MDA);
            case POP3 -> Set.of(Stage.POP3);
            case IMAP -> Set.of(Stage.IMAP, Stage.STORE);
        };
    }

    @Override
    public void perform(BooleanSupplier stopped) {
        if (done) return;
        done = true;
        try {
            counts.recall(journeys, stages);
        } catch (IOException e) {
            LOG.warn("what the day has seen before this start is not known: {}", e.getMessage());
        }
    }
}

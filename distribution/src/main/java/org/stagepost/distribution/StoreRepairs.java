package org.stagepost.distribution;

import java.nio.file.Path;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.stagepost.mail.TraceId;
import org.stagepost.mailstore.Repairs;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;

/** Tells the trace of repairs in the store, under an id of their own: they are about no single message. */
final class StoreRepairs implements Repairs {
    private final Reporter reporter;
    private final Clock clock;
    private final RandomGenerator random;

    StoreRepairs(Reporter reporter, Clock clock, RandomGenerator random) {
        this.reporter = reporter.as(Stage.STORE);
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void done(Path file, String how) {
        reporter.step(TraceId.next(clock, random))
                .to(file)
                .what("mended")
                .why(how)
                .done(Kind.REPAIRED);
    }
}

package org.stagepost.msa;

import jakarta.inject.Inject;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.stagepost.smtp.server.Receiver;
import org.stagepost.smtp.server.SmtpServer;
import org.stagepost.smtp.server.Terms;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;

/** Speaks submission (RFC 6409) on whatever terms, and hands what it hears to the receiver. */
final class SubmissionDialogue {
    private final SubmissionReceiver receiver;
    private final Reporter reporter;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param random safe to be used by many threads */
    @Inject
    SubmissionDialogue(SubmissionReceiver receiver, Reporter reporter, Clock clock, RandomGenerator random) {
        this.receiver = receiver;
        this.reporter = reporter.as(Stage.MSA);
        this.clock = clock;
        this.random = random;
    }

    SmtpServer on(Terms terms) {
        return on(terms, receiver);
    }

    SmtpServer on(Terms terms, Receiver other) {
        return new SmtpServer(terms, other, reporter, clock, random);
    }
}

package org.stagepost.mta;

import jakarta.inject.Inject;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.stagepost.smtp.server.Receiver;
import org.stagepost.smtp.server.SmtpServer;
import org.stagepost.smtp.server.Terms;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;

/** Speaks SMTP on whatever terms, and hands what it hears to acceptance. */
final class Reception {
    private final Acceptance acceptance;
    private final QueueStart queueStart;
    private final Clock clock;
    private final RandomGenerator random;
    private final Reporter reporter;

    /** @param random safe to be used by many threads */
    @Inject
    Reception(Acceptance acceptance, QueueStart queueStart, Clock clock, RandomGenerator random, Reporter reporter) {
        this.acceptance = acceptance;
        this.queueStart = queueStart;
        this.clock = clock;
        this.random = random;
        this.reporter = reporter.as(Stage.MTA);
    }

    SmtpServer on(Terms terms, Relaying relaying) {
        return of(terms, new TransferReceiver(relaying, acceptance, queueStart, terms, clock));
    }

    /** The same, handing it to somebody else. */
    SmtpServer of(Terms terms, Receiver receiver) {
        return new SmtpServer(terms, receiver, reporter, clock, random);
    }
}

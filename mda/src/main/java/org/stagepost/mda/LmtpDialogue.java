package org.stagepost.mda;

import jakarta.inject.Inject;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.stagepost.smtp.server.SmtpServer;
import org.stagepost.smtp.server.Terms;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;

/** Speaks LMTP (RFC 2033) on whatever terms, and hands what it hears to delivery. */
final class LmtpDialogue {
    private final DeliveryReceiver receiver;
    private final Reporter reporter;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param random safe to be used by many threads */
    @Inject
    LmtpDialogue(DeliveryReceiver receiver, Reporter reporter, Clock clock, RandomGenerator random) {
        this.receiver = receiver;
        this.reporter = reporter.as(Stage.MDA);
        this.clock = clock;
        this.random = random;
    }

    SmtpServer on(Terms terms) {
        return new SmtpServer(terms, receiver, reporter, clock, random);
    }
}

package org.stagepost.smtp.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Reply;
import org.stagepost.smtp.Replies;

/** Whether the times that a sender asks for can be kept (RFC 2852 section 3, RFC 4865 4.2 and 5.2.2). */
final class Punctuality {
    private Punctuality() {}

    /** Why not; the moment of the MAIL command is that of the trace id. */
    static Optional<Reply> fault(Envelope envelope, Terms.Times times) {
        boolean soon = envelope.options()
                .by()
                .filter(by -> by.returns() && by.seconds() < times.least())
                .isPresent();
        if (soon) return Optional.of(Replies.tooSoon(times.least()));
        Optional<Instant> release = envelope.release();
        if (release.isEmpty()) return Optional.empty();
        Duration wait = Duration.between(envelope.trace().madeAt(), release.get());
        if (wait.compareTo(times.hold()) > 0) return Optional.of(Replies.HELD_TOO_LONG);
        if (!wait.plus(times.since()).isPositive()) return Optional.of(Replies.HELD_UNTIL_PAST);
        boolean tooLate = envelope.deadline().filter(release.get()::isAfter).isPresent();
        return tooLate ? Optional.of(Replies.HELD_BEYOND_DEADLINE) : Optional.empty();
    }
}

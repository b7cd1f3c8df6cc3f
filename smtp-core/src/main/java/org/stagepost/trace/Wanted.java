package org.stagepost.trace;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.TraceId;

/**
 * Which journeys somebody looks for; what is empty matches everything.
 *
 * @param id any of the message's names
 * @param from the sender's address
 * @param to an address the message was for
 * @param since the earliest moment of an event
 */
public record Wanted(Optional<TraceId> id, String from, String to, Instant since) {
    /** One message. An id holds the time of its making: what was logged long before need not be read. */
    public static Wanted message(TraceId id) {
        return new Wanted(Optional.of(id), "", "", Instant.EPOCH);
    }

    boolean matches(TraceEvent event) {
        return !event.at().isBefore(since)
                && (id.isEmpty()
                        || event.id().equals(id.get())
                        || event.peerId().equals(id.get().text()))
                && (from.isEmpty() || isSender(event.subjects()))
                && (to.isEmpty() || isRecipient(event.subjects()));
    }

    private boolean isSender(List<String> subjects) {
        return !subjects.isEmpty() && Ascii.equalsIgnoreCase(subjects.get(0), from);
    }

    private boolean isRecipient(List<String> subjects) {
        return subjects.stream().skip(1).anyMatch(each -> Ascii.equalsIgnoreCase(each, to));
    }
}

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
    public static Wanted message(TraceId id) {
        return new Wanted(Optional.of(id), "", "", Instant.EPOCH);
    }

    boolean matches(LoggedLine line) {
        if (id.isPresent() && !isCalled(id.get().text(), line)) return false;
        if (!from.isEmpty() && !isSender(line.parties())) return false;
        if (!to.isEmpty() && !isRecipient(line.parties())) return false;
        return since.equals(Instant.EPOCH) || !line.at().isBefore(since);
    }

    private static boolean isCalled(String id, LoggedLine line) {
        return line.id().equals(id) || line.peerId().equals(id);
    }

    private boolean isSender(List<String> parties) {
        return !parties.isEmpty() && Ascii.equalsIgnoreCase(parties.get(0), from);
    }

    private boolean isRecipient(List<String> parties) {
        return parties.stream().skip(1).anyMatch(each -> Ascii.equalsIgnoreCase(each, to));
    }
}

package org.stagepost.mta.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;

/**
 * A message in the queue as its file tells: envelope, octets, and what has become of each recipient. Immutable; a mark
 * makes a new one.
 *
 * @param name of its file
 * @param arrived when responsibility passed to us
 * @param message the octets, read from the file when they are wanted
 * @param marks in the order in which they were made
 */
public record QueueEntry(String name, Instant arrived, Envelope envelope, Message message, List<Mark> marks) {
    public QueueEntry {
        marks = List.copyOf(marks);
    }

    /** The same with more marks. */
    public QueueEntry and(List<Mark> more) {
        List<Mark> all = new ArrayList<>(marks);
        all.addAll(more);
        return new QueueEntry(name, arrived, envelope, message, all);
    }

    /** When delivery was last tried; empty when it never was. */
    public Optional<Instant> lastTried() {
        return marks.isEmpty() ? Optional.empty() : Optional.of(marks.getLast().at());
    }

    /** Those who are still to get the message. */
    public List<Recipient> pending() {
        return where(state -> state.isEmpty() || state.get() == Mark.Kind.DEFERRED);
    }

    /** Those who will never get it, and whose sender has not been told yet. */
    public List<Recipient> untold() {
        return where(state -> state.isPresent() && state.get() == Mark.Kind.FAILED);
    }

    /** Whether nothing is left to do. */
    public boolean settled() {
        return pending().isEmpty() && untold().isEmpty();
    }

    /** The number by which marks speak of a recipient. */
    public int number(Recipient recipient) {
        return envelope.recipients().indexOf(recipient) + 1;
    }

    /** The last mark of a kind for a recipient. */
    public Optional<Mark> last(Recipient recipient, Mark.Kind kind) {
        int number = number(recipient);
        return marks.reversed().stream()
                .filter(mark -> mark.recipient() == number && mark.kind() == kind)
                .findFirst();
    }

    private interface Wanted {
        boolean is(Optional<Mark.Kind> state);
    }

    private List<Recipient> where(Wanted wanted) {
        Map<Integer, Mark.Kind> states = new HashMap<>();
        for (Mark mark : marks) {
            if (mark.kind() != Mark.Kind.DELAY_TOLD) states.put(mark.recipient(), mark.kind());
        }
        List<Recipient> found = new ArrayList<>();
        for (int i = 0; i < envelope.recipients().size(); i++) {
            if (wanted.is(Optional.ofNullable(states.get(i + 1))))
                found.add(envelope.recipients().get(i));
        }
        return found;
    }
}

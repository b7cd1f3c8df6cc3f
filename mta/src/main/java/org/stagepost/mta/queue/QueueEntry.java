package org.stagepost.mta.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Recipient.Notify;

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
        return marks.reversed().stream()
                .filter(mark -> mark.kind().isTry())
                .map(Mark::at)
                .findFirst();
    }

    /** Those who are still to get the message, and for whom it may be tried. */
    public List<Recipient> pending() {
        return where((recipient, state) -> isPending(state));
    }

    /** Since when it may be tried: it arrived, or was released when its sender wanted that (RFC 4865). */
    public Instant since() {
        return envelope.triedFrom(arrived);
    }

    /** Those of the pending ones for whom it may be tried now: before its time those for whom the operator wants it. */
    public List<Recipient> ready(Instant now) {
        if (envelope.release().filter(now::isBefore).isEmpty()) return pending();
        Set<Integer> hurried = hurried();
        return pending().stream()
                .filter(recipient -> hurried.contains(number(recipient)))
                .toList();
    }

    /** Those of the pending ones whose time has not come yet. */
    public List<Recipient> waiting(Instant now) {
        List<Recipient> ready = ready(now);
        return pending().stream()
                .filter(recipient -> !ready.contains(recipient))
                .toList();
    }

    /** For whom an order has ended the sender's wait; one that came while they were held has ended the hold only. */
    private Set<Integer> hurried() {
        Map<Integer, Mark.Kind> states = new HashMap<>();
        Set<Integer> hurried = new HashSet<>();
        for (Mark mark : marks) {
            Optional<Mark.Kind> before = Optional.ofNullable(states.get(mark.recipient()));
            if (mark.kind() == Mark.Kind.RELEASED && isPending(before)) hurried.add(mark.recipient());
            if (changes(before, mark.kind())) states.put(mark.recipient(), mark.kind());
        }
        return hurried;
    }

    /** Those for whom the operator wants it to wait. */
    public List<Recipient> held() {
        return where((recipient, state) -> state.equals(Optional.of(Mark.Kind.HELD)));
    }

    /** Whether the operator wants it tried at once for somebody for whom it has not been tried since. */
    public boolean isUrgent(Instant now) {
        return ready(now).stream()
                .anyMatch(recipient -> last(recipient)
                        .filter(mark -> mark.kind() == Mark.Kind.RELEASED || mark.kind() == Mark.Kind.REROUTED)
                        .isPresent());
    }

    /** Whether all that is left to do waits for the operator. */
    public boolean isAtRest() {
        return pending().isEmpty() && !held().isEmpty() && !owesReport();
    }

    /** The next hop that the operator wants instead of the usual one, as the settings write it. */
    public Optional<String> route(Recipient recipient) {
        return last(recipient, Mark.Kind.REROUTED).map(mark -> mark.reply().text());
    }

    /** Those who will never get it, and whose sender has not been told yet. */
    public List<Recipient> untold() {
        return where((recipient, state) -> state.equals(Optional.of(Mark.Kind.FAILED)));
    }

    /** Those who have got it in this way, and whose sender wants to hear of it and has not been told yet. */
    public List<Recipient> untoldSuccess(Mark.Kind way) {
        return where((recipient, state) ->
                state.equals(Optional.of(way)) && recipient.notices().contains(Notify.SUCCESS));
    }

    /** Those who have been passed on, and whose sender is to hear of it whatever else he wants (RFC 2852 4.1.4). */
    public List<Recipient> untoldTraces() {
        return where((recipient, state) -> state.equals(Optional.of(Mark.Kind.TRACED)));
    }

    /** Whether nothing is left to do. */
    public boolean settled() {
        return pending().isEmpty() && held().isEmpty() && !owesReport();
    }

    /** Whether the sender is still to be told of somebody. */
    public boolean owesReport() {
        return !untold().isEmpty()
                || !untoldTraces().isEmpty()
                || !untoldSuccess(Mark.Kind.DELIVERED).isEmpty()
                || !untoldSuccess(Mark.Kind.RELAYED).isEmpty();
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

    /** The last mark for a recipient; that a sender knows of a delay changes nothing for him. */
    public Optional<Mark> last(Recipient recipient) {
        int number = number(recipient);
        return marks.reversed().stream()
                .filter(mark -> mark.recipient() == number && !mark.kind().isNotice())
                .findFirst();
    }

    private interface Wanted {
        boolean is(Recipient recipient, Optional<Mark.Kind> state);
    }

    private List<Recipient> where(Wanted wanted) {
        Map<Integer, Mark.Kind> states = new HashMap<>();
        for (Mark mark : marks) {
            Optional<Mark.Kind> before = Optional.ofNullable(states.get(mark.recipient()));
            if (changes(before, mark.kind())) states.put(mark.recipient(), mark.kind());
        }
        List<Recipient> found = new ArrayList<>();
        for (int i = 0; i < envelope.recipients().size(); i++) {
            Recipient recipient = envelope.recipients().get(i);
            if (wanted.is(recipient, Optional.ofNullable(states.get(i + 1)))) found.add(recipient);
        }
        return found;
    }

    /**
     * Whether a mark changes where a recipient stands. A try that was under way when the operator spoke may end after it: that
     * it has failed changes nothing then, that it has succeeded is the truth.
     */
    private static boolean changes(Optional<Mark.Kind> before, Mark.Kind mark) {
        boolean held = before.equals(Optional.of(Mark.Kind.HELD));
        boolean failed = before.equals(Optional.of(Mark.Kind.FAILED));
        return switch (mark) {
            case DELAY_TOLD, LATE_TOLD, REROUTED -> false;
            case DEFERRED, HELD -> isPending(before);
            case RELEASED, FAILED -> isPending(before) || held;
            case DROPPED -> isPending(before) || held || failed;
            case DELIVERED, RELAYED, TRACED, PASSED, TOLD -> true;
        };
    }

    private static boolean isPending(Optional<Mark.Kind> state) {
        return state.isEmpty() || state.get() == Mark.Kind.DEFERRED || state.get() == Mark.Kind.RELEASED;
    }
}

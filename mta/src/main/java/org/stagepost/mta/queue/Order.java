package org.stagepost.mta.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;

/**
 * What an operator wants done with messages.
 *
 * @param by who wants it
 * @param why in his words; may be empty
 * @param hop the next hop of {@link Act#REROUTE}, as the settings write it
 */
public record Order(Act act, String by, String why, String hop) {
    /** The kinds of orders. */
    public enum Act {
        HOLD("held", Mark.Kind.HELD),
        RELEASE("released", Mark.Kind.RELEASED),
        RETRY("to be tried now", Mark.Kind.RELEASED),
        REROUTE("rerouted", Mark.Kind.REROUTED),
        DROP("dropped", Mark.Kind.DROPPED),
        BOUNCE("returned to the sender", Mark.Kind.FAILED);

        private final String done;
        private final Mark.Kind mark;

        Act(String done, Mark.Kind mark) {
            this.done = done;
            this.mark = mark;
        }

        /** What has become of the message then: {@code held}. */
        public String done() {
            return done;
        }
    }

    public static Order to(Act act, String by, String why) {
        return new Order(act, by, why, "");
    }

    /**
     * Those of a message whom it applies to. What its sender wants to go later goes sooner only where somebody has named this
     * very message: "all" may have been said of others (RFC 4865 4.2).
     */
    public List<Recipient> meant(QueueEntry entry, Selection selection, Instant now) {
        boolean named = !selection.names().isEmpty();
        List<Recipient> candidates = new ArrayList<>();
        switch (act) {
            case HOLD -> candidates.addAll(entry.pending());
            case RETRY -> candidates.addAll(named ? entry.pending() : entry.ready(now));
            case RELEASE -> {
                candidates.addAll(entry.held());
                if (named) candidates.addAll(entry.waiting(now));
            }
            case REROUTE, DROP, BOUNCE -> {
                candidates.addAll(entry.pending());
                candidates.addAll(entry.held());
            }
        }
        if (act == Act.DROP) candidates.addAll(entry.untold());
        return selection.among(entry, candidates);
    }

    /** What to write down for these recipients. */
    public List<Mark> marks(QueueEntry entry, List<Recipient> recipients, Instant now) {
        return recipients.stream()
                .map(recipient -> new Mark(act.mark, entry.number(recipient), now, author(), reply()))
                .toList();
    }

    /** A report of failure names the host that replied, and here there is none. */
    private String author() {
        return act == Act.BOUNCE ? "" : by;
    }

    private Reply reply() {
        return switch (act) {
            case REROUTE -> Reply.of(250, "2.0.0", hop);
            case BOUNCE ->
                Reply.of(554, "5.3.0", "sent back by those who run this server" + (why.isEmpty() ? "" : ": " + why));
            case HOLD, RELEASE, RETRY, DROP -> Reply.of(250, "2.0.0", why.isEmpty() ? act.done : why);
        };
    }
}

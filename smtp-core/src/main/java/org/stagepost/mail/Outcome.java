package org.stagepost.mail;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What became of a message: one reply for each recipient of its envelope, in their order. */
public record Outcome(Map<Recipient, Reply> replies) {
    public Outcome {
        replies = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(replies));
    }

    /** The same reply for everyone. */
    public static Outcome all(Envelope envelope, Reply reply) {
        Map<Recipient, Reply> replies = new LinkedHashMap<>();
        for (Recipient recipient : envelope.recipients()) replies.put(recipient, reply);
        return new Outcome(replies);
    }

    /** The same with other replies. */
    public Outcome with(UnaryOperator<Reply> change) {
        Map<Recipient, Reply> changed = new LinkedHashMap<>(replies);
        changed.replaceAll((recipient, reply) -> change.apply(reply));
        return new Outcome(changed);
    }

    public Reply of(Recipient recipient) {
        Reply reply = replies.get(recipient);
        if (reply == null) throw new IllegalArgumentException("no outcome for " + recipient);
        return reply;
    }

    public boolean allPositive() {
        return replies.values().stream().allMatch(Reply::positive);
    }
}

package org.stagepost.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who a message is from and for, as SMTP says it, apart from what its header says (RFC 5321 2.3.1). Immutable.
 *
 * @param trace the id under which every stage reports
 * @param login the account that submitted it; empty for mail of the world
 */
public record Envelope(
        TraceId trace, ReversePath from, MailOptions options, Optional<String> login, List<Recipient> recipients) {
    public Envelope {
        recipients = List.copyOf(recipients);
    }

    public static Envelope from(TraceId trace, ReversePath from) {
        return new Envelope(trace, from, MailOptions.NONE, Optional.empty(), List.of());
    }

    public Envelope and(Recipient recipient) {
        List<Recipient> more = new ArrayList<>(recipients);
        more.add(recipient);
        return to(more);
    }

    public Envelope to(List<Recipient> others) {
        return new Envelope(trace, from, options, login, others);
    }

    public Envelope with(MailOptions others) {
        return new Envelope(trace, from, others, login, recipients);
    }

    public Envelope by(String account) {
        return new Envelope(trace, from, options, Optional.of(account), recipients);
    }
}

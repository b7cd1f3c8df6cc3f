package org.stagepost.mail;

import java.time.Duration;
import java.time.Instant;
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

    /** By when it is to be delivered (RFC 2852 section 4: counted from the MAIL command, at which the trace id was made). */
    public Optional<Instant> deadline() {
        return options.by().map(by -> trace.madeAt().plusSeconds(by.seconds()));
    }

    /** Until when nobody is to try to deliver it (RFC 4865). */
    public Optional<Instant> release() {
        return options.hold().map(hold -> hold.after(trace.madeAt()));
    }

    /** From when on it may be tried: it arrived, or was released when its sender wanted that (RFC 4865). */
    public Instant triedFrom(Instant arrived) {
        return release().filter(arrived::isBefore).orElse(arrived);
    }

    /** The same as the next server is to be told of it at this moment: with the times that are left (RFC 2852 4.1.4). */
    public Envelope sentAt(Instant now) {
        if (options.by().isEmpty() && options.hold().isEmpty()) return this;
        long elapsed = Duration.between(trace.madeAt(), now).toSeconds();
        MailOptions left = options.by().map(by -> options.by(by.after(elapsed))).orElse(options);
        return with(left.holding(options.hold().flatMap(hold -> hold.later(trace.madeAt(), now))));
    }

    /** The same, no longer waiting for any moment. */
    public Envelope released() {
        return with(options.holding(Optional.empty()));
    }

    public Envelope by(String account) {
        return new Envelope(trace, from, options, Optional.of(account), recipients);
    }
}

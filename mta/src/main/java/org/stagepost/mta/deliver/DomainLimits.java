package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.util.Optional;
import org.stagepost.mail.Domain;
import org.stagepost.mta.route.ByDomain;
import org.stagepost.mta.route.NextHop;

/** What each domain gets from us at once, whichever way its mail goes. */
public final class DomainLimits {
    private volatile ByDomain<Limit> limits;

    @Inject
    DomainLimits(Outgoing outgoing) {
        this.limits = outgoing.limits();
    }

    /** From the next message on, these. */
    public void become(ByDomain<Limit> other) {
        limits = other;
    }

    /** Mail hosts are one domain's; behind a host of the settings, who has a line of his own is limited alone. */
    Lane lane(NextHop hop, Domain domain) {
        boolean shared = hop instanceof NextHop.Relay || hop instanceof NextHop.Lmtp;
        return new Lane(hop, shared && limits.of(domain).isPresent() ? Optional.of(domain) : Optional.empty());
    }

    /** Of all the rest, each gets what is said of them, and a host of the settings so much for all of them together. */
    Limit of(Lane lane) {
        return switch (lane.hop()) {
            case NextHop.MailHostsOf(Domain domain) -> of(Optional.of(domain));
            case NextHop.Relay host -> of(lane.domain());
            case NextHop.Lmtp agent -> of(lane.domain());
            case NextHop.Mailboxes here -> Limit.NONE;
            case NextHop.Fetched waits -> Limit.NONE;
            case NextHop.Hold rule -> Limit.NONE;
            case NextHop.Discard rule -> Limit.NONE;
            case NextHop.Refuse rule -> Limit.NONE;
        };
    }

    private Limit of(Optional<Domain> domain) {
        ByDomain<Limit> now = limits;
        return domain.flatMap(now::of).or(now::rest).orElse(Limit.NONE);
    }
}

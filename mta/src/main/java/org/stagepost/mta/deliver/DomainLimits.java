package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import org.stagepost.mail.Domain;
import org.stagepost.mta.route.ByDomain;
import org.stagepost.mta.route.NextHop;

/** How much single domains get from us at this moment. */
public final class DomainLimits {
    private volatile ByDomain<Limit> now;

    @Inject
    DomainLimits(Outgoing outgoing) {
        this.now = outgoing.limits();
    }

    /** From the next message on, these; sessions that are open go on. */
    public void become(Outgoing outgoing) {
        now = outgoing.limits();
    }

    /** Of a domain whose hosts the DNS names. */
    Limit of(NextHop hop) {
        ByDomain<Limit> limits = now;
        return hop instanceof NextHop.MailHostsOf(Domain domain)
                ? limits.of(domain).or(limits::rest).orElse(Limit.NONE)
                : Limit.NONE;
    }
}

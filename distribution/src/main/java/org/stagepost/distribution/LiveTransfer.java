package org.stagepost.distribution;

import jakarta.inject.Inject;
import java.util.Set;
import org.stagepost.mta.Permitted;
import org.stagepost.mta.deliver.DomainLimits;
import org.stagepost.mta.route.Routes;

/** Ways, networks and limits of transfer. */
final class LiveTransfer implements Live {
    private final Routes routes;
    private final Permitted permitted;
    private final DomainLimits limits;

    @Inject
    LiveTransfer(Routes routes, Permitted permitted, DomainLimits limits) {
        this.routes = routes;
        this.permitted = permitted;
        this.limits = limits;
    }

    @Override
    public Set<String> keys() {
        return Set.of(
                "mta.routes",
                "mta.limits",
                "mta.smart-host",
                "mta.smart-hosts",
                "mta.backup-domains",
                "mta.networks",
                "mta.vrfy");
    }

    @Override
    public void become(Configuration next) {
        routes.become(next.mta().routes());
        permitted.become(next.mta().receiving());
        limits.become(next.mta().outgoing().limits());
    }
}

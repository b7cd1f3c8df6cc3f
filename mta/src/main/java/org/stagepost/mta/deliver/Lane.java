package org.stagepost.mta.deliver;

import java.util.Optional;
import org.stagepost.mail.Domain;
import org.stagepost.mta.route.NextHop;

/**
 * What shares sessions and their limits: all that goes to one next hop, or, where a domain behind it has a limit of its own,
 * that domain's mail alone.
 */
record Lane(NextHop hop, Optional<Domain> domain) {
    @Override
    public String toString() {
        return hop + domain.map(name -> " for " + name).orElse("");
    }
}

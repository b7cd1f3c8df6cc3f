package org.stagepost.distribution;

import java.util.Set;

/** How much is logged, and where to. */
final class LiveLog implements Live {
    @Override
    public Set<String> keys() {
        return Set.of("log.level", "log.to", "log.mail");
    }

    @Override
    public void become(Configuration next) {
        next.general().log().apply();
    }
}

package org.stagepost.distribution;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.launch.Site;

/** What the owner of the store does once a day. */
final class OwnersChores implements Chore {
    private static final Logger LOG = LoggerFactory.getLogger(OwnersChores.class);
    private static final Duration DAY = Duration.ofDays(1);

    private final RemovedMail removed;
    private final Path certificate;
    private final Clock clock;
    private Instant next = Instant.MIN;

    @Inject
    OwnersChores(RemovedMail removed, Site site, Clock clock) {
        this.removed = removed;
        this.certificate = Certificates.inUse(site);
        this.clock = clock;
    }

    @Override
    public void perform(BooleanSupplier stopped) {
        Instant now = clock.instant();
        if (now.isBefore(next)) return;
        next = now.plus(DAY);
        removed.purge(stopped);
        Certificates.warnings(certificate, clock).forEach(LOG::warn);
    }
}

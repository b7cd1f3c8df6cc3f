package org.stagepost.directory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stagepost.launch.Settings;
import org.stagepost.launch.Site;
import org.stagepost.sasl.Legacy;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.Mechanisms.Plus;

/**
 * Where the directory lies and how logins are taken.
 *
 * @param folder of the database and the snapshot, closed to others
 * @param cost of checking one password
 * @param delay after the first wrong password, doubled with each further one up to 15 s; zero for none
 * @param failuresPerDay of one client address, after which it is refused unless it is known; 0 for no such bound
 * @param inClear where passwords may travel without TLS
 * @param plus when a login bound to its TLS is offered
 * @param legacy mechanisms of an older age that are offered too
 * @param openId whose access tokens are taken
 */
public record DirectoryConfig(
        Path folder,
        HashCost cost,
        Duration delay,
        int failuresPerDay,
        InClear inClear,
        Plus plus,
        Set<Legacy> legacy,
        Optional<OpenIdConfig> openId) {
    public DirectoryConfig {
        legacy = Set.copyOf(legacy);
    }

    public static DirectoryConfig from(Settings settings, Site site) {
        return new DirectoryConfig(
                site.data().resolve("directory"),
                HashCost.from(settings),
                settings.duration("login.delay", Duration.ofSeconds(2), Duration.ZERO, GuessLimit.LONGEST),
                settings.integer("login.failures-per-day", 100, 0, 1_000_000),
                settings.bool("login.in-clear-on-loopback", false) ? InClear.ON_LOOPBACK : InClear.NOWHERE,
                settings.value("login.channel-binding", Plus.AUTO, Plus::parse),
                new HashSet<>(settings.values("login.legacy", List.of(), Legacy::parse)),
                OpenIdConfig.from(settings));
    }

    /** The file that every server reads. */
    public Path snapshot() {
        return folder.resolve("directory.snapshot");
    }

    /** What the writer keeps, where it is a file. */
    Path database() {
        return folder.resolve("directory.mv.db");
    }

    String jdbcUrl() throws DirectoryException {
        return Database.url(folder.resolve("directory"));
    }
}

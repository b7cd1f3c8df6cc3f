package org.stagepost.directory;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.stagepost.disk.Disk;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.Mechanisms.Plus;

/** Directories for tests: real files, cheap hashes, no delays. */
final class Houses {
    static final HashCost CHEAP = new HashCost(64, 1);
    static final Disk DISK = new RealDisk();

    private Houses() {}

    static DirectoryConfig config(Path folder) {
        return new DirectoryConfig(
                folder, CHEAP, Duration.ZERO, 0, InClear.NOWHERE, Plus.AUTO, Set.of(), Optional.empty());
    }

    static LastUses uses(Path folder) {
        return new LastUses(DISK, config(folder), Clock.systemUTC());
    }

    static Vault vault(Path folder) {
        return new Vault(DISK, config(folder));
    }

    static SnapshotDirectory served(Path folder) {
        return new SnapshotDirectory(new SnapshotFile(DISK, config(folder)));
    }

    static JdbcDirectory open(Path folder, SnapshotDirectory served) throws Exception {
        return open(folder, served, AccountMail.NONE);
    }

    static JdbcDirectory open(Path folder, SnapshotDirectory served, AccountMail mail) throws Exception {
        JdbcDirectory directory =
                new JdbcDirectory(config(folder), served, mail, uses(folder), vault(folder), Clock.systemUTC());
        directory.start();
        return directory;
    }

    static Address address(String text) {
        try {
            return Address.parse(text);
        } catch (SyntaxException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static Domain domain(String text) {
        try {
            return Domain.of(text);
        } catch (SyntaxException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}

package org.stagepost.distribution.command;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Set;
import org.stagepost.directory.DirectoryException;
import org.stagepost.directory.SnapshotDirectory;
import org.stagepost.directory.SnapshotFile;
import org.stagepost.disk.Disk;
import org.stagepost.disk.RealDisk;
import org.stagepost.distribution.AccountQuotas;
import org.stagepost.distribution.Configuration;
import org.stagepost.distribution.Superuser;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.Repairs;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.index.Index;
import org.stagepost.mailstore.maildir.MaildirStore;

/** The mail as any program may read it that knows Maildir: beside a running server, and without one. */
final class StoreReader implements Closeable {
    private final Configuration configuration;
    private final RealDisk disk = new RealDisk();
    private final MaildirStore store;

    StoreReader(Configuration configuration) throws IOException, StoreException, DirectoryException {
        this.configuration = configuration;
        Superuser.demandOwnFolder(configuration.site().data());
        SnapshotDirectory directory = new SnapshotDirectory(new SnapshotFile(disk, configuration.directory()));
        directory.start();
        AccountQuotas quotas = new AccountQuotas(configuration.mailstore().quota(), directory);
        store = new MaildirStore(
                configuration.mailstore(), disk, Clock.systemUTC(), Index.NONE, quotas, Set.of(), Repairs.UNTOLD);
        store.start();
    }

    Mailboxes of(Address account) throws StoreException, RefusedException {
        if (!Files.isDirectory(MaildirStore.folder(configuration.mailstore(), account)))
            throw new RefusedException("there is no mail of " + account);
        return store.of(account);
    }

    /** For what is written elsewhere. */
    Disk disk() {
        return disk;
    }

    @Override
    public void close() throws IOException {
        try {
            store.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            disk.close();
        }
    }
}

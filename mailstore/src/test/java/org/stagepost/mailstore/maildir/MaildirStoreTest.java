package org.stagepost.mailstore.maildir;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.mailstore.MailStoreContract;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.index.Index;

class MaildirStoreTest extends MailStoreContract {
    private static final RealDisk DISK = new RealDisk();

    @TempDir
    Path root;

    @AfterAll
    static void close() {
        DISK.close();
    }

    @Override
    protected Running open() throws Exception {
        MaildirStore store = new MaildirStore(MailstoreConfig.below(root), DISK, Clock.systemUTC(), Index.NONE);
        store.start();
        return new Running(store, store::stop);
    }
}

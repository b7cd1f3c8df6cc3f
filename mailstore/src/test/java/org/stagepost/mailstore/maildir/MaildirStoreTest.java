package org.stagepost.mailstore.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.MailStoreContract;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.index.Index;

class MaildirStoreTest extends MailStoreContract {
    private static final Address ALICIA = new Address("alicia", ALICE.domain());
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

    /** Renaming an account moves its folder while the store runs; the old address may then be somebody else's. */
    @Test
    void anAddressWhoseFolderHasMovedStartsAfresh() throws Exception {
        append(inbox(), "first", "second");
        Path alice = MaildirStore.folder(MailstoreConfig.below(root), ALICE);
        Path alicia = MaildirStore.folder(MailstoreConfig.below(root), ALICIA);
        Files.createDirectories(alicia.getParent());
        Files.move(alice, alicia);
        append(inbox(), "another");
        assertThat(subjects(inbox())).containsExactly("another");
        assertThat(subjects(store.of(ALICIA).open(MailboxName.INBOX))).containsExactly("first", "second");
    }
}

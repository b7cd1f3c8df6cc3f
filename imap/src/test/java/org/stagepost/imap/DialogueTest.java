package org.stagepost.imap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.DialogueTests;
import org.stagepost.disk.RealDisk;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.index.Index;
import org.stagepost.mailstore.maildir.MaildirStore;
import org.stagepost.sasl.Mechanisms.InClear;

/** Plays the dialogue files, each against a store of its own. */
class DialogueTest {
    private static final Map<String, String> GIVEN = Map.of("plain", "AGFubkBleGFtcGxlLm9yZwBwYXNz");

    @TempDir
    Path folder;

    private final RealDisk disk = new RealDisk();
    private final List<MaildirStore> stores = new ArrayList<>();
    private final List<TestServer> servers = new ArrayList<>();

    @TestFactory
    Stream<DynamicTest> dialogues() {
        return DialogueTests.under(Path.of("src/test/dialogues"), () -> serving(InClear.ON_LOOPBACK), GIVEN);
    }

    /** The same server where passwords need TLS. */
    @TestFactory
    Stream<DynamicTest> dialoguesThatNeedTls() {
        return DialogueTests.under(Path.of("src/test/dialogues-tls"), () -> serving(InClear.NOWHERE), GIVEN);
    }

    /** The same dialogues on files. */
    @TestFactory
    Stream<DynamicTest> dialoguesOnMaildir() {
        return DialogueTests.under(Path.of("src/test/dialogues"), this::servingMaildir, GIVEN);
    }

    private InetSocketAddress serving(InClear inClear) {
        return serving(new MemoryStore(), inClear);
    }

    private InetSocketAddress servingMaildir() {
        try {
            Path root = Files.createTempDirectory(folder, "mail");
            MaildirStore store = new MaildirStore(MailstoreConfig.below(root), disk, Clock.systemUTC(), Index.NONE);
            store.start();
            stores.add(store);
            return serving(store, InClear.ON_LOOPBACK);
        } catch (IOException | StoreException e) {
            throw new AssertionError(e);
        }
    }

    private InetSocketAddress serving(MailStore store, InClear inClear) {
        try {
            Fixtures.fill(store);
            TestServer server = new TestServer(store, folder, inClear);
            servers.add(server);
            return server.address();
        } catch (IOException | StoreException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        for (TestServer server : servers) server.close();
        for (MaildirStore store : stores) store.stop();
        disk.close();
    }
}

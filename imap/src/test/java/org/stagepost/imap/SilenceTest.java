package org.stagepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.StoreException;
import org.stagepost.sasl.Mechanisms.InClear;

/** What must not be said: dialogue files pass over untagged lines that they do not name, these tests hear every line. */
class SilenceTest {
    @TempDir
    Path folder;

    private final MemoryStore store = new MemoryStore();
    private TestServer server;
    private RawClient client;
    private RawClient other;

    @BeforeEach
    void start() throws IOException, StoreException {
        Fixtures.fill(store);
        server = new TestServer(store, folder, InClear.ON_LOOPBACK);
        client = RawClient.loggedIn(server.address());
        other = RawClient.loggedIn(server.address());
        client.ask("s SELECT INBOX");
        other.ask("s SELECT INBOX");
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        client.close();
        other.close();
        server.close();
    }

    /** RFC 3501 6.4.2. */
    @Test
    void closeExpungesAndDoesNotSayWhat() throws IOException {
        client.ask("a STORE 1:2 +FLAGS.SILENT (\\Deleted)");
        assertThat(client.heard("b CLOSE")).isEqualTo("b OK CLOSE completed\n");
        assertThat(other.heard("b NOOP")).contains("* 2 EXPUNGE\n* 1 EXPUNGE\n");
    }

    /** RFC 3501 6.4.6. */
    @Test
    void silentStoresAreSilent() throws IOException {
        assertThat(client.heard("a STORE 1:3 +FLAGS.SILENT (\\Flagged)")).isEqualTo("a OK STORE completed\n");
        assertThat(client.heard("b UID STORE 2 -FLAGS.SILENT \\Flagged")).isEqualTo("b OK STORE completed\n");
        assertThat(client.heard("c NOOP")).isEqualTo("c OK NOOP completed\n");
    }

    /** RFC 3501 7.4.1: nor EXISTS of what came since, which would count those that the client still numbers. */
    @Test
    void fetchStoreAndSearchHoldExpungesBack() throws IOException {
        other.ask("a STORE 1 +FLAGS.SILENT (\\Deleted)");
        other.ask("b EXPUNGE");
        other.ask("c APPEND INBOX {3+}\r\nabc");
        assertThat(client.heard("a FETCH 2 UID")).isEqualTo("* 2 FETCH (UID 2)\na OK FETCH completed\n");
        assertThat(client.heard("b STORE 3 +FLAGS.SILENT (\\Seen)")).isEqualTo("b OK STORE completed\n");
        assertThat(client.heard("c SEARCH UID 2")).isEqualTo("* SEARCH 2\nc OK SEARCH completed\n");
        assertThat(client.heard("d NOOP")).isEqualTo("* 1 EXPUNGE\n* 3 EXISTS\n* 2 RECENT\nd OK NOOP completed\n");
    }

    /** RFC 3501 5.2, 7.3.1: a client that polls by searching, and never says NOOP, hears of new mail too. */
    @Test
    void whoNeverAsksForNewsHearsOfItAllTheSame() throws Exception {
        store.of(TestServer.ANN).deliver(MailboxName.INBOX, Message.of(new byte[] {'x'}), new DeliveryKey("k"));
        long patience = System.nanoTime() + 10_000_000_000L;
        String heard = client.heard("a UID SEARCH ALL");
        while (!heard.contains("EXISTS") && System.nanoTime() < patience) heard = client.heard("a UID SEARCH ALL");
        assertThat(heard).isEqualTo("* SEARCH 1 2 3\n* 4 EXISTS\n* 4 RECENT\na OK SEARCH completed\n");
    }

    /** RFC 3501 5.2: what has been told is not told again. */
    @Test
    void nothingNewIsNoNews() throws IOException {
        assertThat(client.heard("a NOOP")).isEqualTo("a OK NOOP completed\n");
        assertThat(client.heard("b CHECK")).isEqualTo("b OK CHECK completed\n");
        assertThat(client.heard("c EXPUNGE")).isEqualTo("c OK EXPUNGE completed\n");
        assertThat(client.heard("d UID FETCH 900 FLAGS")).isEqualTo("d OK FETCH completed\n");
        assertThat(client.heard("e UNSELECT")).isEqualTo("e OK UNSELECT completed\n");
    }
}

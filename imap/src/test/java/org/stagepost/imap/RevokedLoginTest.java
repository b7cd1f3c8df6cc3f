package org.stagepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.mailstore.StoreException;
import org.stagepost.sasl.Mechanisms.InClear;

/** A password is changed while sessions of its account are open (hardening A10); what asks them four times a minute asks now. */
class RevokedLoginTest {
    private static final String BYE = "* BYE this login has ended\n";

    @TempDir
    Path folder;

    private TestServer server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException, StoreException {
        MemoryStore store = new MemoryStore();
        Fixtures.fill(store);
        server = new TestServer(store, folder, InClear.ON_LOOPBACK);
        client = RawClient.loggedIn(server.address());
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        client.close();
        server.close();
    }

    @Test
    void a10_aSessionThatWaitsForACommandIsTakenLeaveOf() throws IOException {
        client.ask("s SELECT INBOX");
        server.changePassword("other");
        assertThat(client.rest()).isEqualTo(BYE);
    }

    /** RFC 2177. */
    @Test
    void a10_soIsOneThatIdles() throws IOException {
        client.ask("s SELECT INBOX");
        client.send("i IDLE\r\n");
        assertThat(client.line()).startsWith("+ ");
        server.changePassword("other");
        assertThat(client.rest()).isEqualTo(BYE);
    }

    @Test
    void a10_soIsOneInTheMidstOfALiteral() throws IOException {
        client.send("a APPEND INBOX {100}\r\n");
        assertThat(client.line()).startsWith("+ ");
        client.send("Subject: half");
        server.changePassword("other");
        assertThat(client.rest()).isEqualTo(BYE);
        try (RawClient next = new RawClient(server.address())) {
            next.ask("l LOGIN ann@example.org other");
            assertThat(next.heard("s STATUS INBOX (MESSAGES)")).contains("(MESSAGES 3)");
        }
    }

    @Test
    void a10_whoLoggedInWithTheNewPasswordStaysAndSoDoesAStranger() throws IOException {
        try (RawClient stranger = new RawClient(server.address())) {
            server.changePassword("other");
            assertThat(client.rest()).isEqualTo(BYE);
            assertThat(stranger.ask("a LOGIN ann@example.org pass")).startsWith("a NO [AUTHENTICATIONFAILED]");
            assertThat(stranger.ask("b LOGIN ann@example.org other")).startsWith("b OK");
            server.changePassword("other");
            assertThat(stranger.ask("c NOOP")).startsWith("c OK");
        }
    }
}

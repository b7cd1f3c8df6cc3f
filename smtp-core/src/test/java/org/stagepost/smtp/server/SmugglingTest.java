package org.stagepost.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.dialogue.Wire;

/** What stands behind a false end of a message (hardening rows R1 and R2), cut at every octet, over the wire. */
class SmugglingTest {
    private static final String SMUGGLED = "MAIL FROM:<evil@example.net>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\r.\r\n", "\r\n\0.\r\n"})
    void r2_behindEveryFalseEndExactlyOneTransactionIsSeen(String marker) throws Exception {
        String body = "Subject: x\r\n\r\nbody" + marker + SMUGGLED + "Subject: y\r\n\r\nz\r\n.\r\n";
        Terms terms = TestServer.terms(Dialect.SMTP, folder).with(Allowance.TRUSTED);
        TestReceiver receiver = new TestReceiver();
        try (TestServer server = new TestServer(terms, receiver);
                Wire wire = server.wire()) {
            wire.ask("EHLO client.example");
            for (int cut = 1; cut < body.length(); cut++) {
                assertThat(wire.ask("MAIL FROM:<x@example.net>", "RCPT TO:<ann@example.org>", "DATA"))
                        .startsWith("354 ");
                wire.send(body.substring(0, cut)).send(body.substring(cut));
                assertThat(wire.reply()).startsWith(marker.indexOf('\0') >= 0 ? "554 5.6.0" : "550 5.5.2");
                assertThat(wire.ask("NOOP")).isEqualTo("250 2.0.0 ok");
                assertThat(receiver.transactions()).as("cut at %d", cut).isEqualTo(cut);
            }
            assertThat(receiver.mails()).isEmpty();
        }
    }
}

package org.stagepost.smtp.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.DialogueTests;
import org.stagepost.smtp.Extension;

class DialogueFilesTest {
    @TempDir
    Path folder;

    private TestServer smtp;
    private TestServer lmtp;

    @BeforeEach
    void start() throws IOException {
        Terms terms = TestServer.terms(Dialect.SMTP, folder)
                .offering(Extension.DSN, Extension.SMTP_UTF8, Extension.BINARY_MIME);
        smtp = new TestServer(terms.with(TestServer.tls(folder)), new TestReceiver());
        lmtp = new TestServer(TestServer.terms(Dialect.LMTP, folder), new TestReceiver());
    }

    @AfterEach
    void stop() throws IOException {
        smtp.close();
        lmtp.close();
    }

    @TestFactory
    Stream<DynamicTest> smtpDialogues() {
        return DialogueTests.under(Path.of("src/test/dialogues/smtp"), smtp::address, Map.of());
    }

    @TestFactory
    Stream<DynamicTest> lmtpDialogues() {
        return DialogueTests.under(Path.of("src/test/dialogues/lmtp"), lmtp::address, Map.of());
    }
}

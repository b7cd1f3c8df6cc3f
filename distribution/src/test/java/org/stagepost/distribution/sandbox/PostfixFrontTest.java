package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.distribution.Superuser;
import org.stagepost.distribution.sandbox.JakartaMail.Tls;

/** Postfix in the place of our mta: our mda and imap run alone behind it, and are spoken to by LMTP. */
final class PostfixFrontTest {
    private static final Organisation MARS = new Organisation(
            "mars.test",
            Ports.loopback("127.0.0.1"),
            List.of(new Person("bob", "mars.test", "sandbox"), new Person("carol", "mars.test", "sandbox")));

    @TempDir
    static Path folder;

    private static Ports ports;
    private static Served behind;
    private static Postfix front;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Superuser.isRunning(), "Postfix is started by root only");
        ports = Ports.any(List.of(MARS.address()));
        InetSocketAddress nobody = new InetSocketAddress(MARS.address(), 9);
        Path settings = Files.writeString(folder.resolve("stagepost.toml"), MARS.settings(ports, nobody));
        new Shell(settings).welcome(MARS);
        behind = Served.start(settings, folder.resolve("log"), "--only", "mda,imap");
        behind.awaitText(" serves as mda, imap");
        front = Postfix.front(folder.resolve("postfix"), MARS.at(ports.smtp()), MARS.domain(), MARS.at(ports.lmtp()));
    }

    @AfterAll
    static void stop() throws Exception {
        if (front != null) front.close();
        if (behind != null) behind.close();
    }

    @Test
    void whatPostfixTakesArrivesInEachMailbox() throws Exception {
        try (Wire client = greeted()) {
            assertThat(client.ask("MAIL FROM:<someone@elsewhere.test>")).startsWith("250 ");
            assertThat(recipient("bob", client)).startsWith("250 ");
            assertThat(recipient("carol", client)).startsWith("250 ");
            assertThat(client.ask("DATA")).startsWith("354 ");
            client.say("From: someone@elsewhere.test\r\nSubject: through Postfix\r\n\r\nHello.\r\n..\r\n.\r\n");
            assertThat(client.reply()).startsWith("250 ");
        }
        for (String name : List.of("bob", "carol")) {
            JakartaMail program = new JakartaMail(MARS, ports, name);
            assertThat(program.await(1))
                    .singleElement()
                    .asString()
                    .startsWith("Return-Path: <someone@elsewhere.test>\r\nDelivered-To: " + name + "@mars.test\r\n")
                    .containsPattern("Received: from front\\.mars\\.test .*(?s:.*) with LMTP")
                    .contains("(Postfix)")
                    .endsWith("\r\n\r\nHello.\r\n.\r\n");
            assertThat(program.imap(Tls.STARTTLS)).hasSize(1);
        }
    }

    /** It asks our LMTP before it answers RCPT, and passes on what it hears. */
    @Test
    void whomWeDoNotKnowItRefusesAtRcpt() throws Exception {
        try (Wire client = greeted()) {
            client.ask("MAIL FROM:<someone@elsewhere.test>");
            assertThat(recipient("nobody", client))
                    .startsWith("550 5.1.1 <nobody@mars.test>")
                    .contains("said: 550 5.1.1 no such user here (in reply to RCPT TO command)");
        }
    }

    private static Wire greeted() throws IOException {
        Wire client = new Wire(MARS.at(ports.smtp()));
        client.reply();
        assertThat(client.ask("EHLO client.test")).startsWith("250 ");
        return client;
    }

    /** The reply to RCPT; 450 is Postfix's while it has asked and not heard yet. */
    private static String recipient(String name, Wire client) throws IOException {
        String reply = client.ask("RCPT TO:<" + name + "@mars.test>");
        for (int attempt = 0; reply.startsWith("450 ") && attempt < 30; attempt++)
            reply = client.ask("RCPT TO:<" + name + "@mars.test>");
        return reply;
    }
}

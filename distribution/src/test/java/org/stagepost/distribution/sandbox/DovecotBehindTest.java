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

/** Dovecot in the place of our mda: our mta runs alone before it, and speaks to it by LMTP. */
final class DovecotBehindTest {
    private static final Organisation MARS = new Organisation(
            "mars.test",
            Ports.loopback("127.0.0.11"),
            List.of(
                    new Person("ann", "mars.test", "sandbox"),
                    new Person("ben", "mars.test", "sandbox"),
                    new Person("ghost", "mars.test", "sandbox")));

    @TempDir
    static Path folder;

    private static Ports ports;
    private static Served front;
    private static DovecotLmtp behind;

    /** Dovecot does not know the ghost; we do. */
    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Superuser.isRunning(), "Dovecot is started by root only");
        ports = Ports.any(List.of(MARS.address()));
        InetSocketAddress nobody = new InetSocketAddress(MARS.address(), 9);
        Path settings = Files.writeString(folder.resolve("stagepost.toml"), MARS.settings(ports, nobody));
        Shell shell = new Shell(settings);
        shell.welcome(MARS);
        shell.run("", "alias", "add", "both@mars.test", "ben@mars.test", "ghost@mars.test");
        behind = DovecotLmtp.start(
                folder.resolve("dovecot"), MARS.at(ports.lmtp()), List.of("ann@mars.test", "ben@mars.test"));
        front = Served.start(settings, folder.resolve("log"), "--only", "mta");
        front.awaitText(" serves as mta");
    }

    @AfterAll
    static void stop() throws Exception {
        if (front != null) front.close();
        if (behind != null) behind.close();
    }

    @Test
    void aMessageForTwoArrivesInBothMaildirs() throws Exception {
        send("someone@elsewhere.test", "to both of them", "ann", "ben");
        for (String name : List.of("ann", "ben"))
            assertThat(await(name, "to both of them"))
                    .startsWith("Return-Path: <someone@elsewhere.test>\n")
                    .containsPattern("\nReceived: from mx\\.mars\\.test (?s:.*?)by dovecot\\.mars\\.test with LMTP")
                    .containsPattern("\nReceived: from client\\.test (?s:.*?)by mx\\.mars\\.test with ESMTP")
                    .endsWith("\n\nHello.\n.\n");
    }

    /** The call ahead asks its LMTP before we answer RCPT, and what it says is passed on. */
    @Test
    void whomItDoesNotKnowIsRefusedAtRcpt() throws Exception {
        try (Wire client = greeted()) {
            client.ask("MAIL FROM:<someone@elsewhere.test>");
            assertThat(recipient("ann", client)).startsWith("250 ");
            assertThat(recipient("ghost", client)).startsWith("550 5.1.1 ").contains("User doesn't exist");
            assertThat(recipient("nobody", client)).startsWith("550 5.1.1 ");
        }
    }

    /** An alias is followed after the 250: then its sender is told, by way of the same LMTP. */
    @Test
    void whomItDoesNotKnowBehindAnAliasTheSenderIsToldOf() throws Exception {
        send("ann@mars.test", "through an alias", "both");
        assertThat(await("ben", "through an alias")).startsWith("Return-Path: <ann@mars.test>\n");
        assertThat(await("ann", "report-type=delivery-status"))
                .startsWith("Return-Path: <>\nDelivered-To: ann@mars.test\n")
                .contains("\nFinal-Recipient: rfc822; ghost@mars.test\n", "\nAction: failed\n", "\nStatus: 5.1.1\n")
                .contains("\n    550 5.1.1 <ghost@mars.test> User doesn't exist: ghost@mars.test\n")
                .contains("\nSubject: through an alias\n")
                .doesNotContain("Final-Recipient: rfc822; ben@mars.test");
    }

    private static void send(String from, String subject, String... names) throws IOException {
        try (Wire client = greeted()) {
            assertThat(client.ask("MAIL FROM:<" + from + ">")).startsWith("250 ");
            for (String name : names) assertThat(recipient(name, client)).startsWith("250 ");
            assertThat(client.ask("DATA")).startsWith("354 ");
            client.say("From: " + from + "\r\nSubject: " + subject + "\r\n\r\nHello.\r\n..\r\n.\r\n");
            assertThat(client.reply()).startsWith("250 ");
        }
    }

    private static Wire greeted() throws IOException {
        Wire client = new Wire(MARS.at(ports.smtp()));
        client.reply();
        assertThat(client.ask("EHLO client.test")).startsWith("250 ");
        return client;
    }

    private static String recipient(String name, Wire client) throws IOException {
        return client.ask("RCPT TO:<" + name + "@mars.test>");
    }

    /** The first message in somebody's inbox that says this. */
    private static String await(String name, String said) throws Exception {
        JakartaMail.until(() -> behind.inbox(name).stream().anyMatch(message -> message.contains(said)));
        return behind.inbox(name).stream()
                .filter(message -> message.contains(said))
                .findFirst()
                .orElseThrow();
    }
}

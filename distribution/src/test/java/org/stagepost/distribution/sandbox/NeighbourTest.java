package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.distribution.Superuser;

/**
 * Mail between us and the mail hosts that most of the world runs, both ways under TLS: 8-bit and UTF-8 addresses, large ones
 * in chunks, with reports of success that come back.
 */
final class NeighbourTest {
    private static final String VENUS = "venus.test";
    private static final String PLUTO = "pluto.test";
    private static final Organisation MARS = new Organisation(
            "mars.test",
            Ports.loopback("127.0.0.1"),
            List.of(
                    new Person("bob", "mars.test", "sandbox"),
                    new Person("carol", "mars.test", "sandbox"),
                    new Person("dora", "mars.test", "sandbox"),
                    new Person("eve", "mars.test", "sandbox")));
    private static final String BODY = "Grüße aus Köln\r\n..\r\n.\r\n..two dots\r\n";
    private static final String LARGE = "x".repeat(70) + "\r\n";

    @TempDir
    static Path folder;

    private static Ports ports;
    private static Shell shell;
    private static Served ours;
    private static InetSocketAddress postfixAt;
    private static InetSocketAddress eximAt;
    private static Postfix postfix;
    private static Exim exim;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Superuser.isRunning(), "Postfix and Exim are started by root only");
        ports = Ports.any(List.of(MARS.address()));
        Ports theirs = Ports.any(List.of(MARS.address()));
        postfixAt = MARS.at(theirs.smtp());
        eximAt = MARS.at(theirs.submission());
        InetSocketAddress nobody = new InetSocketAddress(MARS.address(), 9);
        Path settings = Files.writeString(
                folder.resolve("stagepost.toml"),
                "login.in-clear-on-loopback = true\n" + MARS.settings(ports, nobody)
                        + host(VENUS, postfixAt)
                        + host(PLUTO, eximAt));
        shell = new Shell(settings);
        shell.welcome(MARS);
        ours = Served.start(settings, folder.resolve("log"));
        ours.awaitText(" serves as ");
        postfix = Postfix.neighbour(folder.resolve("postfix"), setting(VENUS, postfixAt));
        exim = Exim.neighbour(folder.resolve("exim"), setting(PLUTO, eximAt));
    }

    private static String host(String domain, InetSocketAddress at) {
        return """
            [[mta.smart-hosts]]
            name = "%s"
            hosts = ["%s"]
            tls = "encrypted"
            recipients = ["%s"]
            """.formatted(domain, Ports.text(at), domain);
    }

    private static Neighbour.Setting setting(String domain, InetSocketAddress at) throws IOException {
        Path tls = folder.resolve("data/tls");
        StringBuilder both = new StringBuilder();
        for (String each : List.of("self-signed.key", "self-signed.pem"))
            both.append(Files.readString(tls.resolve(each)));
        Path file = Files.writeString(folder.resolve(domain + ".pem"), both);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return new Neighbour.Setting(domain, at, MARS.domain(), MARS.at(ports.smtp()), file);
    }

    @AfterAll
    static void stop() throws Exception {
        if (exim != null) exim.close();
        if (postfix != null) postfix.close();
        if (ours != null) ours.close();
    }

    @Test
    void postfixTakesWhatWeSendAndReportsIt() throws Exception {
        String letter = send("bob", "jürgen@" + VENUS, postfix);
        assertThat(letter).contains("with UTF8SMTPS");
    }

    @Test
    void eximTakesWhatWeSendAndReportsIt() throws Exception {
        String letter = send("carol", "jürgen@" + PLUTO, exim);
        assertThat(letter).contains("with utf8esmtps");
    }

    /** What arrives there is what was submitted here, and the author hears of it from there. */
    private static String send(String author, String to, Neighbour neighbour) throws Exception {
        int before = neighbour.await(0).size();
        String from = author + "@mars.test";
        String body = BODY + LARGE.repeat(60_000);
        try (Wire client = new Wire(MARS.at(ports.submission()))) {
            client.reply();
            client.ask("EHLO client.test");
            String login = "\0" + from + "\0" + MARS.person(author).password();
            assertThat(client.ask(
                            "AUTH PLAIN " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8))))
                    .startsWith("235 ");
            assertThat(client.ask("MAIL FROM:<" + from + "> BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=e1"))
                    .startsWith("250 ");
            assertThat(client.ask("RCPT TO:<" + to + "> NOTIFY=SUCCESS,FAILURE"))
                    .startsWith("250 ");
            transmit(client, "From: " + from + "\r\nTo: <" + to + ">\r\nSubject: Grüße\r\n\r\n" + body);
        }
        String letter = neighbour.await(before + 1).getLast();
        assertThat(unfolded(letter))
                .contains("Subject: Grüße\n", "for <" + to + ">")
                .endsWith("\n\n" + body.replace("\r\n", "\n"));
        assertThat(new JakartaMail(MARS, ports, author).await(1))
                .singleElement()
                .asString()
                .contains("multipart/report", "Action: delivered", "Original-Envelope-I", ": e1", "rgen@");
        assertThat(shell.run("", "trace", "--to", to))
                .contains("C: BDAT ", "C: STARTTLS", "NOTIFY=SUCCESS,FAILURE", "SMTPUTF8");
        return letter;
    }

    private static String unfolded(String letter) {
        return letter.replace("\r\n", "\n");
    }

    private static void transmit(Wire client, String message) throws IOException {
        assertThat(client.ask("DATA")).startsWith("354 ");
        client.say(message.replace("\r\n.", "\r\n..") + ".\r\n");
        assertThat(client.reply()).startsWith("250 ");
    }

    @Test
    void weTakeWhatPostfixSendsAndReportIt() throws Exception {
        receive("dora", "zoë@" + VENUS, postfixAt, postfix);
    }

    @Test
    void weTakeWhatEximSendsAndReportIt() throws Exception {
        receive("eve", "zoë@" + PLUTO, eximAt, exim);
        assertThat(shell.run("", "trace", "--to", "eve@mars.test")).contains("C: BDAT ");
    }

    private static void receive(String person, String from, InetSocketAddress at, Neighbour neighbour)
            throws Exception {
        int before = neighbour.await(0).size();
        String to = person + "@mars.test";
        try (Wire client = new Wire(at)) {
            client.reply();
            client.ask("EHLO client.test");
            assertThat(client.ask("MAIL FROM:<" + from + "> BODY=8BITMIME SMTPUTF8"))
                    .startsWith("250 ");
            assertThat(client.ask("RCPT TO:<" + to + "> NOTIFY=SUCCESS")).startsWith("250 ");
            transmit(client, "From: <" + from + ">\r\nTo: " + to + "\r\nSubject: Grüße\r\n\r\n" + BODY);
        }
        assertThat(new JakartaMail(MARS, ports, person).await(1))
                .singleElement()
                .asString()
                .contains("Return-Path: <" + from + ">", "with UTF8SMTPS", "Subject: Grüße\r\n")
                .endsWith("\r\n\r\n" + BODY);
        assertThat(neighbour.await(before + 1))
                .anySatisfy(letter -> assertThat(letter).contains("Action: delivered", "From: ", to));
    }
}

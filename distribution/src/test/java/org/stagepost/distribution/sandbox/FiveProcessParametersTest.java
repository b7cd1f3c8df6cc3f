package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.distribution.Role;
import org.stagepost.mail.DeliverBy;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mta.dns.ZoneServer;

/**
 * Each stage in a process of its own, submission and transfer joined by TCP and a secret: what a sender asks for by the
 * parameters of MAIL and RCPT is kept over three wires, and an operator's commands reach all five.
 */
final class FiveProcessParametersTest {
    private static final Organisation MARS = new Organisation(
            "mars.test",
            Ports.loopback("127.0.0.13"),
            Stream.of("bob", "carol", "dave", "erin")
                    .map(name -> new Person(name, "mars.test", "sandbox"))
                    .toList());
    private static final InetAddress VENUS = Ports.loopback("127.0.0.14");

    /** UTF-8 in the header; in the body a NUL, a CR and an LF that stand alone, and no end of a line at the end. */
    private static final String BODY = "one\0two\rthree\nfour";

    private static final Pattern ID = Pattern.compile("\\b[0-9A-Z]{16}\\b");

    @TempDir
    static Path folder;

    private static Ports ports;
    private static ZoneServer dns;
    private static Elsewhere venus;
    private static Stages stages;

    @BeforeAll
    static void start() throws Exception {
        ports = Ports.any(List.of(MARS.address(), VENUS));
        String records = "venus.test MX 10 mx.venus.test\nmx.venus.test A 127.0.0.14\n";
        dns = new ZoneServer(new InetSocketAddress(Ports.loopback("127.0.0.1"), 0), records);
        dns.start();
        venus = new Elsewhere(folder, "mx.venus.test", new InetSocketAddress(VENUS, ports.smtp()));
        Files.writeString(folder.resolve("secret"), "between stages\n");
        Files.setPosixFilePermissions(folder.resolve("secret"), PosixFilePermissions.fromString("rw-------"));
        stages = new Stages(folder, MARS, ports, dns.address(), settings(free()));
        stages.start(Role.values());
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, MARS.address())) {
            return socket.getLocalPort();
        }
    }

    private static UnaryOperator<String> settings(int between) {
        String msa = """
            [msa]
            next = "127.0.0.13:%d"
            next-secret = "secret"
            """.formatted(between);
        String mta = """
            [mta]
            submission-listen = "127.0.0.13:%d"
            submission-secret = "secret"
            tls-authorities = "%s"
            """.formatted(between, venus.certificate());
        return usual -> usual.replace("[msa]\n", msa).replace("[mta]\n", mta);
    }

    @AfterAll
    static void stop() throws Exception {
        stages.close();
        venus.close();
        dns.stop();
    }

    @Test
    void allParametersTogetherReachTheNextHost() throws Exception {
        try (Wire wire = login("bob")) {
            String mail = "MAIL FROM:<bob@mars.test> BODY=BINARYMIME SMTPUTF8 RET=HDRS ENVID=all+2Bof"
                    + " BY=3600;N MT-PRIORITY=3 HOLDFOR=1 REQUIRETLS";
            assertThat(wire.ask(mail)).startsWith("250 ");
            assertThat(wire.ask("RCPT TO:<eve@venus.test> NOTIFY=FAILURE,DELAY ORCPT=rfc822;eve@venus.test"))
                    .startsWith("250 ");
            chunk(wire, letter("bob", "eve@venus.test"));
        }
        Elsewhere.Letter come = venus.await("eve@venus.test");
        assertThat(come.octets())
                .contains("\r\nSubject: " + latin("Grüße") + "\r\n")
                .endsWith(BODY);
        assertThat(come.protocol()).isEqualTo("UTF8SMTPS");
        MailOptions options = come.envelope().options();
        assertThat(options.body()).isEqualTo(MailOptions.Body.BINARY_MIME);
        assertThat(options.smtpUtf8()).isTrue();
        assertThat(options.requireTls()).isTrue();
        assertThat(options.returned()).contains(MailOptions.Returned.HDRS);
        assertThat(options.envelopeId()).contains("all+of");
        assertThat(options.priority()).isEqualTo(3);
        assertThat(options.by().orElseThrow().mode()).isEqualTo(DeliverBy.Mode.NOTIFY);
        assertThat(options.by().orElseThrow().seconds())
                .as("a second of waiting is gone")
                .isBetween(3_500L, 3_599L);
        Recipient eve = come.envelope().recipients().getFirst();
        assertThat(eve.notices()).isEqualTo(Set.of(Notify.FAILURE, Notify.DELAY));
        assertThat(eve.originalRecipient()).isEqualTo(Optional.of("rfc822;eve@venus.test"));
    }

    @Test
    void theyReachAMailboxAndSuccessIsReported() throws Exception {
        try (Wire wire = login("bob")) {
            assertThat(wire.ask("MAIL FROM:<bob@mars.test> BODY=BINARYMIME SMTPUTF8 ENVID=here REQUIRETLS BY=600;R"))
                    .startsWith("250 ");
            assertThat(wire.ask("RCPT TO:<carol@mars.test> NOTIFY=SUCCESS ORCPT=rfc822;Carol@mars.test"))
                    .startsWith("250 ");
            chunk(wire, letter("bob", "carol@mars.test"));
        }
        JakartaMail.until(() -> inbox("carol").size() == 1);
        assertThat(inbox("carol").getFirst())
                .contains("\r\nSubject: " + latin("Grüße") + "\r\n", "with UTF8LMTP", "with UTF8SMTPSA")
                .endsWith(BODY);
        JakartaMail.until(() -> inbox("bob").size() == 1);
        assertThat(inbox("bob").getFirst())
                .contains("Original-Envelope-Id: here\r\n", "Action: delivered\r\n")
                .contains("Original-Recipient: rfc822; Carol@mars.test\r\n");
    }

    @Test
    void whoIsNobodyHereIsRefusedAtOnceAndElsewhereItsSenderIsTold() throws Exception {
        try (Wire wire = login("dave")) {
            assertThat(wire.ask("MAIL FROM:<dave@mars.test> RET=HDRS ENVID=gone"))
                    .startsWith("250 ");
            assertThat(wire.ask("RCPT TO:<nobody@mars.test>")).startsWith("550 5.1.1 ");
            assertThat(wire.ask("RCPT TO:<no@venus.test> NOTIFY=FAILURE ORCPT=rfc822;gone@venus.test"))
                    .startsWith("250 ");
            assertThat(wire.ask("DATA")).startsWith("354 ");
            assertThat(wire.ask("From: dave@mars.test\r\nSubject: x\r\n\r\nsecret words\r\n."))
                    .startsWith("250 ");
        }
        JakartaMail.until(() -> inbox("dave").size() == 1);
        assertThat(inbox("dave").getFirst())
                .contains("Original-Envelope-Id: gone\r\n", "Status: 5.1.1\r\n")
                .contains("Original-Recipient: rfc822; gone@venus.test\r\n")
                .doesNotContain("secret words");
    }

    @Test
    void whatIsHeldIsSeenAndReleasedByCommand() throws Exception {
        Shell shell = new Shell(stages.settings());
        try (Wire wire = login("erin")) {
            assertThat(wire.ask("MAIL FROM:<erin@mars.test> HOLDFOR=86400")).startsWith("250 ");
            assertThat(wire.ask("RCPT TO:<later@venus.test>")).startsWith("250 ");
            assertThat(wire.ask("DATA")).startsWith("354 ");
            assertThat(wire.ask("From: erin@mars.test\r\n\r\nlater\r\n.")).startsWith("250 ");
        }
        Matcher listed = ID.matcher(shell.run("", "queue", "list", "--to", "later@venus.test"));
        assertThat(listed.find()).isTrue();
        String id = listed.group();
        assertThat(shell.run("", "queue", "show", id)).contains("later@venus.test");
        shell.run("", "queue", "release", id);
        assertThat(venus.await("later@venus.test").octets()).endsWith("later\r\n");
    }

    @Test
    void settingsAreReadAgainByAllAndTheirStateIsSeen() throws Exception {
        Shell shell = new Shell(stages.settings());
        String route = "\n[mta.routes]\n\"pluto.test\" = \"smtp:127.0.0.14:" + ports.smtp() + "\"\n";
        String changed = "log.level = \"warn\"\n" + Files.readString(stages.settings()) + route;
        Files.writeString(stages.settings(), changed);
        String told = shell.run("", "reload");
        assertThat(told).contains(", mta.routes.");
        assertThat(told.lines().filter(line -> line.contains("log.level")))
                .as(told)
                .hasSize(5);
        program("erin").submit(JakartaMail.Tls.STARTTLS, "routed", "by now", "pat@pluto.test");
        assertThat(venus.await("pat@pluto.test").octets()).contains("by now");
        assertThat(shell.ask("", "status", "--json").text())
                .contains("\"running\":[\"msa\",\"mta\",\"mda\",\"pop3\",\"imap\"]");
    }

    private static Wire login(String name) throws IOException {
        Wire wire = new Wire(MARS.at(ports.submission()));
        wire.reply();
        wire.ask("EHLO client.test");
        assertThat(wire.ask("STARTTLS")).startsWith("220 ");
        wire.startTls();
        wire.ask("EHLO client.test");
        String plain = "\0" + name + "@mars.test\0sandbox";
        String encoded = Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        assertThat(wire.ask("AUTH PLAIN " + encoded)).startsWith("235 ");
        return wire;
    }

    private static void chunk(Wire wire, String octets) throws IOException {
        wire.send("BDAT " + octets.length() + " LAST\r\n" + octets);
        assertThat(wire.reply()).startsWith("250 ");
    }

    private static String letter(String from, String to) {
        return "From: " + from + "@mars.test\r\nTo: " + to + "\r\nSubject: " + latin("Grüße") + "\r\n"
                + "MIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\n"
                + "Content-Transfer-Encoding: binary\r\n\r\n" + BODY;
    }

    /** The octets of the text, a character each. */
    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** What lies in somebody's folders: IMAP has other words for a NUL. */
    private static List<String> inbox(String name) throws IOException {
        Path maildir = stages.data().resolve("mail/mars.test/" + name + "/Maildir");
        List<String> found = new ArrayList<>();
        for (String place : List.of("new", "cur")) {
            if (!Files.isDirectory(maildir.resolve(place))) continue;
            try (Stream<Path> files = Files.list(maildir.resolve(place))) {
                for (Path file : (Iterable<Path>) files::iterator)
                    found.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return found;
    }

    private static JakartaMail program(String name) {
        return new JakartaMail(MARS, ports, name);
    }
}

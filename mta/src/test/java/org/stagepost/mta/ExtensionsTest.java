package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.mail.Reply;
import org.stagepost.smtp.Extension;

/** What a client asks for by the extensions of SMTP, carried through the queue, a restart, and to the next host. */
class ExtensionsTest {
    private static final String RECORDS = """
        venus.test MX 10 mx.venus.test
        mx.venus.test A 127.0.0.3
        """;
    private static final String BINARY = "Subject: x\r\n\r\n1\n2\r3\0.\r\n.\r\n";

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private World world;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, keys);
        world.dns.serve(RECORDS);
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    /** A client at the listener of our own stage. */
    private Wire stage() throws IOException {
        Wire wire = world.greeted(world.submissionAddress());
        assertThat(wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=")).startsWith("235 ");
        return wire;
    }

    private void binary(String recipient) throws IOException {
        try (Wire wire = stage()) {
            assertThat(wire.ask("MAIL FROM:<ann@mars.test> BODY=BINARYMIME", "RCPT TO:<" + recipient + ">"))
                    .startsWith("250 ");
            assertThat(wire.send("BDAT " + BINARY.length() + " LAST\r\n" + BINARY)
                            .reply())
                    .startsWith("250 ");
        }
    }

    private void hasNothingLeft() throws IOException {
        assertThat(world.waiting()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
    }

    @Test
    void aBinaryMessageIsRelayedByChunksOctetForOctet() throws Exception {
        OtherHost venus = world.host(3, terms -> terms.offering(Extension.BINARY_MIME));
        world.startForRelaying();

        binary("bob@venus.test");

        until("it is there", () -> venus.letters().size() == 1);
        assertThat(venus.letters().getFirst().text()).endsWith(BINARY);
        assertThat(venus.letters().getFirst().envelope().options().body()).isEqualTo(Body.BINARY_MIME);
        hasNothingLeft();
    }

    @Test
    void aBinaryMessageComesBackFromAHostThatTakesNone() throws Exception {
        OtherHost venus = world.host(3);
        world.startForRelaying();

        binary("bob@venus.test");

        until("the sender is told", () -> world.mailboxes.delivered().size() == 1);
        assertThat(world.mailboxes.delivered().getFirst())
                .startsWith("ann@mars.test: ")
                .contains("Status: 5.6.3\r\n")
                .doesNotContain("\0");
        assertThat(venus.letters()).isEmpty();
        hasNothingLeft();
    }

    /** Nobody hears of a report that fails, so it takes the form that every server knows (RFC 6533 4.5). */
    @Test
    void aReportReachesAHostThatTakesNoEightBitMessages() throws Exception {
        String report = sevenBitReport("BODY=8BITMIME", "Subject: hello\r\n\r\nh\u00e4h\r\n");

        assertThat(report)
                .contains("Final-Recipient: rfc822; joe@mars.test\r\n")
                .contains("Content-Type: text/rfc822-headers\r\n", "\r\nSubject: hello\r\n")
                .doesNotContain("message/rfc822", "Transfer-Encoding");
    }

    @Test
    void anInternationalReportIsEncodedForSuchAHost() throws Exception {
        String report = sevenBitReport("BODY=8BITMIME SMTPUTF8", "Subject: gr\u00c3\u00bcn\r\n\r\nhello\r\n");

        assertThat(report)
                .contains("Final-Recipient: utf-8; joe@mars.test\r\n")
                .contains("Content-Type: message/global\r\n", "\r\nSubject: gr=C3=BCn\r\n\r\nhello\r\n")
                .doesNotContain("8bit");
    }

    private String sevenBitReport(String options, String message) throws Exception {
        OtherHost venus = world.host(3, terms -> terms.offeringOnly(Extension.PIPELINING));
        world.start();
        try (Wire wire = world.client()) {
            wire.ask("MAIL FROM:<bob@venus.test> " + options, "RCPT TO:<joe@mars.test>", "RCPT TO:<ann@mars.test>");
            world.mailboxes.refuse("joe@mars.test", Reply.of(550, "5.7.1", "no"));
            wire.ask("DATA");
            assertThat(wire.ask(message + ".")).startsWith("250 ");
        }
        until("the sender is told", () -> venus.letters().size() == 1);
        hasNothingLeft();
        assertThat(venus.letters().getFirst().envelope().options().body()).isEqualTo(Body.SEVEN_BIT);
        String report = venus.letters().getFirst().text();
        assertThat(report.chars()).allMatch(c -> c < 128);
        return report;
    }

    @Test
    void r11_onlyWhoIsListedIsToldWhoLivesHere() throws Exception {
        world.set("mta.networks = ['127.0.0.1']");
        world.set("mta.vrfy = true");
        world.start();
        try (Wire wire = world.client()) {
            assertThat(wire.ask("VRFY <Ann@mars.test>")).isEqualTo("250 2.1.5 <Ann@mars.test>");
            assertThat(wire.ask("VRFY nobody@mars.test")).startsWith("550 5.1.1");
            assertThat(wire.ask("VRFY no address")).startsWith("550 5.1.1");
            assertThat(wire.ask("VRFY bob@venus.test")).startsWith("252 2.0.0");
            wire.send("EXPN all@mars.test\r\n");
            assertThat(wire.line()).isEqualTo("250-2.1.5 <ann@mars.test>");
            assertThat(wire.line()).isEqualTo("250 2.1.5 <joe@mars.test>");
            assertThat(wire.ask("EXPN nobody@mars.test")).startsWith("550 5.1.1");
        }
    }

    /** RFC 6531 3.7.4.2: the word is no part of the name, and only with it an answer holds more than ASCII. */
    @Test
    void whoIsAskedForInUtf8IsToldInUtf8() throws Exception {
        world.directory.account("j\u00f6rg@mars.test").alias("staff@mars.test", "ann@mars.test", "j\u00f6rg@mars.test");
        world.set("mta.networks = ['127.0.0.1']");
        world.set("mta.vrfy = true");
        world.start();
        String joerg = "<j\u00c3\u00b6rg@mars.test>"; // its octets, one a character
        try (Wire wire = world.client()) {
            assertThat(wire.ask("VRFY ann@mars.test SMTPUTF8")).isEqualTo("250 2.1.5 <ann@mars.test>");
            assertThat(wire.ask("VRFY " + joerg + " smtputf8")).isEqualTo("250 2.1.5 " + joerg);
            assertThat(wire.ask("VRFY " + joerg)).startsWith("252 2.6.8 ");
            assertThat(wire.ask("EXPN staff@mars.test")).startsWith("252 2.6.8 ");
            wire.send("EXPN staff@mars.test SMTPUTF8\r\n");
            assertThat(wire.line()).isEqualTo("250-2.1.5 <ann@mars.test>");
            assertThat(wire.line()).isEqualTo("250 2.1.5 " + joerg);
        }
    }

    @Test
    void aTrustedProxysClientIsTheOneWhoMayRelay() throws Exception {
        OtherHost venus = world.host(3);
        world.set("mta.networks = ['192.0.2.9']");
        world.set("mta.xclients = ['127.0.0.1']");
        world.start();
        try (Wire wire = world.client()) {
            assertThat(World.send(wire, "eve@pluto.test", "bob@venus.test")).startsWith("550 5.7.1");
            assertThat(wire.ask("RSET")).startsWith("250 ");
            assertThat(wire.ask("XCLIENT ADDR=192.0.2.9")).startsWith("220 ");
            wire.ask("EHLO client.example");
            assertThat(World.send(wire, "ann@mars.test", "bob@venus.test")).startsWith("250 ");
        }
        until("it is there", () -> venus.letters().size() == 1);
        assertThat(venus.letters().getFirst().text()).startsWith("Received: from client.example ([192.0.2.9])");
    }

    @Test
    void r11_nobodyElseIsTold() throws Exception {
        world.set("mta.vrfy = true");
        world.start();
        try (Wire wire = world.client()) {
            assertThat(wire.ask("VRFY ann@mars.test"))
                    .isEqualTo(wire.ask("VRFY nobody@mars.test"))
                    .startsWith("252 2.0.0");
            assertThat(wire.ask("EXPN all@mars.test")).startsWith("502 5.5.1");
        }
    }

    private void international(String... recipients) throws IOException {
        try (Wire wire = stage()) {
            assertThat(wire.ask("MAIL FROM:<ann@mars.test> SMTPUTF8")).startsWith("250 ");
            for (String recipient : recipients)
                assertThat(wire.ask(octets("RCPT TO:<" + recipient + "> ORCPT=utf-8;" + recipient)))
                        .startsWith("250 ");
            wire.ask("DATA");
            assertThat(wire.ask("Subject: x\r\n\r\ntext\r\n.")).startsWith("250 ");
        }
    }

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void anInternationalAddressArrivesAsItIs() throws Exception {
        OtherHost venus = world.host(3, terms -> terms.offering(Extension.DSN, Extension.SMTP_UTF8));
        world.startForRelaying();

        international("j\u00f6rg@venus.test");

        until("it is there", () -> venus.letters().size() == 1);
        var letter = venus.letters().getFirst();
        assertThat(letter.protocol()).startsWith("UTF8SMTP");
        assertThat(letter.recipients()).containsExactly("j\u00f6rg@venus.test");
        assertThat(letter.envelope().recipients().getFirst().originalRecipient())
                .contains("utf-8;j\u00f6rg@venus.test");
        hasNothingLeft();
    }

    @Test
    void whoNeedsSmtpUtf8ComesBackAndTheOthersGetIt() throws Exception {
        OtherHost venus = world.host(3);
        world.startForRelaying();

        international("j\u00f6rg@venus.test", "bob@venus.test");

        until("the sender is told", () -> world.mailboxes.delivered().size() == 1);
        until("bob has it", () -> venus.letters().size() == 1);
        assertThat(venus.letters().getFirst().recipients()).containsExactly("bob@venus.test");
        assertThat(world.mailboxes.delivered().getFirst())
                .startsWith("ann@mars.test: ")
                .contains("Content-Type: message/global-delivery-status\r\n")
                .contains("Original-Recipient: utf-8; j\u00f6rg@venus.test\r\n"
                        + "Final-Recipient: utf-8; j\u00f6rg@venus.test\r\nAction: failed\r\nStatus: 5.6.7\r\n")
                .doesNotContain("bob@venus.test");
        hasNothingLeft();
    }

    @Test
    void aBinaryMessageIsStillOneBehindARestart() throws Exception {
        world.startForRelaying();
        CountDownLatch gate = world.mailboxes.hold();
        binary("all@mars.test");
        world.stop();
        gate.countDown();
        world.start();

        until("both have it", () -> world.mailboxes.delivered().size() == 2);
        assertThat(world.mailboxes.delivered()).allMatch(copy -> copy.endsWith(BINARY));
        hasNothingLeft();
    }
}

package org.stagepost.mta.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.mail.MailOptions.Returned;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.TestDirectory;
import org.stagepost.mta.TickingClock;
import org.stagepost.mta.bounce.Report.Case;
import org.stagepost.mta.bounce.Report.Kind;

class DsnTest {
    private static final String ORIGINAL = "Subject: hello\r\nFrom: <bob@mars.test>\r\n\r\nfirst line\r\n.\r\n";

    private final TickingClock clock = new TickingClock();
    private final Dsn dsn = new Dsn(new Dsn.Origin(new Domain("mx.mars.test")), clock, new Random(1));
    private final TraceId id = TraceId.next(clock, new Random(1));

    @Test
    void threePartsTellPersonAndProgramWhatHappened() throws Exception {
        MimeMessage message = parsed(failed(MailOptions.NONE, ORIGINAL));

        assertThat(message.getContentType()).startsWith("multipart/report; report-type=delivery-status;");
        assertThat(message.getSubject()).isEqualTo("Your message could not be delivered");
        assertThat(message.getHeader("To")).containsExactly("<bob@mars.test>");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(message.getMessageID()).isEqualTo("<" + id + "@mx.mars.test>");
        MimeMultipart parts = (MimeMultipart) message.getContent();
        assertThat(parts.getCount()).isEqualTo(3);
        assertThat(text(parts.getBodyPart(0)))
                .contains("  nobody@venus.test (from who@venus.test)\r\n    mx.venus.test: 550 5.1.1 who?\r\n")
                .contains("There is no such mailbox.");
        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("message/delivery-status");
        assertThat(text(parts.getBodyPart(1))).isEqualTo("""
            Reporting-MTA: dns; mx.mars.test\r
            Arrival-Date: Thu, 1 Jan 2026 00:00:00 +0000\r
            \r
            Original-Recipient: rfc822; who@venus.test\r
            Final-Recipient: rfc822; nobody@venus.test\r
            Action: failed\r
            Status: 5.1.1\r
            Remote-MTA: dns; mx.venus.test\r
            Diagnostic-Code: smtp; 550 5.1.1 who?\r
            Last-Attempt-Date: Thu, 1 Jan 2026 00:00:00 +0000\r
            """);
        assertThat(parts.getBodyPart(2).getContentType()).isEqualTo("message/rfc822");
        assertThat(text(parts.getBodyPart(2))).isEqualTo(ORIGINAL);
    }

    /** A mailbox behind a wire would otherwise take it again when the reply is lost. */
    @Test
    void aReceivedFieldOnTopSaysWhatTheQueueCallsIt() throws Exception {
        String report = new String(failed(MailOptions.NONE, ORIGINAL).open().readAllBytes(), StandardCharsets.US_ASCII);

        assertThat(report).startsWith("Received: from mx.mars.test by mx.mars.test id " + id + "; Thu, 1 Jan 2026 ");
    }

    @Test
    void q13_ofALongMessageOnlyTheHeaderIsReturned() throws Exception {
        Message report = failed(MailOptions.NONE, ORIGINAL + "x".repeat(20 << 20));

        assertThat(report.size()).isLessThan(5_000);
        Part returned = ((MimeMultipart) parsed(report).getContent()).getBodyPart(2);
        assertThat(returned.getContentType()).isEqualTo("text/rfc822-headers");
        assertThat(text(returned)).isEqualTo("Subject: hello\r\nFrom: <bob@mars.test>\r\n\r\n");
    }

    @Test
    void q13_ofAnEndlessHeaderNoMoreThanItsBeginningIsReturned() throws Exception {
        StringBuilder header = new StringBuilder("Subject: hello\r\n");
        for (int i = 0; i < 20_000; i++) header.append("X-Filler-").append(i).append(": some more words\r\n");

        Message report = failed(MailOptions.NONE, header + "\r\nbody");

        assertThat(report.size()).isLessThan(60_000);
    }

    @Test
    void aPersonReadsWhichMessageItWasAndWhatToDo() throws Exception {
        String original = "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= \"from\" us\r\n\r\ntext\r\n";
        String text =
                text(((MimeMultipart) parsed(failed(MailOptions.NONE, original)).getContent()).getBodyPart(0));

        assertThat(text)
                .contains("Your message \"Gr\u00fc\u00dfe ?from? us\" of Thu, 1 Jan 2026")
                .contains("check the spelling of the address, or ask the recipient for another");
    }

    @Test
    void q13_aHostileSubjectEndsNoLineAndFillsNoReport() throws Exception {
        String original = "Subject: =?utf-8?q?a=0D=0A=0D=0Ab=1B[2J=E2=80=AE?=" + "x".repeat(5_000) + "\r\n\r\ntext\r\n";
        String text =
                text(((MimeMultipart) parsed(failed(MailOptions.NONE, original)).getContent()).getBodyPart(0));

        assertThat(text.lines()).allMatch(line -> line.length() < 300);
        assertThat(text.chars()).noneMatch(c -> c == 0x1b || c == 0x202e);
    }

    @Test
    void q13_ofTwoThousandRecipientsPeopleReadHundredAndProgramsAll() throws Exception {
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < 2_000; i++)
            cases.add(new Case(
                    Recipient.of(TestDirectory.parsed("user" + i + "@venus.test")),
                    Reply.of(550, "5.1.1", "who?"),
                    "mx.venus.test",
                    clock.instant()));
        Report report = new Report(
                Kind.FAILED, envelope(MailOptions.NONE), clock.instant(), Message.of(octets(ORIGINAL)), cases);
        MimeMultipart parts =
                (MimeMultipart) parsed(dsn.compose(TestDirectory.parsed("bob@mars.test"), report, Duration.ofDays(5))
                                .message())
                        .getContent();

        assertThat(text(parts.getBodyPart(0)))
                .contains("user99@", "and 1900 more")
                .doesNotContain("user100@");
        assertThat(text(parts.getBodyPart(1))).contains("user1999@venus.test");
    }

    @Test
    void aSenderWhoWantsOnlyTheHeaderGetsNoMore() throws Exception {
        MailOptions options =
                new MailOptions(Body.SEVEN_BIT, false, false, 0, Optional.of(Returned.HDRS), Optional.of("QQ314159"));

        MimeMultipart parts = (MimeMultipart) parsed(failed(options, ORIGINAL)).getContent();

        assertThat(parts.getBodyPart(2).getContentType()).isEqualTo("text/rfc822-headers");
        assertThat(text(parts.getBodyPart(1))).startsWith("Original-Envelope-Id: QQ314159\r\n");
    }

    @Test
    void q13_whatStrangersSayNeitherEndsALineNorFillsTheReport() throws Exception {
        Reply hostile = Reply.of(
                550, "5.7.1", "no\r\n\r\n--boundary\r\nAction: delivered \u0000\u001b[2J\u202e" + "x".repeat(9_000));
        Message report = report(MailOptions.NONE, ORIGINAL, hostile, "mx.venus.test");

        MimeMultipart parts = (MimeMultipart) parsed(report).getContent();

        assertThat(report.size()).isLessThan(5_000);
        assertThat(text(parts.getBodyPart(1)))
                .contains("Diagnostic-Code: smtp; 550 5.7.1 no????--boundary??Action: delivered ??[2J?x")
                .doesNotContain("\r\nAction: delivered");
        assertThat(parts.getCount()).isEqualTo(3);
    }

    @Test
    void aDelayIsToldAsSuch() throws Exception {
        Case slow = new Case(
                Recipient.of(TestDirectory.parsed("ann@venus.test")),
                Reply.of(451, "4.4.1", "connection refused"),
                "",
                clock.instant());
        Report report = new Report(
                Kind.DELAYED, envelope(MailOptions.NONE), clock.instant(), Message.of(octets(ORIGINAL)), List.of(slow));

        MimeMessage message = parsed(dsn.compose(TestDirectory.parsed("bob@mars.test"), report, Duration.ofDays(5))
                .message());

        assertThat(message.getSubject()).isEqualTo("Your message is delayed");
        MimeMultipart parts = (MimeMultipart) message.getContent();
        assertThat(text(parts.getBodyPart(0))).contains("until Tue, 6 Jan 2026 00:00:00 +0000.");
        assertThat(text(parts.getBodyPart(1)))
                .contains("Action: delayed\r\nStatus: 4.4.1\r\n")
                .contains("Will-Retry-Until: Tue, 6 Jan 2026 00:00:00 +0000\r\n")
                .doesNotContain("Diagnostic-Code");
    }

    @Test
    void ofABinaryMessageOnlyTheHeaderIsReturned() throws Exception {
        MailOptions options = new MailOptions(Body.BINARY_MIME, false, false, 0, Optional.empty(), Optional.empty());

        Message report = failed(options, "Subject: x\r\n\r\n\0\n\r");

        assertThat(new String(report.open().readAllBytes(), StandardCharsets.UTF_8))
                .contains("Subject: x\r\n\r\n")
                .doesNotContain("\0");
    }

    @Test
    void anInternationalMessageIsReportedAsOne() throws Exception {
        MailOptions options = new MailOptions(Body.EIGHT_BIT_MIME, true, false, 0, Optional.empty(), Optional.empty());

        Message report = failed(options, "Subject: grüße\r\n\r\nhallo\r\n");
        MimeMultipart parts = (MimeMultipart) parsed(report).getContent();

        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("message/global-delivery-status");
        assertThat(text(parts.getBodyPart(1))).contains("Final-Recipient: utf-8; nobody@venus.test");
        assertThat(parts.getBodyPart(2).getContentType()).isEqualTo("message/global");
        assertThat(text(parts.getBodyPart(2))).contains("grüße");
    }

    /** SMTPUTF8 that nothing made use of leaves a report that every reader knows. */
    @Test
    void aPlainMessageIsReportedPlainlyWhateverItAskedFor() throws Exception {
        MailOptions options = new MailOptions(Body.EIGHT_BIT_MIME, true, false, 0, Optional.empty(), Optional.empty());

        Message report = failed(options, "Subject: x\r\n\r\nh\u00e4h\r\n");

        MimeMultipart parts = (MimeMultipart) parsed(report).getContent();
        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("message/delivery-status");
        assertThat(text(parts.getBodyPart(1))).contains("Final-Recipient: rfc822; nobody@venus.test");
        assertThat(parts.getBodyPart(2).getContentType()).isEqualTo("message/rfc822");
    }

    @Test
    void aPlainReportEscapesWhatIsNotAscii() throws Exception {
        Recipient recipient = new Recipient(
                TestDirectory.parsed("j\u00fcrgen@venus.test"), Set.of(), Optional.of("utf-8;\u00e4+b@venus.test"));
        Case failed = new Case(recipient, Reply.of(553, "5.6.7", "no"), "", clock.instant());

        Dsn.Letter letter = composed(Kind.FAILED, MailOptions.NONE, ORIGINAL, failed);

        MimeMultipart parts = (MimeMultipart) parsed(letter.message()).getContent();
        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("message/delivery-status");
        assertThat(text(parts.getBodyPart(1)))
                .contains("Original-Recipient: utf-8; \\x{E4}\\x{2B}b@venus.test\r\n"
                        + "Final-Recipient: utf-8; j\\x{FC}rgen@venus.test\r\n");
        assertThat(letter.envelope().options().smtpUtf8()).isFalse();
    }

    @Test
    void aReportToAnInternationalSenderNeedsSmtpUtf8() throws Exception {
        MailOptions options = new MailOptions(Body.SEVEN_BIT, true, false, 0, Optional.empty(), Optional.empty());
        Case failed = new Case(
                Recipient.of(TestDirectory.parsed("nobody@venus.test")), Reply.of(550, "", "no"), "", clock.instant());
        Report report = new Report(
                Kind.FAILED, envelope(options), clock.instant(), Message.of(octets(ORIGINAL)), List.of(failed));

        Dsn.Letter letter = dsn.compose(TestDirectory.parsed("j\u00f6rg@mars.test"), report, Duration.ofDays(5));

        assertThat(letter.envelope().options().smtpUtf8()).isTrue();
        MimeMultipart parts = (MimeMultipart) parsed(letter.message()).getContent();
        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("message/global-delivery-status");
        assertThat(text(parts.getBodyPart(1))).contains("Final-Recipient: utf-8; nobody@venus.test");
    }

    @Test
    void anOriginalRecipientInUtf8StaysReadableAndCannotEndALine() throws Exception {
        MailOptions options = new MailOptions(Body.EIGHT_BIT_MIME, true, false, 0, Optional.empty(), Optional.empty());
        Recipient recipient = new Recipient(
                TestDirectory.parsed("nobody@venus.test"),
                Set.of(),
                Optional.of("utf-8;jürgen\r\nX: y\u2028@venus.test"));
        Case failed = new Case(recipient, Reply.of(550, "5.1.1", "who?"), "", clock.instant());

        Message report = composed(Kind.FAILED, options, "Subject: x\r\n\r\ny\r\n", failed)
                .message();

        MimeMultipart parts = (MimeMultipart) parsed(report).getContent();
        assertThat(text(parts.getBodyPart(1))).contains("\r\nOriginal-Recipient: utf-8; jürgen??X: y?@venus.test\r\n");
    }

    /** A server that takes no 8-bit messages is no reason to lose a report that has none. */
    @Test
    void onlyAReportThatQuotesMoreThanAsciiAsksForMore() throws Exception {
        Case failed = new Case(
                Recipient.of(TestDirectory.parsed("nobody@venus.test")), Reply.of(550, "", "no"), "", clock.instant());

        assertThat(body(composed(Kind.FAILED, MailOptions.NONE, ORIGINAL, failed)))
                .isEqualTo(Body.SEVEN_BIT);
        assertThat(body(composed(Kind.FAILED, MailOptions.NONE, "Subject: x\r\n\r\nhäh\r\n", failed)))
                .isEqualTo(Body.EIGHT_BIT_MIME);
    }

    private static Body body(Dsn.Letter letter) {
        return letter.envelope().options().body();
    }

    @Test
    void successIsToldInOtherWordsAndReturnsNoMoreThanTheHeader() throws Exception {
        Case taken = new Case(
                Recipient.of(TestDirectory.parsed("bob@venus.test")),
                Reply.of(250, "", "thanks"),
                "mx.venus.test [192.0.2.1]",
                clock.instant());

        MimeMessage delivered = parsed(
                composed(Kind.DELIVERED, MailOptions.NONE, ORIGINAL, taken).message());
        MimeMessage relayed =
                parsed(composed(Kind.RELAYED, MailOptions.NONE, ORIGINAL, taken).message());

        assertThat(delivered.getSubject()).isEqualTo("Your message has been delivered");
        assertThat(relayed.getSubject()).isEqualTo("Your message has been passed on");
        MimeMultipart parts = (MimeMultipart) relayed.getContent();
        assertThat(text(parts.getBodyPart(0)))
                .contains("servers that send no reports")
                .doesNotContain("will not take");
        assertThat(text(parts.getBodyPart(1)))
                .contains("Action: relayed\r\nStatus: 2.0.0\r\nRemote-MTA: dns; mx.venus.test\r\n");
        assertThat(parts.getBodyPart(2).getContentType()).isEqualTo("text/rfc822-headers");
        assertThat(text(parts.getBodyPart(2))).doesNotContain("first line");
    }

    private Message failed(MailOptions options, String original) throws IOException {
        return report(options, original, Reply.of(550, "5.1.1", "who?"), "mx.venus.test");
    }

    private Message report(MailOptions options, String original, Reply reply, String by) throws IOException {
        Recipient recipient = new Recipient(
                TestDirectory.parsed("nobody@venus.test"), Set.of(), Optional.of("rfc822;who@venus.test"));
        Case failed = new Case(recipient, reply, by, clock.instant());
        return composed(Kind.FAILED, options, original, failed).message();
    }

    private Dsn.Letter composed(Kind kind, MailOptions options, String original, Case about) throws IOException {
        Report report =
                new Report(kind, envelope(options), clock.instant(), Message.of(octets(original)), List.of(about));
        return dsn.compose(TestDirectory.parsed("bob@mars.test"), report, Duration.ofDays(5));
    }

    private Envelope envelope(MailOptions options) {
        return Envelope.from(id, ReversePath.of(TestDirectory.parsed("bob@mars.test")))
                .with(options);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MimeMessage parsed(Message message) throws Exception {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        String text = octets.toString(StandardCharsets.UTF_8);
        assertThat(text.replace("\r\n", "")).as("every line ends CR LF").doesNotContain("\n", "\r");
        try (InputStream in = message.open()) {
            return new MimeMessage(Session.getInstance(new Properties()), in);
        }
    }

    private static String text(Part part) throws Exception {
        try (InputStream in = part.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

package org.stagepost.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.mail.MailOptions.Returned;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.smtp.Extension;
import org.stagepost.smtp.client.Hop.Protocol;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.smtp.server.Terms;
import org.stagepost.smtp.server.TestReceiver;
import org.stagepost.smtp.server.TestServer;

/** The client against our server and against scripted ones; long because each way a server can misbehave is a test. */
class SmtpClientTest {
    private static final Message HELLO = Message.of(Ascii.octets("Subject: hi\r\n\r\n.dot\r\nlast"));
    private static final String PIPELINING = "250-scripted.example\r\n250-PIPELINING\r\n250 8BITMIME";

    @TempDir
    Path folder;

    private final Network network = new Network();
    private final TestReceiver receiver = new TestReceiver();

    @AfterEach
    void close() {
        network.close();
    }

    private static Envelope envelope(String... recipients) throws Exception {
        List<Recipient> to = new ArrayList<>();
        for (String recipient : recipients) to.add(Recipient.of(Address.parse(recipient)));
        return Envelope.from(
                        TraceId.next(Clock.systemUTC(), new SecureRandom()),
                        ReversePath.of(Address.parse("x@example.net")))
                .to(to);
    }

    private SmtpClient open(TestServer server, Security security) throws IOException {
        return SmtpClient.open(
                network,
                Hop.to(Protocol.SMTP, server.endpoint(), "client.example").with(security));
    }

    private SmtpClient open(ScriptedServer server) throws IOException {
        return SmtpClient.open(network, Hop.to(Protocol.SMTP, server.endpoint(), "client.example"));
    }

    private static List<String> replies(Outcome outcome) {
        return outcome.replies().values().stream().map(Reply::toString).toList();
    }

    @Test
    void aMessageArrivesAndTheReplyNamesIt() throws Exception {
        try (TestServer server = new TestServer(TestServer.terms(Dialect.SMTP, folder), receiver);
                SmtpClient client = open(server, Security.NONE)) {
            Outcome outcome = client.send(envelope("ann@example.org", "bob@example.org"), HELLO, Sharing.EACH);
            assertThat(outcome.allPositive()).isTrue();
            TestReceiver.Mail mail = receiver.mails().get(0);
            assertThat(mail.text()).isEqualTo("Subject: hi\r\n\r\n.dot\r\nlast\r\n");
            assertThat(mail.envelope().recipients()).hasSize(2);
            Reply reply = outcome.replies().values().iterator().next();
            assertThat(PeerId.in(reply)).isEqualTo(mail.envelope().trace().text());
            assertThat(client.dialogue())
                    .contains("C: EHLO client.example", "C: MAIL FROM:<x@example.net> SIZE=25", "C: .")
                    .last()
                    .isEqualTo("S: " + reply);
            assertThat(client.isUsable()).isTrue();
            assertThat(client.server()).isEqualTo("mx.example.org [127.0.0.1]");
        }
    }

    @Test
    void eachRecipientHasItsOwnReply() throws Exception {
        try (TestServer server = new TestServer(TestServer.terms(Dialect.SMTP, folder), receiver);
                SmtpClient client = open(server, Security.NONE)) {
            Envelope envelope = envelope("ann@example.org", "nobody@example.org");
            Outcome outcome = client.send(envelope, HELLO, Sharing.EACH);
            assertThat(outcome.of(envelope.recipients().get(0)).positive()).isTrue();
            assertThat(outcome.of(envelope.recipients().get(1))).hasToString("550 5.1.1 no such user");
            assertThat(receiver.mails()).hasSize(1);
            assertThat(client.isUsable()).isTrue();
        }
    }

    @Test
    void allOrNoneSendsNothingWhenOneIsRefused() throws Exception {
        try (TestServer server = new TestServer(TestServer.terms(Dialect.SMTP, folder), receiver);
                SmtpClient client = open(server, Security.NONE)) {
            Outcome outcome =
                    client.send(envelope("ann@example.org", "nobody@example.org"), HELLO, Sharing.ALL_OR_NONE);
            assertThat(replies(outcome))
                    .containsExactly(
                            "451 4.5.0 not sent, because another recipient was refused", "550 5.1.1 no such user");
            assertThat(receiver.mails()).isEmpty();
            assertThat(client.send(envelope("ann@example.org"), HELLO, Sharing.ALL_OR_NONE)
                            .allPositive())
                    .isTrue();
        }
    }

    /** Each of them leaves a transaction open in which a strict server takes no other MAIL. */
    @Test
    void whatWasRefusedAsAWholeIsNotInTheNextMessagesWay() throws Exception {
        for (Dialect dialect : List.of(Dialect.SMTP, Dialect.LMTP)) {
            Protocol protocol = dialect == Dialect.SMTP ? Protocol.SMTP : Protocol.LMTP;
            try (TestServer server = new TestServer(TestServer.terms(dialect, folder), receiver);
                    SmtpClient client =
                            SmtpClient.open(network, Hop.to(protocol, server.endpoint(), "client.example"))) {
                assertThat(replies(client.send(envelope("nobody@example.org"), HELLO, Sharing.EACH)))
                        .containsExactly("550 5.1.1 no such user");
                assertThat(client.send(envelope("ann@example.org"), HELLO, Sharing.EACH)
                                .allPositive())
                        .isTrue();
            }
        }
        for (String hello : List.of("250 plain", PIPELINING)) {
            try (ScriptedServer server = new ScriptedServer(Map.of("EHLO", hello, "DATA", "451 4.3.0 not now"));
                    SmtpClient client = open(server)) {
                assertThat(replies(client.send(envelope("ann@example.org"), HELLO, Sharing.EACH)))
                        .containsExactly("451 4.3.0 not now");
                assertThat(server.heard()).endsWith("DATA", "RSET");
                assertThat(client.isUsable()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLOSE", "what?", "421 4.3.2 bye\r\nCLOSE", "500 5.5.1 no such thing"})
    void aResetThatFailsEndsTheConnectionAndLeavesTheReplies(String reset) throws Exception {
        for (String hello : List.of("250 plain", PIPELINING)) {
            try (ScriptedServer server =
                            new ScriptedServer(Map.of("EHLO", hello, "DATA", "554 5.6.0 never", "RSET", reset));
                    SmtpClient client = open(server)) {
                assertThat(replies(client.send(envelope("ann@example.org"), HELLO, Sharing.EACH)))
                        .containsExactly("554 5.6.0 never");
                assertThat(client.isUsable()).isFalse();
                assertThat(client.isAnswering()).isTrue();
            }
        }
    }

    @Test
    void recipientsBeyondAWindowFollowInTheNext() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of("EHLO", PIPELINING));
                SmtpClient client = open(server)) {
            String[] many = new String[250];
            for (int i = 0; i < many.length; i++) many[i] = "r" + i + "@example.org";
            Outcome outcome = client.send(envelope(many), HELLO, Sharing.EACH);
            assertThat(outcome.replies()).hasSize(250);
            assertThat(outcome.allPositive()).isTrue();
            assertThat(server.heard())
                    .filteredOn(line -> line.startsWith("RCPT"))
                    .hasSize(250);
        }
    }

    @Test
    void lmtpRepliesAreGivenToTheirRecipients() throws Exception {
        try (TestServer server = new TestServer(TestServer.terms(Dialect.LMTP, folder), receiver);
                SmtpClient client =
                        SmtpClient.open(network, Hop.to(Protocol.LMTP, server.endpoint(), "client.example"))) {
            Outcome outcome = client.send(
                    envelope("full@example.org", "nobody@example.org", "ann@example.org"), HELLO, Sharing.EACH);
            assertThat(replies(outcome).get(0)).startsWith("452 4.2.2");
            assertThat(replies(outcome).get(1)).startsWith("550 5.1.1");
            assertThat(replies(outcome).get(2)).startsWith("250 2.0.0 queued as");
        }
    }

    @Test
    void everyOptionOfTheEnvelopeIsPassedOn() throws Exception {
        Terms terms = TestServer.terms(Dialect.SMTP, folder).offering(Extension.DSN, Extension.SMTP_UTF8);
        try (TestServer server = new TestServer(terms, receiver);
                SmtpClient client = open(server, Security.NONE)) {
            MailOptions options = new MailOptions(
                    Body.EIGHT_BIT_MIME, true, false, 0, Optional.of(Returned.HDRS), Optional.of("id+1 x"));
            Recipient recipient = new Recipient(
                    new Address("ann", new Domain("example.org")),
                    Set.of(Notify.FAILURE, Notify.SUCCESS),
                    Optional.of("rfc822;o+1@example.net"));
            Envelope envelope = envelope().with(options).and(recipient);
            assertThat(client.send(envelope, HELLO, Sharing.EACH).allPositive()).isTrue();
            Envelope arrived = receiver.mails().get(0).envelope();
            assertThat(arrived.options())
                    .isEqualTo(new MailOptions(
                            Body.EIGHT_BIT_MIME, true, false, 25, Optional.of(Returned.HDRS), Optional.of("id+1 x")));
            assertThat(arrived.recipients()).containsExactly(recipient);
        }
    }

    @Test
    void tlsIsUsedWhenOfferedAndDemandedWhenRequired() throws Exception {
        Terms terms = TestServer.terms(Dialect.SMTP, folder).with(TestServer.tls(folder));
        Tls any = Tls.opportunistic();
        try (TestServer server = new TestServer(terms, receiver);
                SmtpClient client = open(server, Security.ifOffered(any, Optional.of("localhost")))) {
            assertThat(client.tls()).isPresent();
            assertThat(client.send(envelope("ann@example.org"), HELLO, Sharing.EACH)
                            .allPositive())
                    .isTrue();
            assertThat(receiver.mails().get(0).client().peer().tls()).isPresent();
        }
        try (TestServer server = new TestServer(TestServer.terms(Dialect.SMTP, folder), receiver)) {
            assertThatThrownBy(() -> open(server, Security.always(any, Optional.empty())))
                    .isInstanceOfSatisfying(
                            HopException.class,
                            e -> assertThat(e.reply().toString()).startsWith("454 4.7.5"));
            try (SmtpClient plain = open(server, Security.ifOffered(any, Optional.empty()))) {
                assertThat(plain.tls()).isEmpty();
            }
        }
    }

    @Test
    void q5_aCertificateThatCannotBeCheckedNeverLeadsToPlainTextWhereTlsIsRequired() throws Exception {
        Terms terms = TestServer.terms(Dialect.SMTP, folder).with(TestServer.tls(folder));
        Tls strict = Tls.verifying();
        try (TestServer server = new TestServer(terms, receiver)) {
            assertThatThrownBy(() -> open(server, Security.always(strict, Optional.of("localhost"))))
                    .isInstanceOfSatisfying(
                            HopException.class,
                            e -> assertThat(e.reply().toString()).startsWith("454 4.7.5"));
            try (SmtpClient fallback = open(server, Security.ifOffered(strict, Optional.of("localhost")))) {
                assertThat(fallback.tls()).isEmpty();
            }
        }
    }

    @Test
    void q5_plainTextBehindTheGoAheadIsNotTaken() throws Exception {
        Map<String, String> answers =
                Map.of("EHLO", "250-x\r\n250 STARTTLS", "STARTTLS", "220 go\r\n250-evil\r\n250 AUTH PLAIN");
        try (ScriptedServer server = new ScriptedServer(answers)) {
            Hop hop = Hop.to(Protocol.SMTP, server.endpoint(), "client.example")
                    .with(Security.always(Tls.opportunistic(), Optional.empty()));
            assertThatThrownBy(() -> SmtpClient.open(network, hop)).isInstanceOf(HopException.class);
            assertThat(server.heard()).containsExactly("EHLO client.example", "STARTTLS");
        }
    }

    @Test
    void aSecretProvesUsAndNeverShows() throws Exception {
        Terms terms = TestServer.terms(Dialect.SMTP, folder).demanding(TestServer.mechanisms(InClear.ON_LOOPBACK));
        try (TestServer server = new TestServer(terms, receiver)) {
            Hop hop = Hop.to(Protocol.SMTP, server.endpoint(), "client.example");
            try (SmtpClient client = SmtpClient.open(network, hop.as(new Credentials("ann", "pass")))) {
                assertThat(client.send(envelope("ann@example.org"), HELLO, Sharing.EACH)
                                .allPositive())
                        .isTrue();
                assertThat(client.dialogue()).contains("C: AUTH PLAIN ***");
            }
            assertThatThrownBy(() -> SmtpClient.open(network, hop.as(new Credentials("ann", "wrong"))))
                    .isInstanceOfSatisfying(
                            HopException.class,
                            e -> assertThat(e.reply().toString()).startsWith("535 5.7.8"));
            assertThat(new Credentials("ann", "canary")).hasToString("ann");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GREETING|554 5.7.1 go away|554 5.7.1 go away",
                "GREETING|421 4.7.0 later|421 4.7.0 later",
                "GREETING|hello|451 4.5.0",
                "GREETING|099 x|451 4.5.0",
                "GREETING|999 x|451 4.5.0",
                "GREETING|CLOSE|451 4.4.2",
                "EHLO|354 x|451 4.5.0",
            })
    void q2_aServerThatIsNoneLetsTheMessageWait(String word, String answer, String reply) throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of(word, answer))) {
            assertThatThrownBy(() -> open(server))
                    .isInstanceOfSatisfying(
                            HopException.class,
                            e -> assertThat(e.reply().toString()).startsWith(reply));
        }
    }

    @Test
    void q2_repliesAreBounded() throws Exception {
        String endless = "250-x\r\n".repeat(10_000) + "250 x";
        String wide = "250 " + "x".repeat(1 << 20);
        for (String mail : List.of(endless, wide, "250-ok\r\n550 no", "250 a\nb", "250 a\0b")) {
            try (ScriptedServer server = new ScriptedServer(Map.of("MAIL", mail));
                    SmtpClient client = open(server)) {
                Outcome outcome = client.send(envelope("ann@example.org"), HELLO, Sharing.EACH);
                assertThat(replies(outcome)).allMatch(reply -> reply.startsWith("451 4."));
                assertThat(client.isUsable()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RCPT=250 ok\r\n250 twice",
                "RCPT=354 go",
                "MAIL=250 ok\r\n250 early",
                "DATA=354 go\r\n250 taken already",
                "DATA=250 ok",
                ".=250 ok\r\n250 once more",
                ".=354 more",
            })
    void q3_q4_onceRepliesDoNotFitNobodysCounts(String rule) throws Exception {
        String[] parts = rule.split("=", 2);
        for (String hello : List.of("250 plain", PIPELINING)) {
            try (ScriptedServer server = new ScriptedServer(Map.of("EHLO", hello, parts[0], parts[1]));
                    SmtpClient client = open(server)) {
                Outcome outcome = client.send(envelope("ann@example.org", "bob@example.org"), HELLO, Sharing.EACH);
                assertThat(replies(outcome)).as(hello).allMatch(reply -> reply.startsWith("451 4."));
                assertThat(client.isUsable()).isFalse();
            }
        }
    }

    /** The extra reply makes each that follows look like the one to the next command, whenever it comes. */
    @Test
    void q3_aReplyMoreThanCommandsRefusesNobody() throws Exception {
        Map<String, String> answers = Map.of(
                "EHLO", PIPELINING, "MAIL", "250 ok\r\n250 more", "RCPT", "550 5.1.1 nobody", "DATA", "354 go ahead");
        for (int round = 0; round < 20; round++) {
            try (ScriptedServer server = new ScriptedServer(answers);
                    SmtpClient client = open(server)) {
                Outcome outcome = client.send(envelope("ann@example.org", "bob@example.org"), HELLO, Sharing.EACH);
                assertThat(replies(outcome)).allMatch(reply -> reply.startsWith("451 4."));
                assertThat(client.isUsable()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"what", "354 once more", "250 2.0.0 fine\r\n250 2.0.0 fine", "99 luft"})
    void q1_q4_anEndThatIsAnsweredWithNonsenseMayMeanTwice(String nonsense) throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of(".", nonsense));
                SmtpClient client = open(server)) {
            Outcome outcome = client.send(envelope("ann@example.org"), HELLO, Sharing.EACH);
            assertThat(replies(outcome)).allMatch(reply -> reply.startsWith("451 4.4.2") && reply.contains("twice"));
            assertThat(client.mayComeTwice()).isTrue();
        }
    }

    @Test
    void q4_aRefusalBehindTheMessageIsItsReply() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of(".", "554 5.6.0 not this one"));
                SmtpClient client = open(server)) {
            assertThat(replies(client.send(envelope("ann@example.org"), HELLO, Sharing.EACH)))
                    .containsExactly("554 5.6.0 not this one");
            assertThat(client.isUsable()).isTrue();
        }
    }

    @Test
    void q4_lmtpRepliesThatAreMissingLeaveTheirRecipientsWaiting() throws Exception {
        Map<String, String> answers = Map.of(".", "250 2.1.5 one\r\nCLOSE");
        try (ScriptedServer server = new ScriptedServer(answers);
                SmtpClient client =
                        SmtpClient.open(network, Hop.to(Protocol.LMTP, server.endpoint(), "client.example"))) {
            List<String> replies =
                    replies(client.send(envelope("ann@example.org", "bob@example.org"), HELLO, Sharing.EACH));
            assertThat(replies.get(0)).isEqualTo("250 2.1.5 one");
            assertThat(replies.get(1)).startsWith("451 4.4.2").contains("may come twice");
        }
    }

    @Test
    void q1_silenceBehindTheMessageIsTold() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of(".", "CLOSE"));
                SmtpClient client = open(server)) {
            assertThat(replies(client.send(envelope("ann@example.org"), HELLO, Sharing.EACH)))
                    .allMatch(reply -> reply.startsWith("451 4.4.2") && reply.contains("may come twice"));
        }
    }

    @Test
    void aFarewellInsteadOfAReplyIsTheReason() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of("MAIL", "421 4.3.2 closing\r\nCLOSE"));
                SmtpClient client = open(server)) {
            assertThat(replies(client.send(envelope("ann@example.org"), HELLO, Sharing.EACH)))
                    .containsExactly("421 4.3.2 closing");
        }
    }

    @Test
    void dataThatWentAlongInVainIsEndedEmpty() throws Exception {
        Map<String, String> answers = new HashMap<>(Map.of("EHLO", PIPELINING, "RCPT", "550 5.1.1 no"));
        try (ScriptedServer server = new ScriptedServer(answers);
                SmtpClient client = open(server)) {
            assertThat(replies(client.send(envelope("ann@example.org"), HELLO, Sharing.EACH)))
                    .containsExactly("550 5.1.1 no");
            assertThat(server.heard())
                    .containsExactly(
                            "EHLO client.example",
                            "MAIL FROM:<x@example.net>",
                            "RCPT TO:<ann@example.org>",
                            "DATA",
                            ".");
            assertThat(client.isUsable()).isTrue();
        }
    }

    @Test
    void aMessageThatCannotBeReadToItsEndIsNeverEndedByADot() throws Exception {
        Message torn = new Message() {
            @Override
            public long size() {
                return 100;
            }

            @Override
            public java.io.InputStream open() throws IOException {
                throw new IOException("gone");
            }
        };
        try (ScriptedServer server = new ScriptedServer(Map.of());
                SmtpClient client = open(server)) {
            assertThat(replies(client.send(envelope("ann@example.org"), torn, Sharing.EACH)))
                    .allMatch(reply -> reply.startsWith("451 4.3.0"));
            assertThat(server.heard()).doesNotContain(".");
        }
    }

    @Test
    void whatTheNextServerCannotTakeIsSaidBeforeItIsSent() throws Exception {
        Message eightBit = Message.of("Subject: \u00e9\r\n\r\nx".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        MailOptions utf8 = new MailOptions(Body.SEVEN_BIT, true, false, 0, Optional.empty(), Optional.empty());
        MailOptions eight = new MailOptions(Body.EIGHT_BIT_MIME, false, false, 0, Optional.empty(), Optional.empty());
        MailOptions tls = new MailOptions(Body.SEVEN_BIT, false, true, 0, Optional.empty(), Optional.empty());
        try (ScriptedServer server = new ScriptedServer(Map.of("EHLO", "250-x\r\n250 SIZE 20"));
                SmtpClient client = open(server)) {
            Envelope plain = envelope("ann@example.org");
            assertThat(replies(client.send(plain, HELLO, Sharing.EACH)).get(0)).startsWith("552 5.3.4");
            Message small = Message.of(new byte[] {'x'});
            assertThat(replies(client.send(plain.with(eight), small, Sharing.EACH))
                            .get(0))
                    .startsWith("554 5.6.3");
            assertThat(replies(client.send(plain.with(tls), small, Sharing.EACH))
                            .get(0))
                    .startsWith("550 5.7.30");
            assertThat(replies(client.send(plain.with(utf8), eightBit, Sharing.EACH))
                            .get(0))
                    .startsWith("554 5.6.9");
            Envelope international = envelope().and(Recipient.of(new Address("j\u00f6rg", new Domain("example.org"))));
            assertThat(replies(client.send(international, small, Sharing.EACH)).get(0))
                    .startsWith("553 5.6.7");
            assertThat(client.send(plain.with(utf8), small, Sharing.EACH).allPositive())
                    .isTrue();
        }
    }

    @Test
    void whoNeedsSmtpUtf8IsNotInTheWayOfThoseWhoDoNot() throws Exception {
        Recipient ann = Recipient.of(new Address("ann", new Domain("example.org")));
        Recipient jorg = Recipient.of(new Address("j\u00f6rg", new Domain("example.org")));
        try (ScriptedServer server = new ScriptedServer(Map.of("EHLO", PIPELINING));
                SmtpClient client = open(server)) {
            Envelope mixed = envelope().to(List.of(jorg, ann));
            Outcome each = client.send(mixed, HELLO, Sharing.EACH);
            assertThat(each.of(jorg).toString()).startsWith("553 5.6.7");
            assertThat(each.of(ann).positive()).isTrue();
            assertThat(server.heard())
                    .filteredOn(line -> line.startsWith("RCPT"))
                    .containsExactly("RCPT TO:<ann@example.org>");
            int said = server.heard().size();
            Outcome none = client.send(mixed, HELLO, Sharing.ALL_OR_NONE);
            assertThat(replies(none).get(0)).startsWith("553 5.6.7");
            assertThat(replies(none).get(1)).startsWith("451 4.5.0");
            assertThat(replies(client.send(envelope().to(List.of(jorg)), HELLO, Sharing.EACH)))
                    .allMatch(reply -> reply.startsWith("553 5.6.7"));
            assertThat(server.heard()).hasSize(said);
        }
    }

    /** An alias of plain letters may lead to an address that has others. */
    @Test
    void smtpUtf8IsAskedForWhereAnAddressNeedsIt() throws Exception {
        Recipient jorg = new Recipient(
                new Address("j\u00f6rg", new Domain("example.org")),
                Set.of(),
                Optional.of("utf-8;\u00fc+x@example.net"));
        String hello = "250-x\r\n250-DSN\r\n250 SMTPUTF8";
        try (ScriptedServer server = new ScriptedServer(Map.of("EHLO", hello));
                SmtpClient client = open(server)) {
            assertThat(client.send(envelope().to(List.of(jorg)), HELLO, Sharing.EACH)
                            .allPositive())
                    .isTrue();
            assertThat(client.ask(envelope(), jorg).positive()).isTrue();
            String rcpt = octets("RCPT TO:<j\u00f6rg@example.org> ORCPT=utf-8;\u00fc\\x{2B}x@example.net");
            assertThat(server.heard())
                    .contains("MAIL FROM:<x@example.net> SMTPUTF8")
                    .filteredOn(rcpt::equals)
                    .hasSize(2);
        }
        try (ScriptedServer server = new ScriptedServer(Map.of("EHLO", "250-x\r\n250 DSN"));
                SmtpClient client = open(server)) {
            Recipient ann = jorg.at(new Address("ann", new Domain("example.org")));
            assertThat(client.send(envelope().to(List.of(ann)), HELLO, Sharing.EACH)
                            .allPositive())
                    .isTrue();
            assertThat(server.heard()).contains("RCPT TO:<ann@example.org> ORCPT=utf-8;\\x{FC}\\x{2B}x@example.net");
        }
    }

    private static String octets(String text) {
        return new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nRCPT TO:<x", "a\nb", "a\0b", "\ud83d", "\udc00a", "a\u007f"})
    void q8_noAddressEverBreaksTheLine(String localPart) throws Exception {
        Map<String, String> answers = Map.of("EHLO", "250-x\r\n250 SMTPUTF8");
        try (ScriptedServer server = new ScriptedServer(answers);
                SmtpClient client = open(server)) {
            Envelope envelope = envelope().and(Recipient.of(new Address(localPart, new Domain("example.org"))));
            assertThat(replies(client.send(envelope, HELLO, Sharing.EACH)))
                    .allMatch(reply -> reply.startsWith("553 5.1.3"));
            assertThat(server.heard()).noneMatch(line -> line.startsWith("RCPT"));
        }
    }

    @Test
    void q8_lettersOutsideAsciiGoOutAsUtf8() throws Exception {
        Terms terms = TestServer.terms(Dialect.SMTP, folder).offering(Extension.SMTP_UTF8);
        try (TestServer server = new TestServer(terms, receiver);
                SmtpClient client = open(server, Security.NONE)) {
            MailOptions utf8 = new MailOptions(Body.SEVEN_BIT, true, false, 0, Optional.empty(), Optional.empty());
            Envelope envelope = envelope("ann@example.org").with(utf8);
            Envelope from = new Envelope(
                    envelope.trace(),
                    ReversePath.of(new Address("\u760d\u760a", new Domain("example.net"))),
                    utf8,
                    Optional.empty(),
                    envelope.recipients());
            assertThat(client.send(from, HELLO, Sharing.EACH).allPositive()).isTrue();
            assertThat(receiver.mails().get(0).envelope().from()).isEqualTo(from.from());
        }
    }
}

package org.stagepost.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.net.Network;
import org.stagepost.smtp.client.Hop.Protocol;

/** Servers that tell their limits (RFC 9422). */
class PortionsTest {
    private static final Message HELLO = Message.of(Ascii.octets("Subject: hi\r\n\r\nx\r\n"));

    private final Network network = new Network();

    @AfterEach
    void close() {
        network.close();
    }

    private static Envelope envelope(String... recipients) throws Exception {
        Envelope envelope = Envelope.from(
                TraceId.next(Clock.systemUTC(), new SecureRandom()), ReversePath.of(Address.parse("x@example.net")));
        for (String recipient : recipients) envelope = envelope.and(Recipient.of(Address.parse(recipient)));
        return envelope;
    }

    private SmtpClient open(ScriptedServer server) throws Exception {
        return SmtpClient.open(network, Hop.to(Protocol.SMTP, server.endpoint(), "client.example"));
    }

    private static String hello(String limits) {
        return "250-x\r\n250-PIPELINING\r\n250 LIMITS " + limits;
    }

    @ParameterizedTest
    @CsvSource({
        "RCPTMAX=2, 3",
        "rcptmax=3 MAILMAX=9, 2",
        "RCPTMAX=0, 1",
        "RCPTMAX=-2, 1",
        "RCPTMAX=9999999999, 1",
        "RCPTMAX, 1",
        "X=1 RCPTMAX=4, 2",
        "RCPTDOMAINMAX=1, 3",
        "RCPTDOMAINMAX=2, 2",
    })
    void aMessageGoesInAsManyTransactionsAsItTakes(String limits, int transactions) throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of("EHLO", hello(limits)));
                SmtpClient client = open(server)) {
            Envelope envelope = envelope("a@one.test", "b@one.test", "c@two.test", "d@two.test", "e@three.test");
            Outcome outcome = client.send(envelope, HELLO, Sharing.EACH);
            assertThat(outcome.allPositive()).isTrue();
            assertThat(outcome.replies().keySet()).containsExactlyElementsOf(envelope.recipients());
            assertThat(server.heard())
                    .filteredOn(line -> line.startsWith("MAIL"))
                    .hasSize(transactions);
            assertThat(client.isUsable()).isTrue();
        }
    }

    @Test
    void aSessionEndsWhereItsLimitIs() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of("EHLO", hello("MAILMAX=2 RCPTMAX=1")));
                SmtpClient client = open(server)) {
            List<Reply> replies =
                    List.copyOf(client.send(envelope("a@one.test", "b@one.test", "c@one.test"), HELLO, Sharing.EACH)
                            .replies()
                            .values());
            assertThat(replies.get(0).positive()).isTrue();
            assertThat(replies.get(1).positive()).isTrue();
            assertThat(replies.get(2).toString()).startsWith("452 4.5.3");
            assertThat(client.isUsable()).isFalse();
            assertThat(client.isAnswering()).isTrue();
        }
    }

    /** A "not at this point" is about the connection, and no reason to give the recipients of that portion up. */
    @Test
    void aServerThatLosesStepBetweenPortionsIsNoRefusal() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of("EHLO", hello("RCPTMAX=1")));
                SmtpClient client = open(server)) {
            Message confusing = new Message() {
                @Override
                public long size() {
                    return HELLO.size();
                }

                @Override
                public InputStream open() throws IOException {
                    server.confuse();
                    return HELLO.open();
                }
            };
            List<Reply> replies = List.copyOf(client.send(envelope("a@one.test", "b@one.test"), confusing, Sharing.EACH)
                    .replies()
                    .values());
            assertThat(replies.get(0).positive()).isTrue();
            assertThat(replies.get(1).toString()).startsWith("452 4.5.3");
            assertThat(client.isAnswering()).isTrue();
        }
    }

    /** What a server has taken in one transaction is not sent again because it leaves in the next. */
    @Test
    void whatWasTakenStaysTakenWhenTheNextPortionFails() throws Exception {
        Map<String, String> answers = Map.of("EHLO", hello("RCPTMAX=1"), ".", "250 ok\r\n421 4.3.2 bye\r\nCLOSE");
        try (ScriptedServer server = new ScriptedServer(answers);
                SmtpClient client = open(server)) {
            List<Reply> replies = List.copyOf(client.send(envelope("a@one.test", "b@one.test"), HELLO, Sharing.EACH)
                    .replies()
                    .values());
            assertThat(replies.get(0).positive()).isTrue();
            assertThat(replies.get(1).temporary()).isTrue();
            assertThat(client.isAnswering()).isTrue();
        }
    }
}

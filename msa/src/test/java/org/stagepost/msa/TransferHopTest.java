package org.stagepost.msa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Domain;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.net.Network;
import org.stagepost.smtp.Extension;
import org.stagepost.smtp.server.Allowance;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.smtp.server.Terms;
import org.stagepost.smtp.server.TestReceiver;
import org.stagepost.smtp.server.TestServer;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Stage;

/** Submission and transfer in two processes: the arrow between them is a wire. */
class TransferHopTest {
    @TempDir
    Path folder;

    @Test
    void messagesGoOnOverASocketAndBothSidesCanBeJoined() throws Exception {
        Endpoint socket = new Endpoint.Unix(folder.resolve("mta"));
        TestReceiver mta = new TestReceiver();
        List<TraceEvent> events = new CopyOnWriteArrayList<>();
        Reporter reporter = new Reporter(events::add, Clock.systemUTC(), Stage.MSA, "msa.example.org");
        var terms =
                TestServer.terms(Dialect.SMTP, folder).with(Allowance.TRUSTED).offering(Extension.AUTH);
        try (Network network = new Network();
                TestServer transfer = new TestServer(terms, mta, socket, Duration.ofSeconds(20))) {
            TransferHop hop = new TransferHop(network, config(transfer.endpoint()), reporter, Post.CLOCK);
            try (Post post = new Post(folder, hop);
                    Wire wire = post.ann()) {
                wire.ask("MAIL FROM:<ann@example.org>");
                assertThat(wire.ask("RCPT TO:<nobody@example.org>")).isEqualTo("550 5.1.1 no such user");
                assertThat(wire.ask("RCPT TO:<bob@example.org>", "DATA")).startsWith("354 ");
                assertThat(wire.send("From: ann@example.org\r\n\r\nx\r\n.\r\n").reply())
                        .startsWith("250 2.0.0 queued as ");
            }
            hop.stop();
        }
        TestReceiver.Mail mail = mta.mails().get(0);
        assertThat(mail.text()).contains(" with\r\n ESMTPSA id ");
        assertThat(events.get(0).peerId()).isEqualTo(mail.envelope().trace().text());
        assertThat(mail.text()).contains(events.get(0).id().text());
        assertThat(mail.envelope().login())
                .as("whoever runs the queue can see whose it is")
                .hasValue("ann@example.org");
    }

    @Test
    void theTimesOfTheSenderGoOnOrHeIsToldThatTheyCannot() throws Exception {
        TestReceiver mta = new TestReceiver();
        Endpoint socket = new Endpoint.Unix(folder.resolve("mta2"));
        Terms plain = TestServer.terms(Dialect.SMTP, folder).with(Allowance.TRUSTED);
        Terms timed = plain.with(new Terms.Limit(1 << 20, 100, Duration.ofDays(10_000)))
                .offering(Extension.DELIVER_BY);
        Reporter reporter = new Reporter(event -> {}, Clock.systemUTC(), Stage.MSA, "msa.example.org");
        try (Network network = new Network()) {
            assertThat(timed(network, reporter, timed, socket, mta)).startsWith("250 ");
            assertThat(timed(network, reporter, plain, socket, mta)).startsWith("554 5.3.3 ");
        }
        assertThat(mta.mails()).hasSize(1);
        assertThat(mta.mails().get(0).envelope().options().by())
                .hasValueSatisfying(by -> assertThat(by).hasToString("120;N"));
        assertThat(mta.mails().get(0).envelope().options().hold())
                .hasValueSatisfying(hold -> assertThat(hold).hasToString("for;60"));
    }

    private String timed(Network network, Reporter reporter, Terms terms, Endpoint socket, TestReceiver mta)
            throws Exception {
        try (TestServer transfer = new TestServer(terms, mta, socket, Duration.ofSeconds(20))) {
            TransferHop hop = new TransferHop(network, config(transfer.endpoint()), reporter, Post.CLOCK);
            try (Post post = new Post(folder, hop);
                    Wire wire = post.ann()) {
                wire.ask("MAIL FROM:<ann@example.org> BY=120;N HOLDFOR=60");
                String reply = wire.ask("RCPT TO:<bob@example.org>");
                return reply.startsWith("250 ") && wire.ask("DATA").startsWith("354 ")
                        ? wire.send("From: ann@example.org\r\n\r\nx\r\n.\r\n").reply()
                        : reply;
            } finally {
                hop.stop();
            }
        }
    }

    private MsaConfig config(Endpoint next) {
        return new MsaConfig(
                new Domain("msa.example.org"),
                List.of(),
                List.of(),
                List.of(),
                Limits.DEFAULT,
                20,
                new MsaConfig.Limit(1 << 20, 100, new MsaConfig.Hold(Duration.ZERO, 1, 1)),
                new Allotment(10, 10, 10, 10, 10),
                List.of(),
                next,
                Optional.empty(),
                folder,
                folder);
    }
}

package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;
import org.stagepost.smtp.client.Credentials;
import org.stagepost.smtp.client.Hop;
import org.stagepost.smtp.client.Security;
import org.stagepost.smtp.client.Sharing;
import org.stagepost.smtp.client.SmtpClient;

/** The listener for our own submission stage, as that stage finds it from another machine. */
class SubmissionHopTest {
    @TempDir
    Path folder;

    private World world;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, folder);
        world.dns.serve("venus.test MX 10 mx.venus.test\n");
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    /** What the submission stage on another machine does: both sides prove the secret, bound to the TLS between them. */
    @Test
    void a6_ourStageProvesItsSecretUnderTlsWithoutSayingIt() throws Exception {
        world.set("[mta.routes]\n\"venus.test\" = \"hold\"");
        world.startForRelaying();
        try (Network network = new Network()) {
            int port = world.submissionAddress().getPort();
            Hop hop = Hop.to(Hop.Protocol.SMTP, new Endpoint.Tcp("127.0.0.1", port), "msa.mars.test")
                    .with(Security.always(Tls.opportunistic(), Optional.empty()));
            try (SmtpClient client = SmtpClient.open(network, hop.as(new Credentials("msa", "secret")))) {
                assertThat(client.dialogue()).contains("C: AUTH SCRAM-SHA-256-PLUS ***");
                Envelope envelope = Envelope.from(TraceId.next(world.clock, new Random()), ReversePath.NULL)
                        .and(Recipient.of(TestDirectory.parsed("bob@venus.test")));
                assertThat(client.ask(envelope, envelope.recipients().getFirst())
                                .code())
                        .isEqualTo(250);
                Envelope hers = envelope.by("ann@mars.test");
                client.send(hers, Message.of(new byte[] {'x', '\r', '\n'}), Sharing.EACH);
                assertThat(logins()).as("nobody has told").containsExactly("msa");
            }
            Hop telling = hop.tellingLogins().as(new Credentials("msa", "secret"));
            try (SmtpClient client = SmtpClient.open(network, telling)) {
                Envelope hers = Envelope.from(TraceId.next(world.clock, new Random()), ReversePath.NULL)
                        .by("ann@mars.test")
                        .and(Recipient.of(TestDirectory.parsed("bob@venus.test")));
                client.send(hers, Message.of(new byte[] {'x', '\r', '\n'}), Sharing.EACH);
                assertThat(logins()).contains("ann@mars.test");
            }
            assertThatThrownBy(() -> SmtpClient.open(network, hop.as(new Credentials("msa", "wrong"))))
                    .hasMessageContaining("535 5.7.8");
            assertThatThrownBy(() -> SmtpClient.open(network, hop.as(new Credentials("asm", "secret"))))
                    .hasMessageContaining("535 5.7.8");
        }
    }

    /** Between two stages on one machine TLS would hide nothing from anybody; strangers hear no such promise (RFC 8689). */
    @Test
    void onOneMachineWhatRequiresTlsMayComeWithout() throws Exception {
        world.startForRelaying();
        assertThat(offered(new Wire(world.submissionAddress()))).contains("REQUIRETLS");
        assertThat(offered(new Wire(world.address()))).contains("STARTTLS").doesNotContain("REQUIRETLS");
    }

    private static List<String> offered(Wire wire) throws IOException {
        try (wire) {
            wire.reply();
            wire.send("EHLO msa.mars.test\r\n");
            List<String> lines = new ArrayList<>();
            do lines.add(wire.line());
            while (lines.getLast().startsWith("250-"));
            lines.replaceAll(line -> line.substring("250-".length()));
            return lines;
        }
    }

    private List<String> logins() {
        return world.waiting().stream()
                .map(item -> item.entry().envelope().login().orElse(""))
                .toList();
    }
}

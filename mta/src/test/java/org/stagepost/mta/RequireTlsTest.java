package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Reply;
import org.stagepost.mail.TlsWish;
import org.stagepost.net.SelfSigned;
import org.stagepost.net.Tls;
import org.stagepost.smtp.Extension;
import org.stagepost.smtp.server.Dialect;

/** Mail that may go nowhere without TLS, and mail that would rather go without than not at all (RFC 8689). */
class RequireTlsTest {
    private static final String RECORDS = """
        venus.test MX 10 mx.venus.test
        mx.venus.test A 127.0.0.3
        pluto.test MX 10 mx.pluto.test
        mx.pluto.test A 127.0.0.4
        saturn.test MX 10 mx.venus.test
        """;

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private World world;
    private Tls tls;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, keys);
        world.dns.serve(RECORDS);
        Path certificate = keys.resolve("hosts.pem");
        Path key = keys.resolve("hosts.key");
        try (RealDisk disk = new RealDisk()) {
            if (!Files.exists(certificate))
                new SelfSigned(disk, certificate, key).write(List.of("mx.venus.test", "relay.test"), Clock.systemUTC());
        }
        tls = Tls.server(certificate, key);
        world.set("mta.tls-authorities = \"" + certificate + "\"");
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    @Test
    void aHostThatIsProvedAndPromisesItGetsTheMessageAndTheDemand() throws Exception {
        OtherHost venus = world.host(3, terms -> terms.with(tls).offering(Extension.REQUIRE_TLS));
        world.startForRelaying();

        relay("REQUIRETLS", "", "bob@venus.test");
        relay("", "", "bob@venus.test");

        until("both are there", () -> venus.letters().size() == 2);
        assertThat(venus.letters()).allMatch(letter -> letter.protocol().equals("ESMTPS"));
        assertThat(venus.letters())
                .extracting(letter -> letter.envelope().options().requireTls())
                .containsExactlyInAnyOrder(true, false);
        assertThat(world.waiting()).isEmpty();
        assertThat(world.mailboxes.delivered()).isEmpty();
    }

    @Test
    void aHostThatPromisesNothingDoesNotGetItAndTheReportHasNoBody() throws Exception {
        OtherHost venus = world.host(3, terms -> terms.with(tls));
        world.startForRelaying();

        relay("REQUIRETLS RET=FULL", "", "bob@venus.test");

        until("ann is told", () -> world.mailboxes.delivered().size() == 1);
        assertThat(world.mailboxes.delivered().getFirst())
                .startsWith("ann@mars.test: ")
                .contains("\r\nStatus: 5.7.30\r\n")
                .contains("Content-Type: text/rfc822-headers\r\n")
                .doesNotContain("\r\ntext\r\n");
        assertThat(world.waiting()).isEmpty();
        assertThat(venus.letters()).isEmpty();
    }

    @Test
    void q6_ofHostsThatPromiseNothingTwoAreAsked() throws Exception {
        world.dns.serve(RECORDS + "mx.venus.test A 127.0.0.4\nmx.venus.test A 127.0.0.5\n");
        List<OtherHost> hosts = new ArrayList<>();
        for (int x = 3; x <= 5; x++) hosts.add(world.host(x, terms -> terms.with(tls)));
        world.startForRelaying();

        relay("REQUIRETLS", "", "bob@venus.test");

        until("ann is told", () -> world.mailboxes.delivered().size() == 1);
        assertThat(hosts.stream().mapToInt(OtherHost::connections).sum()).isEqualTo(2);
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void withoutTlsOrWithACertificateOfSomebodyElseItComesBack() throws Exception {
        OtherHost venus = world.host(3, terms -> terms.offering(Extension.REQUIRE_TLS));
        OtherHost pluto = world.host(4, terms -> terms.with(tls).offering(Extension.REQUIRE_TLS));
        world.startForRelaying();

        relay("REQUIRETLS", "", "bob@venus.test", "eve@pluto.test");

        until("ann is told", () -> world.mailboxes.delivered().toString().split("Status: 5.7.10", -1).length == 3);
        assertThat(world.waiting()).isEmpty();
        assertThat(venus.letters()).isEmpty();
        assertThat(pluto.letters()).isEmpty();

        relay("", "", "eve@pluto.test");
        until("what does not require it goes", () -> pluto.letters().size() == 1);
    }

    @Test
    void theNameOfAMailHostElsewhereIsNobodysWord() throws Exception {
        OtherHost venus = world.host(3, terms -> terms.with(tls).offering(Extension.REQUIRE_TLS));
        world.startForRelaying();

        relay("REQUIRETLS", "", "bob@saturn.test");

        until("ann is told", () -> world.mailboxes.delivered().size() == 1);
        assertThat(world.mailboxes.delivered().getFirst()).contains("\r\nStatus: 5.7.30\r\n");
        assertThat(venus.connections()).isZero();
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void aHostThatCannotBeReachedIsTriedAgain() throws Exception {
        OtherHost venus = world.host(3);
        venus.close();
        world.startForRelaying();

        relay("REQUIRETLS", "", "bob@venus.test");

        assertThat(world.waiting()).hasSize(1);
        assertThat(world.mailboxes.delivered()).isEmpty();
    }

    @Test
    void ourOwnMailboxesAreFineAndSoIsDeliveryBehindLmtp() throws Exception {
        OtherHost delivery = world.delivery();
        world.startForRelaying();

        relay("REQUIRETLS", "", "joe@mars.test");

        until("joe has it", () -> delivery.letters().size() == 1);
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void aSmartHostIsCheckedThen() throws Exception {
        OtherHost relay = world.elsewhere(Dialect.SMTP, terms -> terms.with(tls).offering(Extension.REQUIRE_TLS));
        world.dns.serve(RECORDS + "\nrelay.test A 127.0.0.1\nwrong.test A 127.0.0.1\n");
        world.set("[mta.routes]\n\"venus.test\" = \"smtp:relay.test:" + relay.port()
                + "\"\n\"pluto.test\" = \"smtp:wrong.test:" + relay.port() + "\"");
        world.startForRelaying();

        relay("REQUIRETLS", "", "bob@venus.test");
        until("the one whose name is right has it", () -> relay.letters().size() == 1);
        relay("REQUIRETLS", "", "eve@pluto.test");

        until("ann is told", () -> world.mailboxes.delivered().size() == 1);
        assertThat(world.mailboxes.delivered().getFirst())
                .contains("Final-Recipient: rfc822; eve@pluto.test\r\nAction: failed\r\nStatus: 5.7.10\r\n");
        assertThat(relay.letters().getFirst().envelope().options().requireTls()).isTrue();
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void aConnectionThatIsKeptToAHostThatPromisesNothingIsNoWay() throws Exception {
        OtherHost relay = world.elsewhere(Dialect.SMTP, terms -> terms.with(tls));
        world.dns.serve(RECORDS + "\nrelay.test A 127.0.0.1\n");
        world.set("[[mta.smart-hosts]]\nname = \"relay\"\nhosts = [\"relay.test:" + relay.port()
                + "\"]\ntls = \"verified\"\nauthorities = \"" + keys.resolve("hosts.pem") + "\"");
        world.startForRelaying();

        relay("", "", "bob@venus.test");
        until("the usual goes", () -> relay.letters().size() == 1);
        assertThat(relay.letters().getFirst().protocol()).isEqualTo("ESMTPS");
        relay("REQUIRETLS", "", "bob@venus.test");

        until("ann is told", () -> world.mailboxes.delivered().size() == 1);
        assertThat(world.mailboxes.delivered().getFirst()).contains("\r\nStatus: 5.7.30\r\n");
        assertThat(relay.letters()).hasSize(1);
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void theReportGoesOnUnderTheSameDemandAndRatherWithoutThanNot() throws Exception {
        OtherHost venus = world.host(3, terms -> terms.with(tls).offering(Extension.REQUIRE_TLS));
        OtherHost pluto = world.host(4);
        venus.reply("bob@venus.test", Reply.of(550, "5.1.1", "who?"));
        world.startForRelaying();

        relayFrom("sue@venus.test", "REQUIRETLS", "bob@venus.test");
        relayFrom("eve@pluto.test", "REQUIRETLS", "bob@venus.test");

        until("both are told", () -> venus.letters().size() + pluto.letters().size() == 2);
        assertThat(venus.letters().getFirst().envelope().options().requireTls()).isTrue();
        assertThat(pluto.letters().getFirst().protocol()).isEqualTo("ESMTP");
        assertThat(world.waiting()).isEmpty();
    }

    @Test
    void aHeaderFieldThatSaysNoIsKeptInTheQueueUnlessTheEnvelopeSaysMore() throws Exception {
        OtherHost venus = world.host(3);
        venus.reply("bob@venus.test", Reply.of(450, "4.2.1", "not now"));
        world.startForRelaying();
        relay("", "TLS-Required: No\r\n", "bob@venus.test");
        assertThat(wishOfWhatWaits()).isEqualTo(TlsWish.OPTIONAL);
        assertThat(Files.readString(world.queueFiles().getFirst()))
                .as("what older servers would read as a demand")
                .contains("\ntls optional\n")
                .doesNotContain("requiretls");
        world.stop();
        world.start();
        until("it is read", world::queueIsKnown);
        assertThat(wishOfWhatWaits()).isEqualTo(TlsWish.OPTIONAL);
        venus.heal();
        world.retry();
        until("it is there", () -> venus.letters().size() == 1);
        assertThat(venus.letters().getFirst().text()).contains("TLS-Required: No\r\n");
        assertThat(world.waiting()).isEmpty();

        venus.reply("bob@venus.test", Reply.of(450, "4.2.1", "not now"));
        relay("", "TLS-Required: No\r\nTLS-Required: No\r\n", "bob@venus.test");
        assertThat(wishOfWhatWaits()).isEqualTo(TlsWish.USUAL);
    }

    @Test
    void withoutTlsNobodyCanAskForIt() throws Exception {
        world.startForRelaying();
        try (Wire wire = world.client()) {
            assertThat(wire.ask("MAIL FROM:<eve@pluto.test> REQUIRETLS")).startsWith("555 5.5.4 ");
            assertThat(wire.ask("STARTTLS")).startsWith("220 ");
            wire.startTls();
            wire.ask("EHLO client.example");
            assertThat(wire.ask("MAIL FROM:<eve@pluto.test> REQUIRETLS=yes")).startsWith("501 5.5.4 ");
            assertThat(wire.ask("MAIL FROM:<eve@pluto.test> REQUIRETLS")).startsWith("250 ");
        }
    }

    private TlsWish wishOfWhatWaits() {
        assertThat(world.waiting()).hasSize(1);
        return world.waiting().getFirst().entry().envelope().options().tls();
    }

    private void relay(String options, String field, String... recipients) throws Exception {
        submit("ann@mars.test", options, field, recipients);
    }

    private void relayFrom(String from, String options, String... recipients) throws Exception {
        submit(from, options, "", recipients);
    }

    private void submit(String from, String options, String field, String... recipients) throws Exception {
        try (Wire wire = world.greeted(world.submissionAddress())) {
            wire.ask("STARTTLS");
            wire.startTls();
            wire.ask("EHLO client.example");
            assertThat(wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=")).startsWith("235 ");
            assertThat(wire.ask("MAIL FROM:<" + from + "> " + options)).startsWith("250 ");
            for (String recipient : recipients)
                assertThat(wire.ask("RCPT TO:<" + recipient + ">")).startsWith("250 ");
            wire.ask("DATA");
            assertThat(wire.ask(field + "Subject: hello\r\n\r\ntext\r\n.")).startsWith("250 ");
        }
    }
}

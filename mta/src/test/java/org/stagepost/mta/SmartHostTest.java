package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.launch.Settings;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.deliver.RelayCheck;
import org.stagepost.mta.deliver.RelayCheck.Finding;
import org.stagepost.mta.dns.Resolver;
import org.stagepost.mta.queue.Mark;
import org.stagepost.mta.queue.Order;
import org.stagepost.mta.queue.Order.Act;
import org.stagepost.mta.queue.Orders;
import org.stagepost.mta.queue.QueueControl;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.Selection;
import org.stagepost.net.Network;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.smtp.server.Terms;
import org.stagepost.smtp.server.TestServer;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.Tracer;

/** Mail through smart hosts that want a login, and routes that lead nowhere. */
class SmartHostTest {
    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private World world;
    private UnaryOperator<Terms> lockedUp;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, keys);
        world.dns.serve("venus.test A 127.0.0.3");
        var tls = TestServer.tls(keys);
        lockedUp = terms -> terms.with(tls).demanding(TestServer.mechanisms(InClear.NOWHERE));
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    private Path password(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("password-" + text), text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private String table(String password, String... hosts) throws IOException {
        return """
            [[mta.smart-hosts]]
            name = "provider"
            hosts = ["%s"]
            login = "ann"
            password = "%s"
            authorities = "%s"
            """.formatted(String.join("\", \"", hosts), password(password), keys.resolve("certificate.pem"));
    }

    private void relay(String from, String... to) throws Exception {
        try (Wire wire = world.greeted(world.submissionAddress())) {
            assertThat(wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=")).startsWith("235 ");
            assertThat(World.send(wire, from, to)).startsWith("250 2.0.0 queued as ");
        }
    }

    private Reply lastReply() {
        until(
                "it was tried",
                () -> world.waiting().stream()
                        .anyMatch(item -> !item.entry().marks().isEmpty()));
        QueueEntry entry = world.waiting().getFirst().entry();
        return entry.last(entry.envelope().recipients().getFirst(), Mark.Kind.DEFERRED)
                .orElseThrow()
                .reply();
    }

    @Test
    void mailForElsewhereGoesThereWithALoginUnderACheckedCertificate() throws Exception {
        OtherHost provider = world.elsewhere(Dialect.SMTP, lockedUp);
        world.set(table("pass", "localhost:" + provider.port()));
        world.startForRelaying();

        relay("ann@mars.test", "bob@venus.test");

        until("it has arrived", () -> provider.letters().size() == 1);
        assertThat(provider.letters().getFirst().protocol()).isEqualTo("ESMTPSA");
        assertThat(world.events.toString()).doesNotContain("pass\n");
    }

    @Test
    void aCertificateOfSomebodyElseNeverHearsTheLogin() throws Exception {
        OtherHost provider = world.elsewhere(Dialect.SMTP, lockedUp);
        world.set(table("pass", "127.0.0.1:" + provider.port()));
        world.startForRelaying();

        relay("ann@mars.test", "bob@venus.test");

        assertThat(lastReply().toString()).startsWith("454 4.7.5 no TLS with ");
        assertThat(world.events)
                .noneMatch(event -> event.from().equals("mx.mars.test")
                        && event.dialogue().toString().contains("AUTH "));
        assertThat(provider.letters()).isEmpty();
    }

    @Test
    void q5_whereTlsIsNotOfferedThereIsNoLoginAndNoMail() throws Exception {
        OtherHost provider = world.elsewhere(Dialect.SMTP);
        world.set(table("pass", "localhost:" + provider.port()));
        world.startForRelaying();

        relay("ann@mars.test", "bob@venus.test");

        assertThat(lastReply().toString()).contains("4.7.5", "offers no TLS");
        assertThat(provider.letters()).isEmpty();
    }

    @Test
    void whoDoesNotLetUsInIsNoReasonToGiveUpAndTheNextHostIsTried() throws Exception {
        OtherHost first = world.elsewhere(Dialect.SMTP, lockedUp);
        first.reply("connect", Reply.of(554, "5.7.1", "not you"));
        OtherHost second = world.elsewhere(Dialect.SMTP, lockedUp);
        world.set(table("pass", "localhost:" + first.port(), "localhost:" + second.port()));
        world.startForRelaying();

        relay("ann@mars.test", "bob@venus.test");

        until("it has arrived", () -> second.letters().size() == 1);
        assertThat(first.connections()).isPositive();
    }

    @Test
    void aHostOfManyAddressesDoesNotKeepTheNextFromItsTurn() throws Exception {
        OtherHost one = world.host(11);
        OtherHost other = world.host(12);
        OtherHost next = world.host(3);
        for (OtherHost busy : List.of(one, other)) busy.reply("connect", Reply.of(421, "4.3.2", "busy"));
        world.dns.serve("""
            many.test A 127.0.0.11
            many.test A 127.0.0.12
            many.test A 127.0.0.13
            many.test A 127.0.0.14
            many.test A 127.0.0.15
            venus.test A 127.0.0.3
            """);
        String hosts = "hosts = ['many.test:" + next.port() + "', 'venus.test:" + next.port() + "']";
        world.set("[[mta.smart-hosts]]\n" + hosts);
        world.startForRelaying();

        relay("ann@mars.test", "bob@pluto.test");

        until("it has arrived", () -> next.letters().size() == 1);
        assertThat(one.connections() + other.connections())
                .as("two of its addresses are tried at most")
                .isLessThanOrEqualTo(2);
    }

    @Test
    void aWrongPasswordIsOursAndNotTheSenders() throws Exception {
        OtherHost provider = world.elsewhere(Dialect.SMTP, lockedUp);
        world.set(table("wrong", "localhost:" + provider.port()));
        world.startForRelaying();

        relay("ann@mars.test", "bob@venus.test");

        assertThat(lastReply().toString()).startsWith("451 4.4.0 the server does not let us in: 535 5.7.8 ");
        assertThat(world.mailboxes.delivered()).isEmpty();
    }

    @Test
    void aSmartHostWithoutAnAddressIsOursToMend() throws Exception {
        world.set("mta.smart-host = \"typo.test:25\"");
        world.startForRelaying();

        relay("ann@mars.test", "bob@venus.test");

        assertThat(lastReply().toString()).startsWith("451 4.4.3 typo.test: no such domain");
    }

    @Test
    void senderAndRecipientHaveSmartHostsOfTheirOwn() throws Exception {
        OtherHost ofMars = world.elsewhere(Dialect.SMTP);
        OtherHost forPluto = world.elsewhere(Dialect.SMTP);
        OtherHost venus = world.host(3);
        world.set("[[mta.smart-hosts]]\nhosts = [\"localhost:" + ofMars.port() + "\"]\nsenders = [\"mars.test\"]");
        world.set("[[mta.smart-hosts]]\nhosts = [\"localhost:" + forPluto.port() + "\"]\nrecipients = [\".test\"]");
        world.set("[mta.routes]\n\"pluto.test\" = \"smtp:localhost:" + forPluto.port() + "\"");
        world.dns.serve("venus.example A 127.0.0.3\nelse.example A 127.0.0.3");
        world.startForRelaying();

        relay("ann@mars.test", "a@else.example", "b@pluto.test");
        relay("joe@sub.mars.test", "c@venus.example");

        until(
                "all have it",
                () -> ofMars.letters().size() == 1
                        && forPluto.letters().size() == 1
                        && venus.letters().size() == 1);
        assertThat(forPluto.letters().getFirst().recipients()).containsExactly("b@pluto.test");
    }

    @Test
    void aRouteMayHoldDiscardOrRefuse() throws Exception {
        OtherHost venus = world.host(3);
        world.set("[mta.routes]\n\"held.test\" = \"hold\"\n\"void.test\" = \"discard\"\n"
                + "\"gone.test\" = \"refuse:550 5.1.2 that company is no more\"");
        world.dns.serve("held.test A 127.0.0.3");
        world.startForRelaying();

        try (Wire wire = world.greeted(world.submissionAddress())) {
            wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=");
            wire.ask("MAIL FROM:<ann@mars.test>");
            assertThat(wire.ask("RCPT TO:<x@gone.test>")).isEqualTo("550 5.1.2 that company is no more");
        }
        relay("ann@mars.test", "x@void.test");
        relay("ann@mars.test", "x@held.test");
        until(
                "only what is held is there",
                () -> world.waiting().size() == 1
                        && world.waiting().getFirst().entry().isAtRest());
        world.retry();
        assertThat(world.waiting()).hasSize(1);
        assertThat(venus.letters()).isEmpty();

        world.instance(Orders.class).carryOut(Order.to(Act.RELEASE, "op", ""), Selection.ALL);

        until("it has arrived", () -> venus.letters().size() == 1);
        assertThat(world.waiting()).isEmpty();
        assertThat(world.mailboxes.delivered()).isEmpty();
    }

    @Test
    void aTestOfTheRelaySaysWhatIsWrong() throws Exception {
        OtherHost provider = world.elsewhere(Dialect.SMTP, lockedUp);
        String right = "localhost:" + provider.port();

        assertThat(findings(table("pass", right)))
                .allMatch(Finding::good)
                .extracting(Finding::step)
                .containsExactly("resolve", "connect", "tls", "login", "sender", "recipient");
        assertThat(findings(table("wrong", right)).getLast()).satisfies(finding -> {
            assertThat(finding.step()).isEqualTo("login");
            assertThat(finding.advice()).contains("password");
        });
        assertThat(findings(table("pass", "127.0.0.1:" + provider.port())).getLast())
                .satisfies(finding -> assertThat(finding.step()).isEqualTo("tls"));
        assertThat(findings(table("pass", "typo.test:25")).getLast())
                .satisfies(finding -> assertThat(finding.step()).isEqualTo("resolve"));
        provider.reply("bob@venus.test", Reply.of(550, "5.7.1", "not from you"));
        assertThat(findings(table("pass", right)).getLast()).satisfies(finding -> {
            assertThat(finding.step()).isEqualTo("recipient");
            assertThat(finding.told()).endsWith("550 5.7.1 not from you");
        });
        provider.close();
        assertThat(findings(table("pass", right)).getLast())
                .satisfies(finding -> assertThat(finding.step()).isEqualTo("connect"));
    }

    @Test
    void aTestOfTheRelayTellsARefusedSenderFromARefusedRecipientAndGoesOnToTheNextAddress() throws Exception {
        OtherHost provider = world.host(4);
        world.host(5).reply("connect", Reply.of(421, "4.3.2", "busy"));
        provider.reply("mail", Reply.of(550, "5.7.1", "not your address"));
        world.dns.serve("two.test A 127.0.0.5\ntwo.test A 127.0.0.4");
        String two = "[[mta.smart-hosts]]\nname = 'two'\nhosts = ['two.test:" + provider.port() + "']\n";

        assertThat(checked(two, envelope()).getLast()).satisfies(finding -> {
            assertThat(finding.step()).isEqualTo("sender");
            assertThat(finding.told()).isEqualTo("ann@mars.test: 550 5.7.1 not your address");
        });
        provider.heal();
        assertThat(checked(two, envelope().to(List.of())))
                .extracting(Finding::step)
                .endsWith("connect", "tls", "sender");
        assertThat(provider.letters()).isEmpty();
    }

    @Test
    void aHostThatAnswersAndRefusesTenInARowIsToldOfUntilItTakesSomething() throws Exception {
        OtherHost provider = world.elsewhere(Dialect.SMTP);
        provider.reply("data", Reply.of(554, "5.7.1", "your account is closed"));
        world.set("[[mta.smart-hosts]]\nname = 'provider'\nhosts = ['127.0.0.1:" + provider.port() + "']");
        world.startForRelaying();
        QueueControl queue = world.instance(QueueControl.class);

        for (int i = 0; i < 9; i++) refused();
        assertThat(queue.refusingSmartHosts()).isEmpty();
        refused();
        assertThat(queue.refusingSmartHosts()).containsOnlyKeys("provider");
        assertThat(queue.refusingSmartHosts().get("provider")).hasToString("554 5.7.1 your account is closed");

        provider.heal();
        relay("ann@mars.test", "bob@venus.test");
        until("it has arrived", () -> provider.letters().size() == 1);
        until("nothing is told", () -> queue.refusingSmartHosts().isEmpty());
    }

    private void refused() throws Exception {
        int before = world.mailboxes.delivered().size();
        relay("ann@mars.test", "bob@venus.test");
        until("she is told", () -> world.mailboxes.delivered().size() > before);
    }

    @Test
    void anOrderNamesOneOfTheSettingsWithAllThatIsSaidOfIt() throws Exception {
        world.host(3).reply("connect", Reply.of(421, "4.3.2", "busy"));
        OtherHost provider = world.elsewhere(Dialect.SMTP, lockedUp);
        world.set(table("pass", "localhost:" + provider.port()) + "senders = [\"pluto.test\"]\n");
        world.startForRelaying();
        relay("ann@mars.test", "bob@venus.test");
        lastReply();

        Orders orders = world.instance(Orders.class);
        orders.carryOut(new Order(Act.REROUTE, "op", "", "smart-host:provider"), Selection.ALL);

        until("it has arrived", () -> provider.letters().size() == 1);
        assertThat(provider.letters().getFirst().protocol()).isEqualTo("ESMTPSA");
    }

    @Test
    void authoritiesThatAreRenewedAreReadAgain() throws Exception {
        OtherHost provider = world.elsewhere(Dialect.SMTP, lockedUp);
        Path file = folder.resolve("ca.pem");
        TestServer.tls(Files.createDirectory(folder.resolve("other")));
        Files.copy(folder.resolve("other/certificate.pem"), file);
        world.set(table("pass", "localhost:" + provider.port())
                .replace(keys.resolve("certificate.pem").toString(), file.toString()));
        world.startForRelaying();
        relay("ann@mars.test", "bob@venus.test");
        assertThat(lastReply().toString()).startsWith("454 4.7.5 no TLS with ");

        Files.writeString(file, "half a file");
        world.retry();
        assertThat(lastReply().toString()).startsWith("454 4.7.5 no TLS with ");
        Files.copy(keys.resolve("certificate.pem"), file, StandardCopyOption.REPLACE_EXISTING);
        world.retry();

        until("it has arrived", () -> provider.letters().size() == 1);
    }

    private List<Finding> findings(String table) throws Exception {
        world.dns.serve("venus.test A 127.0.0.3");
        return checked(table, envelope());
    }

    private Envelope envelope() {
        return Envelope.from(
                        TraceId.next(world.clock, new Random(1)), ReversePath.of(TestDirectory.parsed("ann@mars.test")))
                .and(Recipient.of(TestDirectory.parsed("bob@venus.test")));
    }

    private List<Finding> checked(String table, Envelope envelope) throws Exception {
        MtaConfig config = MtaConfig.from(Settings.of("hostname = 'mx.mars.test'\nmta.dns-server = '127.0.0.1:"
                + world.dns.address().getPort() + "'\n" + table));
        Random random = new Random(1);
        var nobody = new Reporter(Tracer.NONE, world.clock, Stage.DNS, "");
        try (Network network = new Network()) {
            Resolver resolver = new Resolver(config.dns(), world.clock, random, nobody);
            return new RelayCheck(network, resolver, config.outgoing())
                    .of(config.routes().smartHosts().iterator().next(), envelope);
        }
    }
}

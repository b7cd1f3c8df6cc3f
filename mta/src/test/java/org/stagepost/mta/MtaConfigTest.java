package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.launch.ConfigCheck;
import org.stagepost.launch.Settings;
import org.stagepost.launch.SettingsException;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mta.MtaConfig.Receiving;
import org.stagepost.mta.deliver.Limit;
import org.stagepost.mta.deliver.Outgoing;
import org.stagepost.mta.deliver.Outgoing.Bounds;
import org.stagepost.mta.deliver.Reach;
import org.stagepost.mta.dns.DnsSettings;
import org.stagepost.mta.dns.DnsSettings.PrivateAddresses;
import org.stagepost.mta.queue.QueueSettings;
import org.stagepost.mta.queue.RetrySchedule.Times;
import org.stagepost.mta.queue.Suppressed;
import org.stagepost.mta.route.NextHop;
import org.stagepost.mta.route.Routes;
import org.stagepost.mta.route.SmartHost;
import org.stagepost.mta.route.SmartHost.Level;
import org.stagepost.mta.route.SmartHost.Login;
import org.stagepost.mta.route.SmartHost.Protection;
import org.stagepost.mta.route.SrsSecret;
import org.stagepost.net.AddressRange;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.smtp.client.Credentials;
import org.stagepost.smtp.client.Hop;

class MtaConfigTest {
    private static final Path DATA = Path.of("data").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void defaults() {
        MtaConfig config = MtaConfig.from(Settings.of("hostname = 'mx.mars.test'"));

        Domain hostname = new Domain("mx.mars.test");
        assertThat(config.receiving())
                .isEqualTo(new Receiving(
                        hostname,
                        List.of(new Endpoint.Tcp("", 25)),
                        List.of(new Endpoint.Unix(DATA.resolve("run/mta"))),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        new Limits(2_000, 20, Duration.ofMinutes(5)),
                        50L << 20,
                        DATA.resolve("incoming"),
                        Duration.ZERO,
                        Duration.ofSeconds(20)));
        assertThat(config.suppressed()).isEqualTo(new Suppressed.Settings(DATA.resolve("suppressed")));
        assertThat(config.srs()).isEqualTo(new SrsSecret.Settings(true, DATA));
        assertThat(config.routes()).hasToString(Routes.Table.EMPTY.toString());
        assertThat(config.delivery())
                .isEqualTo(Hop.to(Hop.Protocol.LMTP, new Endpoint.Unix(DATA.resolve("run/lmtp")), hostname.name()));
        assertThat(config.dns())
                .isEqualTo(new DnsSettings(
                        DnsSettings.serversOfThisMachine(),
                        Duration.ofSeconds(10),
                        hostname,
                        PrivateAddresses.REFUSED,
                        config.dns().ourAddresses()));
        assertThat(config.dns().ourAddresses()).contains(InetAddress.getLoopbackAddress());
        assertThat(config.outgoing())
                .isEqualTo(new Outgoing(
                        hostname,
                        25,
                        new Bounds(200, 20, 100, Duration.ofSeconds(2)),
                        Reach.DEFAULT,
                        config.outgoing().limits(),
                        Optional.empty()));
        assertThat(config.outgoing().limits().isEmpty()).isTrue();
        assertThat(config.queue()).isEqualTo(new QueueSettings(DATA.resolve("queue"), 50L << 20, 20_000));
        assertThat(config.retries())
                .isEqualTo(new Times(
                        Duration.ofMinutes(5), Duration.ofMinutes(67), Duration.ofHours(4), Duration.ofDays(5)));
    }

    @Test
    void everyKey() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "sesame\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));

        MtaConfig config = ConfigCheck.everyKeyMapped(MtaConfig::from, """
            hostname = "mx.mars.test"
            data = "/srv/mail"
            tls.certificate = "certificate.pem"
            tls.key = "key.pem"
            login.client-ca = "ca.pem"
            [mta]
            listen = ["127.0.0.1:2025", "[::1]:2025"]
            submission-listen = ["unix:mta", "127.0.0.1:2026"]
            submission-secret = "%s"
            networks = ["192.0.2.0/24", "2001:db8::/32"]
            vrfy = true
            xclients = "192.0.2.7"
            connections = 7
            connections-per-address = 3
            connections-per-network = 12
            idle = "1m"
            max-message = "1M"
            delivery-deadline = "5s"
            early-talker = "2s"
            delivery = "127.0.0.1:2024"
            delivery-login = "mta@mars.test"
            delivery-secret = "%s"
            dns-server = ["127.0.0.1:5354", "192.0.2.53", "2001:db8::53", "[::1]:5354"]
            dns-timeout = "2s"
            allow-private-addresses = true
            remote-port = 2525
            sessions = 8
            sessions-per-destination = 2
            smart-host = "relay.example:587"
            backup-domains = ["backup.test"]
            own-addresses = ["192.0.2.9"]
            source-address = ["2001:db8::9", "192.0.2.9"]
            address-family = "ipv6-only"
            srs = false
            etrn = ["192.0.2.5"]
            etrn-logins = "Joe@mars.test"
            odmr-listen = "127.0.0.1:2366"
            odmr = [ { login = "Joe@mars.test", domains = ["pluto.test"] }, { login = "joe@mars.test", domains = "x.test" } ]
            tls-authorities = "/etc/own.pem"
            limits = { "slow.test" = "rate=100/h sessions=2" }
            queue = "/var/queue"
            queue-active = 500
            retry-first = "1m"
            retry-at-most = "2m"
            tell-delay-after = "1h"
            give-up-after = "2d"
            [mta.routes]
            "relay.test" = "smtp:127.0.0.1:2526"
            "lists.test" = "lmtp:unix:/run/lists"
            [[mta.smart-hosts]]
            name = "provider"
            hosts = ["smtp.example:587", "smtp2.example:465"]
            login = "us"
            password = "%s"
            authorities = "/ca.pem"
            senders = ["mars.test"]
            recipients = [".venus.test"]
            """.formatted(secret, secret, secret));

        Receiving receiving = config.receiving();
        assertThat(receiving.submission())
                .containsExactly(new Endpoint.Unix(Path.of("/srv/mail/mta")), new Endpoint.Tcp("127.0.0.1", 2026));
        assertThat(receiving.secret()).hasValue("sesame");
        assertThat(receiving.networks()).hasToString("[192.0.2.0/24, 2001:db8:0:0:0:0:0:0/32]");
        assertThat(receiving.xclients()).hasToString("[192.0.2.7/32]");
        assertThat(receiving.told()).isEqualTo(receiving.networks());
        assertThat(receiving.limits()).isEqualTo(new Limits(7, 3, 12, Duration.ofMinutes(1)));
        assertThat(receiving.maxMessage()).isEqualTo(1 << 20);
        assertThat(receiving.earlyTalker()).isEqualTo(Duration.ofSeconds(2));
        assertThat(receiving.deadline()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.delivery().login()).hasValue(new Credentials("mta@mars.test", "sesame"));
        assertThat(config.routes().smartHost()).hasValue(relay("relay.example", 587));
        assertThat(config.routes().byDomain().of(new Domain("relay.test"))).hasValue(relay("127.0.0.1", 2526));
        assertThat(config.routes().byDomain().of(new Domain("lists.test")))
                .hasValue(new NextHop.Lmtp(new Endpoint.Unix(Path.of("/run/lists"))));
        NextHop provider = new NextHop.Relay(new SmartHost(
                "provider",
                List.of(new Endpoint.Tcp("smtp.example", 587), new Endpoint.Tcp("smtp2.example", 465)),
                new Protection(Level.VERIFIED, Optional.of(Path.of("/ca.pem"))),
                Optional.of(new Login("us", "sesame"))));
        assertThat(config.routes().bySender().of(new Domain("mars.test"))).hasValue(provider);
        assertThat(config.routes().byDomain().of(new Domain("a.venus.test"))).hasValue(provider);
        assertThat(config.routes().backup()).containsExactly(new Domain("backup.test"));
        assertThat(config.dns().ourAddresses()).hasToString("[/192.0.2.9]");
        assertThat(config.dns().servers())
                .containsExactly(
                        new InetSocketAddress("127.0.0.1", 5354),
                        new InetSocketAddress("192.0.2.53", 53),
                        new InetSocketAddress("2001:db8::53", 53),
                        new InetSocketAddress("::1", 5354));
        assertThat(config.outgoing().bounds()).isEqualTo(new Bounds(8, 2, 100, Duration.ofSeconds(2)));
        assertThat(config.outgoing().authorities()).contains(Path.of("/etc/own.pem"));
        assertThat(config.fetching())
                .isEqualTo(new FetchSettings(
                        List.of(new Endpoint.Tcp("127.0.0.1", 2366)),
                        Map.of("joe@mars.test", Set.of(new Domain("pluto.test"), new Domain("x.test"))),
                        Set.of("joe@mars.test")));
        assertThat(config.routes().fetched()).containsExactlyInAnyOrder(new Domain("pluto.test"), new Domain("x.test"));
        assertThat(config.starters()).hasToString("[192.0.2.5/32]");
        assertThat(config.srs().used()).isFalse();
        assertThat(config.outgoing().reach())
                .hasToString(
                        "Reach[family=ipv6-only, from4=Optional[/192.0.2.9], from6=Optional[/2001:db8:0:0:0:0:0:9]]");
        assertThat(config.outgoing().limits().of(new Domain("slow.test")))
                .hasValue(new Limit(Optional.of(2), Duration.ofSeconds(36)));
        assertThat(config.queue()).isEqualTo(new QueueSettings(Path.of("/var/queue"), 1 << 20, 500));
    }

    private static NextHop relay(String host, int port) {
        return new NextHop.Relay(SmartHost.plain(new Endpoint.Tcp(host, port)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mta.submission-listen = '127.0.0.1:2026'",
                "mta.networks = 'localhost'",
                "mta.networks = '192.0.2.0/33'",
                "mta.networks = '192.0.2/24'",
                "mta.routes.'relay.test' = '127.0.0.1:2526'",
                "mta.routes.'not a domain' = 'smtp:127.0.0.1:2526'",
                "mta.dns-server = 'unix:/run/dns'",
                "mta.smart-host = 'relay.example'",
                "mta.source-address = ['192.0.2.1', '192.0.2.2']",
                "mta.source-address = 'localhost'",
                "mta.address-family = 'any'",
                "mta.limits.'a.test' = 'sessions=0'",
                "mta.limits.'a.test' = 'rate=5'",
                "mta.limits.'a.test' = 'rate=5/y'",
                "mta.limits.'a test' = 'rate=5/m'",
                "mta.odmr = [{login = 'ann@mars.test', domains = 'x.test'}]",
                "mta.listen = '25'",
                "mta.delivery-login = 'mta'",
                "mta.delivery = '10.0.0.2:25'",
                "mta.etrn-logins = 'ann@mars.test'",
                "mta.routes.'relay.test' = 'lmtp:10.0.0.2:25'"
            })
    void whatCannotBeMeantIsRefused(String line) {
        assertThatThrownBy(() -> MtaConfig.from(Settings.of(line)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("settings:1:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hosts = []",
                "hosts = ['h.test:25']\nlogin = 'us'",
                "hosts = ['h.test:25']\npassword = '%s'",
                "hosts = ['h.test:25']\nlogin = 'us'\npassword = '%s'\ntls = 'if-offered'",
                "hosts = ['h.test:25']\nlogin = 'us'\npassword = '%s'\ntls = 'none'",
                "hosts = ['h.test:25']\ntls = 'strong'",
                "hosts = ['h.test:25']\n[[mta.smart-hosts]]\nhosts = ['g.test:25']",
                "hosts = ['h.test:25']\n"
                        + "senders = ['a.test']\n"
                        + "[[mta.smart-hosts]]\n"
                        + "hosts = ['g.test:25']\n"
                        + "senders = ['a.test']",
                "hosts = ['h.test:25']\nsenders = ['a test']",
            })
    void aSmartHostThatCannotBeMeantIsRefused(String lines) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "sesame\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() ->
                        MtaConfig.from(Settings.of("[[mta.smart-hosts]]\n" + lines.replace("%s", secret.toString()))))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("settings:");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
    })
    void aNetworkHoldsTheAddressesThatBeginLikeIt(String network, String address, boolean held) throws SyntaxException {
        assertThat(AddressRange.parse(network)
                        .contains(AddressRange.parse(address).first()))
                .isEqualTo(held);
    }
}

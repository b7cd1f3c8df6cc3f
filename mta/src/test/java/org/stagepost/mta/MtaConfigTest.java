package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.stagepost.mta.deliver.Outgoing;
import org.stagepost.mta.deliver.Outgoing.Bounds;
import org.stagepost.mta.dns.DnsSettings;
import org.stagepost.mta.dns.DnsSettings.PrivateAddresses;
import org.stagepost.mta.queue.QueueSettings;
import org.stagepost.mta.queue.RetrySchedule.Times;
import org.stagepost.mta.route.NextHop;
import org.stagepost.mta.route.Routes;
import org.stagepost.net.AddressRange;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;

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
                        Duration.ofSeconds(20)));
        assertThat(config.routes()).isEqualTo(Routes.Table.EMPTY);
        assertThat(config.delivery()).isEqualTo(new Endpoint.Unix(DATA.resolve("run/lmtp")));
        assertThat(config.dns())
                .isEqualTo(new DnsSettings(
                        DnsSettings.serversOfThisMachine(),
                        Duration.ofSeconds(10),
                        hostname,
                        PrivateAddresses.REFUSED));
        assertThat(config.outgoing())
                .isEqualTo(new Outgoing(hostname, 25, new Bounds(200, 20, 100, Duration.ofSeconds(2))));
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
            [mta]
            listen = ["127.0.0.1:2025", "[::1]:2025"]
            submission-listen = ["unix:mta", "127.0.0.1:2026"]
            submission-secret = "%s"
            networks = ["192.0.2.0/24", "2001:db8::/32"]
            vrfy = true
            xclients = "192.0.2.7"
            connections = 7
            connections-per-address = 3
            idle = "1m"
            max-message = "1M"
            delivery-deadline = "5s"
            delivery = "127.0.0.1:2024"
            dns-server = ["127.0.0.1:5354", "192.0.2.53", "2001:db8::53", "[::1]:5354"]
            dns-timeout = "2s"
            allow-private-addresses = true
            remote-port = 2525
            sessions = 8
            sessions-per-destination = 2
            smart-host = "relay.example:587"
            queue = "/var/queue"
            queue-active = 500
            retry-first = "1m"
            retry-at-most = "2m"
            tell-delay-after = "1h"
            give-up-after = "2d"
            [mta.routes]
            "relay.test" = "smtp:127.0.0.1:2526"
            "lists.test" = "lmtp:unix:/run/lists"
            """.formatted(secret));

        Receiving receiving = config.receiving();
        assertThat(receiving.submission())
                .containsExactly(new Endpoint.Unix(Path.of("/srv/mail/mta")), new Endpoint.Tcp("127.0.0.1", 2026));
        assertThat(receiving.secret()).hasValue("sesame");
        assertThat(receiving.networks()).hasToString("[192.0.2.0/24, 2001:db8:0:0:0:0:0:0/32]");
        assertThat(receiving.xclients()).hasToString("[192.0.2.7/32]");
        assertThat(receiving.told()).isEqualTo(receiving.networks());
        assertThat(receiving.limits()).isEqualTo(new Limits(7, 3, Duration.ofMinutes(1)));
        assertThat(receiving.maxMessage()).isEqualTo(1 << 20);
        assertThat(receiving.deadline()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.routes().smartHost()).hasValue(new NextHop.Relay(new Endpoint.Tcp("relay.example", 587)));
        assertThat(config.routes().byDomain())
                .isEqualTo(Map.of(
                        new Domain("relay.test"), new NextHop.Relay(new Endpoint.Tcp("127.0.0.1", 2526)),
                        new Domain("lists.test"), new NextHop.Lmtp(new Endpoint.Unix(Path.of("/run/lists")))));
        assertThat(config.dns().servers())
                .containsExactly(
                        new InetSocketAddress("127.0.0.1", 5354),
                        new InetSocketAddress("192.0.2.53", 53),
                        new InetSocketAddress("2001:db8::53", 53),
                        new InetSocketAddress("::1", 5354));
        assertThat(config.outgoing().bounds()).isEqualTo(new Bounds(8, 2, 100, Duration.ofSeconds(2)));
        assertThat(config.queue()).isEqualTo(new QueueSettings(Path.of("/var/queue"), 1 << 20, 500));
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
                "mta.listen = '25'"
            })
    void whatCannotBeMeantIsRefused(String line) {
        assertThatThrownBy(() -> MtaConfig.from(Settings.of(line)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("settings:1:");
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

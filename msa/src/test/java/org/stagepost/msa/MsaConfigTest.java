package org.stagepost.msa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.launch.ConfigCheck;
import org.stagepost.launch.Settings;
import org.stagepost.mail.Domain;
import org.stagepost.net.AddressRange;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.smtp.client.Credentials;

class MsaConfigTest {
    private static final Path DATA = Path.of("data").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void defaults() {
        assertThat(MsaConfig.from(Settings.of("hostname = 'mx.example.org'")))
                .isEqualTo(new MsaConfig(
                        new Domain("mx.example.org"),
                        List.of(new Endpoint.Tcp("", 587)),
                        List.of(new Endpoint.Tcp("", 465)),
                        List.of(),
                        new Limits(2_000, 20, Duration.ofMinutes(5)),
                        20,
                        new MsaConfig.Limit(50 << 20, 500, new MsaConfig.Hold(Duration.ofDays(7), 100, 200 << 20)),
                        new Allotment(1_000, 5_000, 10_000, 50_000, 1_000),
                        List.of(),
                        new Endpoint.Unix(DATA.resolve("run/mta")),
                        Optional.empty(),
                        DATA.resolve("incoming"),
                        DATA.resolve("correspondents")));
    }

    @Test
    void everyKey() throws Exception {
        Path secret = folder.resolve("secret");
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, "s3cret\n");
        MsaConfig config = ConfigCheck.everyKeyMapped(MsaConfig::from, """
            hostname = "mx.example.org"
            data = "/srv/mail"
            tls.certificate = "certificate.pem"
            tls.key = "key.pem"
            login.client-ca = "ca.pem"
            [msa]
            listen = "127.0.0.1:5870"
            listen-tls = ["127.0.0.1:4650", "[::1]:4650"]
            xclients = ["192.0.2.7"]
            connections = 50
            connections-per-address = 5
            connections-per-network = 12
            sessions-per-account = 7
            idle = "1m"
            max-message = "1M"
            max-recipients = 100
            future-release = "1h"
            future-release-messages = 7
            future-release-storage = "3M"
            messages-per-hour = 10
            recipients-per-hour = 20
            next = "127.0.0.1:2525"
            messages-per-day = 30
            recipients-per-day = 40
            new-correspondents-per-day = 50
            next-secret = "%s"
            [[msa.devices]]
            name = "scanner"
            networks = ["192.0.2.10"]
            listen = ["192.0.2.1:2525"]
            tls = "none"
            sender = "scanner@example.org"
            recipients = ["example.org", "example.net"]
            max-recipients = 3
            messages-per-hour = 4
            messages-per-day = 5
            """.formatted(secret));
        assertThat(config.xclients()).hasToString("[192.0.2.7/32]");
        assertThat(config.allotment()).isEqualTo(new Allotment(10, 20, 30, 40, 50));
        assertThat(config.devices())
                .containsExactly(new Device(
                        "scanner",
                        List.of(AddressRange.parse("192.0.2.10")),
                        List.of(new Endpoint.Tcp("192.0.2.1", 2525)),
                        Device.Protection.NONE,
                        Household.address("scanner@example.org"),
                        new Device.Reach.Listed(List.of(new Domain("example.org"), new Domain("example.net"))),
                        3,
                        new Allotment(4, 12, 5, 15, 15)));
        assertThat(config.perAccount()).isEqualTo(7);
        assertThat(config.limits()).isEqualTo(new Limits(50, 5, 12, Duration.ofMinutes(1)));
        assertThat(config.limit())
                .isEqualTo(new MsaConfig.Limit(1 << 20, 100, new MsaConfig.Hold(Duration.ofHours(1), 7, 3 << 20)));
        assertThat(config.secret()).contains(new Credentials("msa", "s3cret"));
        assertThat(config.hop().login()).contains(new Credentials("msa", "s3cret"));
        assertThat(config.spill()).isEqualTo(Path.of("/srv/mail/incoming"));
    }

    @Test
    void devicesReachOursUnderTlsUnlessTheSettingsSayMore() {
        String plain = "name = 'p', networks = '192.0.2.0/24', listen = ':2525', sender = 'p@example.org'";
        Device device = MsaConfig.from(Settings.of("msa.devices = [{" + plain + "}]"))
                .devices()
                .getFirst();
        assertThat(device.protection()).isEqualTo(Device.Protection.REQUIRED);
        assertThat(device.reach()).isEqualTo(new Device.Reach.Ours());
        Map.of(
                        plain.replace("name = 'p', ", ""),
                        "name: a device needs one",
                        plain.replace("'192.0.2.0/24'", "[]"),
                        "networks: a device is known by where it speaks from",
                        plain.replace("':2525'", "[]"),
                        "listen: a device has a port of its own",
                        plain.replace("':2525'", "'unix:x'"),
                        "listen: a device speaks over the network",
                        plain.replace(", sender = 'p@example.org'", ""),
                        "sender: a device sends as one address",
                        plain + ", recipients = ['a..b']",
                        "recipients: is \"ours\", \"anywhere\", or a list of domains",
                        plain + ", tls = 'yes'",
                        "tls: is none, if-offered or required",
                        plain + ", listn = ':1'",
                        "unknown key listn; did you mean listen?",
                        plain + "}, {" + plain,
                        "name: two devices are called p",
                        plain + "}, {" + plain.replace("'p'", "'q'") + ", tls = 'none'",
                        "tls: another device at :2525 has tls = \"required\"")
                .forEach((wrong, why) -> assertThatThrownBy(() -> {
                            Settings settings = Settings.of("msa.devices = [{" + wrong + "}]");
                            MsaConfig.from(settings);
                            settings.refuseUnknown();
                        })
                        .as(wrong)
                        .hasMessageContaining(why));
    }

    /** The next stage takes no more, and would say so again and again. */
    @Test
    void moreRecipientsThanTheNextStageOrMailClientsMayHaveAreRefused() {
        assertThatThrownBy(() -> MsaConfig.from(Settings.of("msa.max-recipients = 1001")))
                .hasMessageContaining("msa.max-recipients", "1000");
        String device = "{name = 'p', networks = ['192.0.2.0/24'], listen = ':2525', sender = 'p@example.org',"
                + " max-recipients = 101}";
        assertThatThrownBy(
                        () -> MsaConfig.from(Settings.of("msa.max-recipients = 100\nmsa.devices = [" + device + "]")))
                .hasMessageContaining("max-recipients", "100");
    }

    @Test
    void aSocketBelowTheDataFolder() {
        MsaConfig config = MsaConfig.from(Settings.of("data = '/srv/mail'\nmsa.next = 'unix:run/other'"));
        assertThat(config.next()).isEqualTo(new Endpoint.Unix(Path.of("/srv/mail/run/other")));
    }
}

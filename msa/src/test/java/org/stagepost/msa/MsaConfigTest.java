package org.stagepost.msa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.launch.ConfigCheck;
import org.stagepost.launch.Settings;
import org.stagepost.mail.Domain;
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
                        new MsaConfig.Limit(50 << 20, 500, Duration.ofDays(7)),
                        1_000,
                        5_000,
                        new Endpoint.Unix(DATA.resolve("run/mta")),
                        Optional.empty(),
                        DATA.resolve("incoming")));
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
            [msa]
            listen = "127.0.0.1:5870"
            listen-tls = ["127.0.0.1:4650", "[::1]:4650"]
            xclients = ["192.0.2.7"]
            connections = 50
            connections-per-address = 5
            idle = "1m"
            max-message = "1M"
            max-recipients = 100
            future-release = "1h"
            messages-per-hour = 10
            recipients-per-hour = 20
            next = "127.0.0.1:2525"
            next-secret = "%s"
            """.formatted(secret));
        assertThat(config.xclients()).hasToString("[192.0.2.7/32]");
        assertThat(config.limits()).isEqualTo(new Limits(50, 5, Duration.ofMinutes(1)));
        assertThat(config.limit()).isEqualTo(new MsaConfig.Limit(1 << 20, 100, Duration.ofHours(1)));
        assertThat(config.secret()).contains(new Credentials("msa", "s3cret"));
        assertThat(config.hop().login()).contains(new Credentials("msa", "s3cret"));
        assertThat(config.spill()).isEqualTo(Path.of("/srv/mail/incoming"));
    }

    @Test
    void aSocketBelowTheDataFolder() {
        MsaConfig config = MsaConfig.from(Settings.of("data = '/srv/mail'\nmsa.next = 'unix:run/other'"));
        assertThat(config.next()).isEqualTo(new Endpoint.Unix(Path.of("/srv/mail/run/other")));
    }
}

package org.stagepost.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stagepost.launch.ConfigCheck;
import org.stagepost.launch.Settings;
import org.stagepost.launch.Site;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.Mechanisms.Plus;

class DirectoryConfigTest {
    @Test
    void passwordsAreCostlyGuessersWaitAndNothingTravelsInClear() {
        assertThat(ConfigCheck.defaults(DirectoryConfigTest::from))
                .isEqualTo(new DirectoryConfig(
                        Path.of("data/directory").toAbsolutePath(),
                        new HashCost(19 * 1024, 4),
                        Duration.ofSeconds(2),
                        100,
                        InClear.NOWHERE,
                        Plus.AUTO,
                        Set.of(),
                        Optional.empty()));
    }

    @Test
    void everyKeyIsMapped() {
        ConfigCheck.everyKeyMapped(DirectoryConfigTest::from, """
            hostname = "mail.example.org"
            data = "elsewhere"
            tls.certificate = "cert.pem"
            tls.key = "key.pem"
            [login]
            client-ca = "ca.pem"
            delay = "0s"
            failures-per-day = 0
            in-clear-on-loopback = true
            channel-binding = "always"
            hash-memory = "64M"
            legacy = ["CRAM-MD5"]
            hash-passes = 3
            openid.issuer = "https://id.example.org"
            openid.audience = "mail"
            openid.claim = "preferred_username"
            """);
    }

    private static DirectoryConfig from(Settings settings) {
        return DirectoryConfig.from(settings, Site.from(settings));
    }
}

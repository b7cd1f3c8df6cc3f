package org.stagepost.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stagepost.launch.ConfigCheck;
import org.stagepost.launch.Settings;
import org.stagepost.launch.SettingsException;
import org.stagepost.launch.Site;
import org.stagepost.net.Endpoint;

class ImapConfigTest {
    private static ImapConfig from(Settings settings) {
        return ImapConfig.from(settings, Site.from(settings));
    }

    @Test
    void defaultsAreSafe() {
        ImapConfig config = ConfigCheck.defaults(ImapConfigTest::from);
        assertThat(config.listen()).isEqualTo(List.of(new Endpoint.Tcp("", 143)));
        assertThat(config.listenTls()).isEqualTo(List.of(new Endpoint.Tcp("", 993)));
        assertThat(config.limits().perAddress()).isEqualTo(20);
        assertThat(config.limits().idle()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.perAccount()).isEqualTo(20);
        assertThat(config.idle()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.separator()).isEqualTo('/');
        assertThat(config.messageSize()).isEqualTo(50L << 20);
        assertThat(config.cache()).isEqualTo(64L << 20);
    }

    @Test
    void everyKeyIsMapped() {
        String toml = """
            hostname = "mail.example.org"
            data = "elsewhere"
            login.client-ca = "ca.pem"
            [tls]
            certificate = "chain.pem"
            key = "key.pem"
            [imap]
            listen = ["127.0.0.1:2143"]
            listen-tls = ["127.0.0.1:2993"]
            connections = 10
            connections-per-address = 5
            connections-per-network = 12
            sessions-per-account = 3
            login-within = "10s"
            idle = "40m"
            separator = "."
            message-size = "1M"
            cache = "2M"
            """;
        ImapConfig config = ConfigCheck.everyKeyMapped(ImapConfigTest::from, toml);
        assertThat(config.separator()).isEqualTo('.');
    }

    @Test
    void theSeparatorIsOneOfFew() {
        assertThatThrownBy(() -> from(Settings.of("imap.separator = 'x'"))).isInstanceOf(SettingsException.class);
    }
}

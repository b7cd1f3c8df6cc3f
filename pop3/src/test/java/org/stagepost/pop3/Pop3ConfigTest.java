package org.stagepost.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stagepost.launch.ConfigCheck;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;

class Pop3ConfigTest {
    @Test
    void theStandardPortsAndTenMinutesOfSilence() {
        assertThat(ConfigCheck.defaults(Pop3Config::from))
                .isEqualTo(new Pop3Config(
                        List.of(new Endpoint.Tcp("", 110)),
                        List.of(new Endpoint.Tcp("", 995)),
                        new Limits(2_000, 20, Duration.ofMinutes(1)),
                        Duration.ofMinutes(10)));
    }

    @Test
    void everyKeyIsMapped() {
        Pop3Config config = ConfigCheck.everyKeyMapped(Pop3Config::from, """
            [pop3]
            listen = ["127.0.0.1:0", "unix:/run/pop3"]
            listen-tls = []
            connections = 5
            connections-per-address = 3
            connections-per-network = 12
            login-within = "5s"
            idle = "20m"
            """);
        assertThat(config.limits()).isEqualTo(new Limits(5, 3, 12, Duration.ofSeconds(5)));
    }
}

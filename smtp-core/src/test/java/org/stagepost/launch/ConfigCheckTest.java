package org.stagepost.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ConfigCheckTest {
    /** Its port is mapped, its host is forgotten. */
    record Forgetful(String host, int port) {
        static Forgetful from(Settings settings) {
            settings.string("host", "localhost");
            return new Forgetful("localhost", settings.integer("port", 25, 0, 65_535));
        }
    }

    @Test
    void aComponentThatNoKeyReachesIsFound() {
        assertThat(ConfigCheck.defaults(Forgetful::from)).isEqualTo(new Forgetful("localhost", 25));
        assertThatThrownBy(() -> ConfigCheck.everyKeyMapped(Forgetful::from, "host = 'a'\nport = 1"))
                .hasMessageContaining("host differs from its default");
        assertThatThrownBy(() -> ConfigCheck.everyKeyMapped(Forgetful::from, "port = 1"))
                .hasMessageContaining("the text sets host");
    }
}

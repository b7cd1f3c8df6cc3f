package org.stagepost.mailstore.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.stagepost.launch.ConfigCheck;
import org.stagepost.launch.Settings;
import org.stagepost.launch.Site;

class SearchConfigTest {
    private static SearchConfig from(Settings settings) {
        return SearchConfig.from(settings, Site.from(settings));
    }

    @Test
    void defaultsAreModest() {
        SearchConfig config = ConfigCheck.defaults(SearchConfigTest::from);
        assertThat(config.enabled()).isTrue();
        assertThat(config.allAccounts()).isFalse();
        assertThat(config.folder()).endsWithRaw(Path.of("search"));
        assertThat(config.maxSize()).isEqualTo(10L << 30);
        assertThat(config.accountSize()).isEqualTo(2L << 30);
        assertThat(config.text()).isEqualTo(4L << 20);
    }

    @Test
    void everyKeyIsMapped() {
        ConfigCheck.everyKeyMapped(SearchConfigTest::from, """
            hostname = "mail.example.org"
            data = "elsewhere"
            login.client-ca = "ca.pem"
            [tls]
            certificate = "chain.pem"
            key = "key.pem"
            [search]
            enabled = false
            folder = "words"
            all-accounts = true
            max-size = "1G"
            account-size = "10M"
            text = "1M"
            """);
    }
}

package org.stagepost.mda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stagepost.launch.ConfigCheck;
import org.stagepost.launch.Settings;
import org.stagepost.launch.SettingsException;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.Endpoint;

class MdaConfigTest {
    private static final Path DATA = Path.of("data").toAbsolutePath();

    @Test
    void defaults() {
        MdaConfig config = MdaConfig.from(Settings.of("hostname = 'mx.example.org'"));
        assertThat(config)
                .isEqualTo(new MdaConfig(
                        new Domain("mx.example.org"),
                        List.of(new Endpoint.Unix(DATA.resolve("run/lmtp"))),
                        Set.of(),
                        OverQuota.DEFER,
                        51L << 20,
                        DATA.resolve("incoming")));
    }

    @Test
    void everyKey() {
        MdaConfig config = ConfigCheck.everyKeyMapped(MdaConfig::from, """
            hostname = "mx.example.org"
            data = "/srv/mail"
            tls.certificate = "certificate.pem"
            tls.key = "key.pem"
            login.client-ca = "ca.pem"
            [mda]
            listen = ["unix:lmtp", "127.0.0.1:24", "[::1]:24", "192.0.2.1:24"]
            peers = ["mta@example.org"]
            over-quota = "reject"
            max-message = "1M"
            """);
        assertThat(config.listen())
                .containsExactly(
                        new Endpoint.Unix(Path.of("/srv/mail/lmtp")),
                        new Endpoint.Tcp("127.0.0.1", 24),
                        new Endpoint.Tcp("::1", 24),
                        new Endpoint.Tcp("192.0.2.1", 24));
        assertThat(config.peers()).containsExactly("mta@example.org");
        assertThat(config.overQuota()).isEqualTo(OverQuota.REJECT);
        assertThat(config.maxMessage()).isEqualTo(1 << 20);
        assertThat(config.spill()).isEqualTo(Path.of("/srv/mail/incoming"));
    }

    @Test
    void overQuotaIsDeferOrReject() {
        assertThatThrownBy(() -> MdaConfig.from(Settings.of("mda.over-quota = 'drop'")))
                .hasMessageContaining("mda.over-quota")
                .hasMessageContaining("defer or reject");
    }

    /** RFC 2033 section 5. */
    @Test
    void thePortOfSmtpIsRefused() {
        assertThatThrownBy(() -> MdaConfig.from(Settings.of("mda.listen = '127.0.0.1:25'")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("mda.listen", "port 25 is for SMTP");
    }

    @Test
    void listenerForOtherMachinesNeedsToKnowWho() {
        assertThatThrownBy(() -> MdaConfig.from(Settings.of("mda.listen = ':24'")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("mda.listen: :24 is open to other machines");
    }

    @ParameterizedTest
    @CsvSource({
        "unix:/x, true", "127.0.0.1:24, true", "127.9.9.9:24, true", "[::1]:24, true", "localhost:24, true",
        ":24, false", "0.0.0.0:24, false", "[::]:24, false", "192.0.2.1:24, false", "127.0.0.1.example.org:24, false",
        "mx.example.org:24, false"
    })
    void whatIsOfThisMachine(String endpoint, boolean expected) throws SyntaxException {
        assertThat(MdaConfig.isOfThisMachine(Endpoint.parse(endpoint))).isEqualTo(expected);
    }
}

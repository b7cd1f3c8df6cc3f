package org.stagepost.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stagepost.mail.Domain;

final class SiteTest {
    @Test
    void withoutSettingsTheMachineIsTheSite() {
        Site site = ConfigCheck.defaults(Site::from);
        assertThat(site.hostname().name()).isNotEmpty();
        assertThat(site)
                .isEqualTo(new Site(
                        site.hostname(),
                        Path.of("data").toAbsolutePath(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void everyKeyIsMapped() {
        Site site = ConfigCheck.everyKeyMapped(
                Site::from,
                "hostname = 'mx.mars.test'\n"
                        + "data = '/srv/mail'\n"
                        + "tls.certificate = '/c.pem'\n"
                        + "tls.key = '/k.pem'\n"
                        + "login.client-ca = '/ca.pem'");
        assertThat(site)
                .isEqualTo(new Site(
                        new Domain("mx.mars.test"),
                        Path.of("/srv/mail"),
                        Optional.of(Path.of("/c.pem")),
                        Optional.of(Path.of("/k.pem")),
                        Optional.of(Path.of("/ca.pem"))));
    }

    @Test
    void aCertificateWithoutItsKeyIsRefused() {
        assertThatThrownBy(() -> Site.from(Settings.of("\ntls.certificate = '/c.pem'")))
                .hasMessage("settings:2:1: tls.certificate: tls.certificate and tls.key go together");
    }
}

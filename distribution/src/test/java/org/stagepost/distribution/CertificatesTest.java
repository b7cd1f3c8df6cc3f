package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stagepost.disk.RealDisk;
import org.stagepost.launch.Settings;
import org.stagepost.launch.Site;

/** The certificate of our own making: its names, and when it is made anew. */
class CertificatesTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    Path folder;

    private final RealDisk disk = new RealDisk();

    @AfterEach
    void close() {
        disk.close();
    }

    @Test
    void itBearsTheHostAndThisMachineAndVouchesForNoOther() throws Exception {
        X509Certificate made = after("mx.mars.test", Duration.ZERO);
        assertThat(made.getSubjectAlternativeNames())
                .extracting(name -> name.get(1))
                .isEqualTo(List.of("mx.mars.test", "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1"));
        assertThat(made.getBasicConstraints()).as("no authority").isNegative();
        assertThat(after("localhost", Duration.ZERO).getSubjectAlternativeNames())
                .hasSize(3);
    }

    @Test
    void itStaysUntilItsLastThirtyDaysAndIsRenewedForTheSameKey() throws Exception {
        X509Certificate made = after("mx.mars.test", Duration.ZERO);
        assertThat(after("mx.mars.test", Duration.ofDays(334))).isEqualTo(made);
        X509Certificate renewed = after("mx.mars.test", Duration.ofDays(336));
        assertThat(renewed.getPublicKey()).isEqualTo(made.getPublicKey());
        assertThat(renewed.getNotAfter().toInstant()).isAfter(NOW.plus(Duration.ofDays(700)));
        assertThat(after("mx.mars.test", Duration.ofDays(336))).isEqualTo(renewed);
    }

    @Test
    void anotherHostNameNeedsAnotherCertificate() throws Exception {
        after("mx.mars.test", Duration.ZERO);
        assertThat(after("mail.mars.test", Duration.ZERO)
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=mail.mars.test");
    }

    @ParameterizedTest
    @CsvSource({
        "vm1,                  2, vm1",
        "ip-172-31-5-12,       2, ip-172-31-5-12",
        "192.0.2.25,           7, 192.0.2.25",
        "[192.0.2.25],         7, 192.0.2.25",
        "[IPv6:2001:db8::25],  7, 2001:db8:0:0:0:0:0:25"
    })
    void aNameIsAnAddressOnlyIfItIsWrittenAsOne(String hostname, int kind, String name) throws Exception {
        X509Certificate made = after(hostname, Duration.ZERO);
        assertThat(made.getSubjectAlternativeNames()).first().isEqualTo(List.of(kind, name));
        assertThat(after(hostname, Duration.ZERO)).isEqualTo(made);
    }

    @Test
    void onesOwnPairInThatPlaceIsLeftAlone() throws Exception {
        Files.createDirectories(folder.resolve("tls"));
        for (String file : List.of("self-signed.pem", "self-signed.key"))
            Files.copy(
                    Path.of("src/test/resources/own", file),
                    folder.resolve("tls").resolve(file));
        X509Certificate own = after("mx.mars.test", Duration.ZERO);
        assertThat(own.getSubjectAlternativeNames()).isNull();
        assertThat(own.getSubjectX500Principal().getName()).isEqualTo("CN=own.mars.test");
        assertThat(after("mx.mars.test", Duration.ofDays(3650))).isEqualTo(own);
    }

    /** The certificate behind a start so much later. */
    private X509Certificate after(String hostname, Duration later) throws IOException, CertificateException {
        Settings settings = Settings.of("hostname = '" + hostname + "'\ndata = '" + folder + "'\n");
        Certificates.of(Site.from(settings), disk, Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
        try (InputStream pem = Files.newInputStream(folder.resolve("tls/self-signed.pem"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }
}

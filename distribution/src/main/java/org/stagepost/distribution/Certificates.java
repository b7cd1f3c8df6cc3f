package org.stagepost.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.launch.Site;
import org.stagepost.net.SelfSigned;
import org.stagepost.net.Tls;

/** The site's certificate: the one the settings name, else one of our own making, so that the first start speaks TLS. */
final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    private static final Duration SOON = Duration.ofDays(14);

    private Certificates() {}

    static Tls of(Site site, Disk disk, Clock clock) throws IOException {
        if (site.certificate().isPresent() && site.key().isPresent())
            return Tls.server(site.certificate().get(), site.key().get());
        Path folder = site.data().resolve("tls");
        Path certificate = folder.resolve("self-signed.pem");
        Path key = folder.resolve("self-signed.key");
        disk.createDirectories(folder);
        try (FileChannel lock =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock alone = lock.lock()) {
            if (!Files.exists(certificate)) make(site, disk, clock, certificate, key);
        }
        return Tls.server(certificate, key);
    }

    /**
     * Whether the settings' own pair can be used; with none, one is made.
     *
     * @throws IOException naming the file that cannot
     */
    static void check(Site site) throws IOException {
        if (site.certificate().isPresent() && site.key().isPresent())
            Tls.server(site.certificate().get(), site.key().get());
    }

    /** A certificate that is out of date, or soon will be. */
    static List<String> warnings(Path certificate, Clock clock) {
        try (InputStream pem = Files.newInputStream(certificate)) {
            X509Certificate first = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .iterator()
                    .next();
            Instant end = first.getNotAfter().toInstant();
            return end.isAfter(clock.instant().plus(SOON))
                    ? List.of()
                    : List.of("tls.certificate: " + certificate + " is good until " + end + " only");
        } catch (IOException | CertificateException | NoSuchElementException e) {
            return List.of("tls.certificate: " + certificate + " cannot be read: " + e.getMessage());
        }
    }

    /** The certificate is written last: where it is, its key is too. Half a pair is what a crash has left. */
    private static void make(Site site, Disk disk, Clock clock, Path certificate, Path key) throws IOException {
        disk.delete(key);
        SelfSigned.write(disk, certificate, key, List.of(site.hostname().name()), clock);
        LOG.warn(
                "made a self-signed certificate for {}, which mail programs will ask about: {}; yours go into"
                        + " tls.certificate and tls.key",
                site.hostname(),
                certificate);
    }
}

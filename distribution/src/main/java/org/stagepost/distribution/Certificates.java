package org.stagepost.distribution;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.distribution.status.CertificateEnd;
import org.stagepost.launch.Site;
import org.stagepost.net.SelfSigned;
import org.stagepost.net.Tls;

/** The site's certificate: the one the settings name, else one of our own making, so that the first start speaks TLS. */
final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    private static final Duration RENEWED_BEFORE = Duration.ofDays(30);

    /** Programs on this machine that check names mostly know it by these; the last is ::1 as Java writes it. */
    private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");

    private Certificates() {}

    static Tls of(Site site, Disk disk, Clock clock) throws IOException {
        if (site.certificate().isPresent() && site.key().isPresent())
            return Tls.server(site.certificate().get(), site.key().get(), site.clientAuthorities());
        prepare(site, disk, clock);
        SelfSigned pair = pair(site, disk);
        return Tls.server(pair.certificate(), pair.key(), site.clientAuthorities());
    }

    /** Makes a pair of our own where the settings name none, or renews it when its time has come. */
    static void prepare(Site site, Disk disk, Clock clock) throws IOException {
        if (site.certificate().isPresent()) return;
        SelfSigned pair = pair(site, disk);
        Path folder = site.data().resolve("tls");
        disk.createDirectories(folder);
        try (FileChannel lock =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock alone = lock.lock()) {
            if (!Files.exists(pair.certificate())) make(site, pair, clock);
            else if (pair.isDue(names(site), clock.instant().plus(RENEWED_BEFORE))) renew(site, pair, clock);
        }
    }

    private static SelfSigned pair(Site site, Disk disk) {
        Path folder = site.data().resolve("tls");
        return new SelfSigned(disk, folder.resolve("self-signed.pem"), folder.resolve("self-signed.key"));
    }

    private static List<String> names(Site site) {
        Set<String> names = new LinkedHashSet<>(List.of(site.hostname().name()));
        names.addAll(THIS_MACHINE);
        return List.copyOf(names);
    }

    /** The one that is in use. */
    static Path inUse(Site site) {
        return site.certificate().orElseGet(() -> site.data().resolve("tls/self-signed.pem"));
    }

    /**
     * Whether the settings' own pair can be used; with none, one is made.
     *
     * @throws IOException naming the file that cannot
     */
    static void check(Site site) throws IOException {
        if (site.certificate().isPresent() && site.key().isPresent())
            Tls.server(site.certificate().get(), site.key().get(), site.clientAuthorities());
    }

    /** A certificate that is out of date, or soon will be. */
    static List<String> warnings(Path certificate, Clock clock) {
        try {
            Instant end = CertificateEnd.of(certificate);
            return end.isAfter(clock.instant().plus(CertificateEnd.SOON))
                    ? List.of()
                    : List.of("tls.certificate: " + certificate + " is good until " + end + " only");
        } catch (IOException e) {
            return List.of("tls.certificate: " + certificate + " cannot be read: " + e.getMessage());
        }
    }

    /** The certificate is written last: where it is, its key is too. Half a pair is what a crash has left. */
    private static void make(Site site, SelfSigned pair, Clock clock) throws IOException {
        pair.disk().delete(pair.key());
        pair.write(names(site), clock);
        LOG.warn(
                "made a self-signed certificate for {}, which mail programs will ask about: {}; yours go into"
                        + " tls.certificate and tls.key",
                site.hostname(),
                pair.certificate());
    }

    private static void renew(Site site, SelfSigned pair, Clock clock) throws IOException {
        pair.renew(names(site), clock);
        LOG.warn(
                "renewed the self-signed certificate for {}; mail programs that were told to trust the old one ask"
                        + " again: {}",
                site.hostname(),
                pair.certificate());
    }
}

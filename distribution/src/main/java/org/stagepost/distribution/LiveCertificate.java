package org.stagepost.distribution;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.launch.Site;
import org.stagepost.net.Tls;

/**
 * The certificate for handshakes from now on. Who renews it on the disk, by ACME say, need not tell us: we look once an hour, and
 * renew our own when its time has come.
 */
final class LiveCertificate implements Live, Chore {
    private static final Logger LOG = LoggerFactory.getLogger(LiveCertificate.class);

    private final Tls tls;
    private final Disk disk;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private Site site;
    private FileTime read;
    private String told = "";

    @Inject
    LiveCertificate(Tls tls, Site site, Disk disk, Clock clock) {
        this.tls = tls;
        this.site = site;
        this.disk = disk;
        this.clock = clock;
        this.read = written(site);
    }

    @Override
    public Set<String> keys() {
        return Set.of("tls.certificate", "tls.key");
    }

    @Override
    public void become(Configuration next) throws IOException {
        lock.lock();
        try {
            take(next.site());
        } finally {
            lock.unlock();
        }
    }

    /** Who may vouch for clients stays as it was at the start: that is no setting that can be in force at once. */
    private void take(Site named) throws IOException {
        Site from = named.vouchedForBy(site.clientAuthorities());
        FileTime before = written(from);
        tls.become(Certificates.of(from, disk, clock));
        site = from;
        told = "";
        read = from.certificate().isPresent() ? before : written(from);
    }

    /** A pair of which only one half has been replaced yet is taken the next time. */
    @Override
    public void perform(BooleanSupplier stopped) {
        lock.lock();
        try {
            Certificates.prepare(site, disk, clock);
            if (written(site).equals(read)) return;
            take(site);
            LOG.info("the certificate has been replaced: {}", Certificates.inUse(site));
        } catch (IOException e) {
            complain(String.valueOf(e.getMessage()));
        } finally {
            lock.unlock();
        }
    }

    /** Once of the same trouble, though it is tried again every hour. */
    private void complain(String trouble) {
        if (!trouble.equals(told)) LOG.error("the certificate that was read before stays in use: {}", trouble);
        told = trouble;
    }

    private static FileTime written(Site site) {
        try {
            Path file = Certificates.inUse(site);
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }
}

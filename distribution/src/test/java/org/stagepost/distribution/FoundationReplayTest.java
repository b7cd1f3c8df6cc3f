package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.DiskFile;
import org.stagepost.disk.ForceSite;
import org.stagepost.disk.PowerCut;
import org.stagepost.disk.RealDisk;
import org.stagepost.disk.RecordingDisk;
import org.stagepost.launch.Settings;
import org.stagepost.launch.Site;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.TextIndex;
import org.stagepost.mailstore.maildir.MaildirStore;

/** What a power cut leaves of the certificate that we make for ourselves, and of an account that is renamed. */
final class FoundationReplayTest {
    private static final PowerCut.Bounds ALL = new PowerCut.Bounds(1_000, 60);
    private static final ForceSite MAIL = new ForceSite("test.mail");
    private static final Address OLD = new Address("ann", new Domain("mars.test"));
    private static final Address NEW = new Address("anna", new Domain("mars.test"));

    @TempDir
    Path folder;

    private final RealDisk real = new RealDisk();

    @AfterEach
    void close() {
        real.close();
    }

    @Test
    void x_aStartNeverFailsOnWhatIsLeftOfACertificate() throws Exception {
        PowerCut.Tally tally = new PowerCut(certified(), folder, 1, ALL).judged(this::starts);
        assertThat(tally.disks()).isGreaterThan(20);
    }

    @Test
    void x_itWouldWithoutItsForce() throws Exception {
        RecordingDisk disk = certified("tls.selfsigned");
        assertThatThrownBy(() -> new PowerCut(disk, folder, 1, ALL).judged(this::starts))
                .isInstanceOf(AssertionError.class);
    }

    private RecordingDisk certified(String... off) throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        RecordingDisk disk = new RecordingDisk(real, root, off);
        Certificates.of(site(root), disk, Clock.systemUTC());
        return disk;
    }

    private void starts(Path found, List<String> promises) throws Exception {
        assertThat(Certificates.of(site(found), real, Clock.systemUTC())).isNotNull();
    }

    private static Site site(Path root) {
        return Site.from(Settings.of("hostname = \"mx.mars.test\"\ndata = \"" + root.resolve("data") + "\"\n"));
    }

    @Test
    void x_aRenamedAccountHasItsMail() throws Exception {
        PowerCut.Tally tally = new PowerCut(renamed(), folder, 1, ALL).judged(FoundationReplayTest::hasMail);
        assertThat(tally.disks()).isGreaterThan(5);
    }

    @Test
    void x_itMightNotHaveItWithoutTheForce() throws Exception {
        RecordingDisk disk = renamed("account.moved.directory");
        assertThatThrownBy(() -> new PowerCut(disk, folder, 1, ALL).judged(FoundationReplayTest::hasMail))
                .isInstanceOf(AssertionError.class);
    }

    private RecordingDisk renamed(String... off) throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        RecordingDisk disk = new RecordingDisk(real, root, off);
        MailstoreConfig config = MailstoreConfig.below(root);
        Path mail = MaildirStore.folder(config, OLD).resolve("letter");
        disk.establish(mail.getParent(), MAIL);
        try (DiskFile letter = disk.create(mail)) {
            letter.write(ByteBuffer.wrap(new byte[] {'x'}));
            letter.force(MAIL);
        }
        disk.forceDirectory(mail.getParent(), MAIL);
        disk.mark("old");
        new KeptMail(config, disk, new RemovedMail(config, disk, Clock.systemUTC()), TextIndex.NONE).renamed(OLD, NEW);
        disk.mark("new");
        return disk;
    }

    private static void hasMail(Path found, List<String> promises) {
        MailstoreConfig config = MailstoreConfig.below(found);
        Path old = MaildirStore.folder(config, OLD).resolve("letter");
        Path renamed = MaildirStore.folder(config, NEW).resolve("letter");
        if (promises.contains("new")) assertThat(renamed).hasContent("x");
        else if (promises.contains("old"))
            assertThat(Files.exists(old) || Files.exists(renamed)).isTrue();
    }
}

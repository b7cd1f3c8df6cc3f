package org.stagepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stagepost.directory.Houses.address;
import static org.stagepost.directory.Houses.domain;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.mail.SyntaxException;

class SnapshotDirectoryTest {
    @TempDir
    private Path folder;

    private SnapshotDirectory served;

    @BeforeEach
    void write() throws Exception {
        served = Houses.served(folder);
        try (JdbcDirectory directory = Houses.open(folder, served)) {
            directory.addDomain(domain("example.org"));
            directory.addAccount(address("ann@example.org"), "pencil");
        }
    }

    @Test
    void withoutAFileNobodyLivesHere() throws Exception {
        SnapshotDirectory empty = Houses.served(folder.resolve("elsewhere"));
        empty.start();
        assertThat(empty.primaryDomain()).isEmpty();
        assertThat(empty.login("ann@example.org")).isEmpty();
    }

    @Test
    void aDamagedFileStopsTheStart() throws Exception {
        Files.writeString(snapshot(), "stagepost-directory\t1\nnonsense\n");
        SnapshotDirectory fresh = Houses.served(folder);
        assertThatThrownBy(fresh::start).hasMessageContaining("cut off");
    }

    @Test
    void aFileThatIsGoneFromBesideItsDatabaseStopsTheStartAndTheWriterMakesItAgain() throws Exception {
        Files.delete(snapshot());
        SnapshotDirectory fresh =
                new SnapshotDirectory(new SnapshotFile(Houses.DISK, Houses.config(folder)), Duration.ofMillis(20));
        assertThatThrownBy(fresh::start)
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("directory.snapshot is missing");
        Houses.open(folder, served).close();
        fresh.start();
        assertThat(fresh.login("ann@example.org")).isPresent();
    }

    @Test
    void aDamagedOrLostFileLeavesTheLastGoodOneInUse() throws Exception {
        Files.writeString(snapshot(), "garbage");
        served.refresh();
        assertThat(served.login("ann@example.org")).isPresent();
        Files.delete(snapshot());
        served.refresh();
        assertThat(served.login("ann@example.org")).isPresent();
    }

    @Test
    void aFileReplacedByAnotherProcessIsNoticed() throws Exception {
        SnapshotDirectory other = Houses.served(folder);
        other.start();
        Path copy = folder.resolve("copy");
        Files.writeString(copy, changed("ann@", "eve@"));
        Files.move(copy, snapshot(), StandardCopyOption.ATOMIC_MOVE);
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (other.login("eve@example.org").isEmpty() && System.nanoTime() < deadline) Thread.onSpinWait();
        assertThat(other.login("eve@example.org")).isPresent();
        assertThat(other.login("ann@example.org")).isEmpty();
    }

    @Test
    void everyCutAndEveryChangedOctetIsNoticed() throws Exception {
        byte[] whole = Files.readAllBytes(snapshot());
        for (int length = 0; length < whole.length; length++) damaged(java.util.Arrays.copyOf(whole, length));
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            damaged(changed);
        }
    }

    /** The same snapshot with another text in it, and a last line that fits. */
    private String changed(String from, String to) throws Exception {
        Snapshot snapshot = SnapshotText.read(Files.readAllBytes(snapshot()));
        Snapshot.Entry ann = snapshot.entries().iterator().next();
        Account renamed = new Account(address(ann.account().login().replace(from, to)), true);
        return new String(
                SnapshotText.write(new Snapshot(
                        snapshot.generation() + 1,
                        snapshot.secret(),
                        java.util.List.copyOf(snapshot.domains()),
                        java.util.List.of(Snapshot.Entry.of(renamed, ann.credentials())),
                        snapshot.aliases())),
                StandardCharsets.UTF_8);
    }

    private static void damaged(byte[] octets) {
        assertThatThrownBy(() -> SnapshotText.read(octets)).isInstanceOf(SyntaxException.class);
    }

    private Path snapshot() {
        return folder.resolve("directory.snapshot");
    }
}

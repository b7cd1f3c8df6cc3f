package org.stagepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.disk.PowerCut;
import org.stagepost.disk.RealDisk;
import org.stagepost.disk.RecordingDisk;
import org.stagepost.launch.Settings;
import org.stagepost.launch.Site;

/** After a power cut the directory can be read (G6), and what a command has called done is in it. */
class SnapshotReplayTest {
    private static final PowerCut.Bounds ALL = new PowerCut.Bounds(1_000, 1_000);

    @TempDir
    Path folder;

    private final RealDisk real = new RealDisk();

    @AfterEach
    void close() {
        real.close();
    }

    @Test
    void x_whatIsDoneStaysDoneWhateverAPowerCutLeaves() throws Exception {
        PowerCut.Tally tally = new PowerCut(recorded(), folder, 1, ALL).judged(this::judge);
        assertThat(tally.disks()).isGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory.snapshot", "directory.snapshot.name"})
    void x_withoutOneOfItsForcesItDoesNot(String site) throws Exception {
        RecordingDisk disk = recorded(site);
        assertThat(disk.sites()).contains(site);
        assertThatThrownBy(() -> new PowerCut(disk, folder, 1, ALL).judged(this::judge))
                .isInstanceOf(AssertionError.class);
    }

    private RecordingDisk recorded(String... off) throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        RecordingDisk disk = new RecordingDisk(real, root, off);
        SnapshotFile file = new SnapshotFile(disk, config(root));
        for (long generation = 1; generation <= 3; generation++) {
            file.write(new Snapshot(generation, new byte[600], List.of(), List.of(), Map.of()));
            disk.mark(String.valueOf(generation));
        }
        return disk;
    }

    private static DirectoryConfig config(Path root) {
        Settings settings = Settings.of("hostname = \"mx.mars.test\"\ndata = \"" + root.resolve("data") + "\"\n");
        return DirectoryConfig.from(settings, Site.from(settings));
    }

    private void judge(Path found, List<String> promises) throws Exception {
        long done = promises.isEmpty() ? 0 : Long.parseLong(promises.getLast());
        long served = new SnapshotFile(real, config(found))
                .read()
                .map(Snapshot::generation)
                .orElse(0L);
        assertThat(served).isBetween(done, done + 1);
    }
}

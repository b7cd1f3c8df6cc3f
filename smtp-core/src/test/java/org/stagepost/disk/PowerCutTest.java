package org.stagepost.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowerCutTest {
    private static final ForceSite FILE = new ForceSite("test.file");
    private static final ForceSite FOLDER = new ForceSite("test.folder");
    private static final PowerCut.Bounds ALL = new PowerCut.Bounds(1_000, 100_000);

    @TempDir
    Path folder;

    private final RealDisk real = new RealDisk();
    private RecordingDisk disk;
    private Path root;

    @BeforeEach
    void start() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        disk = new RecordingDisk(real, root);
    }

    @AfterEach
    void stop() {
        real.close();
    }

    @Test
    void aFileThatWasNeverForcedIsGoneEmptyWholeBlankOrTornAtABlock() throws Exception {
        file("a", "x".repeat(600));

        assertThat(atTheEnd()).containsExactlyInAnyOrder("", "a=", "a=x600", "a=x512", "a=0x600", "a=0x512,x88");
    }

    @Test
    void aForcedFileWithoutAForcedNameIsWholeOrGone() throws Exception {
        try (DiskFile file = disk.create(root.resolve("a"))) {
            write(file, "x");
            file.force(FILE);
        }

        assertThat(atTheEnd()).containsExactlyInAnyOrder("", "a=x1");
    }

    @Test
    void whatWasForcedIsThereAndOnlyWhatCameLaterIsOpen() throws Exception {
        file("a", "x");
        force("a");
        try (DiskFile file = disk.append(root.resolve("a"))) {
            write(file, "yy");
        }

        assertThat(atTheEnd()).containsExactlyInAnyOrder("a=x1", "a=x1,y2", "a=x1,0x2");
    }

    @Test
    void eachOfSeveralWritesMayBeTheLastThatCount() throws Exception {
        file("a", "");
        force("a");
        try (DiskFile file = disk.append(root.resolve("a"))) {
            write(file, "x");
            write(file, "y");
            file.truncate(0);
        }

        assertThat(atTheEnd()).containsExactlyInAnyOrder("a=", "a=x1", "a=x1,y1");
    }

    @Test
    void aRenameLeavesEitherNameOrBothAndNeverNone() throws Exception {
        file("a", "x");
        force("a");
        disk.rename(root.resolve("a"), root.resolve("b"));

        assertThat(atTheEnd()).containsExactlyInAnyOrder("a=x1", "b=x1", "a=x1 b=x1");
    }

    @Test
    void aReplacedFileIsTheOldOneOrTheNewOne() throws Exception {
        file("a", "x");
        file("b", "y");
        force("a");
        force("b");
        disk.rename(root.resolve("b"), root.resolve("a"));

        assertThat(atTheEnd()).containsExactlyInAnyOrder("a=x1 b=y1", "a=y1", "a=y1 b=y1");
    }

    @Test
    void theFolderThatARenameLeavesMayBeForcedFirst() throws Exception {
        disk.createDirectories(root.resolve("in"));
        disk.createDirectories(root.resolve("out"));
        disk.forceDirectory(root, FOLDER);
        file("in/a", "x");
        force("in/a");
        disk.rename(root.resolve("in/a"), root.resolve("out/a"));
        disk.forceDirectory(root.resolve("in"), FOLDER);

        assertThat(atTheEnd()).containsExactly("in/ out/ out/a=x1");
    }

    @Test
    void changesOfAFolderAreLostIndependently() throws Exception {
        file("a", "");
        file("b", "");
        force("a");
        disk.delete(root.resolve("a"));
        disk.link(root.resolve("b"), root.resolve("c"));

        assertThat(atTheEnd()).containsExactlyInAnyOrder("a= b=", "a= b= c=", "b=", "b= c=");
    }

    @Test
    void whatLiesInAFolderThatIsLostIsLostToo() throws Exception {
        disk.createDirectories(root.resolve("deep/er"));
        file("deep/er/a", "x");
        force("deep/er/a");

        assertThat(atTheEnd()).containsExactlyInAnyOrder("", "deep/", "deep/ deep/er/ deep/er/a=x1");
    }

    @Test
    void aFolderThatIsEstablishedIsThere() throws Exception {
        disk.createDirectories(root.resolve("made/before"));
        disk.establish(root.resolve("made/before/now"), FOLDER);

        assertThat(atTheEnd()).containsExactly("made/ made/before/ made/before/now/");
    }

    @Test
    void linksOfOneFileHoldTheSame() throws Exception {
        file("a", "x");
        disk.link(root.resolve("a"), root.resolve("b"));
        disk.forceDirectory(root, FOLDER);

        assertThat(atTheEnd()).containsExactlyInAnyOrder("a= b=", "a=x1 b=x1", "a=0x1 b=0x1");
    }

    @Test
    void aSiteThatIsOffForcesNothing() throws Exception {
        disk = new RecordingDisk(real, root, "test.file");
        file("a", "x");
        force("a");

        assertThat(atTheEnd()).contains("a=");
        assertThat(disk.sites()).containsExactly("test.file", "test.folder");
    }

    @Test
    void whatWasThereBeforeIsCertainAndNoMomentOfItsOwn() throws Exception {
        Files.createDirectories(root.resolve("in"));
        Files.writeString(root.resolve("in/a"), "x");
        disk = new RecordingDisk(real, root);
        disk.rename(root.resolve("in/a"), root.resolve("in/b"));
        disk.forceDirectory(root.resolve("in"), FOLDER);

        assertThat(everSeen()).containsExactlyInAnyOrder("in/ in/a=x1", "in/ in/b=x1", "in/ in/a=x1 in/b=x1");
    }

    @Test
    void theTimeOfAFileIsSafeWithItsContent() throws Exception {
        Instant then = Instant.parse("2026-01-02T03:04:05Z");
        try (DiskFile file = disk.create(root.resolve("a"))) {
            disk.stamp(root.resolve("a"), then);
            file.force(FILE);
        }
        disk.forceDirectory(root, FOLDER);
        disk.mark("forced");

        new PowerCut(disk, folder, 1, ALL).judged((place, promises) -> {
            if (promises.isEmpty()) return;
            assertThat(Files.getLastModifiedTime(place.resolve("a")).toInstant())
                    .isEqualTo(then);
        });
    }

    @Test
    void aPromiseIsJudgedFromItsMarkOnAndABrokenOneIsTold() throws Exception {
        file("a", "x");
        disk.mark("a is safe");
        force("a");

        assertThatThrownBy(() -> new PowerCut(disk, folder, 1, ALL).judged((place, promises) -> {
                    if (!promises.isEmpty()) assertThat(place.resolve("a")).hasContent("x");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("after step 4 of 6, seed 1");
        assertThat(folder).as("cleaned up").isDirectoryNotContaining("glob:**cut-*");
    }

    @Test
    void aSampleIsBounded() throws Exception {
        for (int i = 0; i < 20; i++) file("f" + i, "x");

        PowerCut.Tally tally =
                new PowerCut(disk, folder, 7, new PowerCut.Bounds(10, 50)).judged((place, promises) -> {});

        assertThat(tally.moments()).isEqualTo(10);
        assertThat(tally.disks()).isBetween(10, 500);
    }

    private void file(String name, String text) throws IOException {
        try (DiskFile file = disk.create(root.resolve(name))) {
            if (!text.isEmpty()) write(file, text);
        }
    }

    private static void write(DiskFile file, String text) throws IOException {
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private void force(String name) throws IOException {
        Path file = root.resolve(name);
        try (DiskFile open = disk.append(file)) {
            open.force(FILE);
        }
        disk.forceDirectory(file.getParent(), FOLDER);
    }

    /** All disks that a cut at the end may leave, each as {@code folder/ file=content} with repeated octets counted. */
    private Set<String> atTheEnd() throws Exception {
        disk.mark("end");
        Set<String> seen = new ConcurrentSkipListSet<>();
        new PowerCut(disk, folder, 1, ALL).judged((place, promises) -> {
            if (!promises.isEmpty()) seen.add(told(place));
        });
        return seen;
    }

    private Set<String> everSeen() throws Exception {
        Set<String> seen = new ConcurrentSkipListSet<>();
        new PowerCut(disk, folder, 1, ALL).judged((place, promises) -> seen.add(told(place)));
        return seen;
    }

    private static String told(Path place) throws IOException {
        Set<String> told = new TreeSet<>();
        try (Stream<Path> all = Files.walk(place)) {
            for (Path each : (Iterable<Path>) all.filter(path -> !path.equals(place))::iterator) {
                String name = place.relativize(each).toString();
                told.add(Files.isDirectory(each) ? name + "/" : name + "=" + counted(Files.readString(each)));
            }
        }
        return String.join(" ", told);
    }

    private static String counted(String text) {
        return Stream.of("x", "y", "\0")
                .map(octet -> {
                    long count = text.chars().filter(c -> c == octet.charAt(0)).count();
                    return count == 0 ? "" : (octet.equals("\0") ? "0x" : octet) + count;
                })
                .filter(part -> !part.isEmpty())
                .collect(Collectors.collectingAndThen(
                        Collectors.toList(), parts -> String.join(",", ordered(text, parts))));
    }

    /** Zeros before text are told first. */
    private static List<String> ordered(String text, List<String> parts) {
        return text.startsWith("\0") ? parts.reversed() : parts;
    }
}

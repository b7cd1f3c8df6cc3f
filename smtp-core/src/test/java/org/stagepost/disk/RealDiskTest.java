package org.stagepost.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealDiskTest {
    private static final ForceSite HERE = new ForceSite("test.here");

    private final RealDisk disk = new RealDisk();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        disk.close();
    }

    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void filesAndFoldersBelongToTheirOwnerAlone() throws IOException {
        disk.createDirectories(folder.resolve("a/b"));
        disk.create(folder.resolve("a/b/c")).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a/b/c"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a"))))
                .isEqualTo("rwx------");
    }

    @Test
    void appendingGoesOnWhereTheFileEnds() throws IOException {
        Path file = folder.resolve("log");
        for (String part : new String[] {"one ", "two "}) {
            try (DiskFile open = disk.append(file)) {
                open.write(octets(part), octets("and "));
                open.force(HERE);
            }
        }
        assertThat(Files.readString(file)).isEqualTo("one and two and ");
        try (DiskFile open = disk.append(file)) {
            open.truncate(3);
            open.write(octets("!"));
        }
        assertThat(Files.readString(file)).isEqualTo("one!");
    }

    @Test
    void aNameThatIsTakenIsNeverReplacedByCreateOrLink() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        disk.create(one).close();
        disk.create(two).close();
        assertThatThrownBy(() -> disk.create(one)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> disk.link(one, two)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void j7_aPlantedLinkIsNotFollowed() throws IOException {
        Path victim = folder.resolve("victim");
        Files.writeString(victim, "precious");
        Files.createSymbolicLink(folder.resolve("link"), victim);
        assertThatThrownBy(() -> disk.create(folder.resolve("link"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk.append(folder.resolve("link"))).isInstanceOf(IOException.class);
        assertThat(Files.readString(victim)).isEqualTo("precious");
    }

    @Test
    void workRunsOnTheDisksOwnThreadsAndItsErrorsComeBack() throws IOException {
        String outer =
                disk.perform(() -> disk.perform(() -> Thread.currentThread().getName()));
        assertThat(outer).startsWith("disk-");
        assertThatThrownBy(() -> disk.perform(() -> {
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
        assertThatThrownBy(() -> disk.forceDirectory(folder.resolve("absent"), HERE))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anInterruptDoesNotReachTheFile() throws IOException {
        try (DiskFile file = disk.create(folder.resolve("f"))) {
            Thread.currentThread().interrupt();
            file.force(HERE);
            assertThat(Thread.interrupted()).isTrue();
            file.write(octets("still open"));
        }
        assertThat(folder.resolve("f")).hasContent("still open");
    }
}

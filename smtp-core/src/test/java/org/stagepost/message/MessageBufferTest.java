package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MessageBufferTest {
    private static final byte[] LARGE = "Large.\r\n".repeat(50_000).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    @Test
    void aSmallMessageNeedsNoFile() throws Exception {
        try (MessageBuffer buffer = new MessageBuffer(folder)) {
            buffer.write(LARGE, 0, 8);
            assertThat(octets(buffer)).asString(StandardCharsets.US_ASCII).isEqualTo("Large.\r\n");
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void aLargeOneHasAFileUntilItIsClosed() throws Exception {
        try (MessageBuffer buffer = new MessageBuffer(folder)) {
            for (int at = 0; at < LARGE.length; at += 8_000)
                buffer.write(LARGE, at, Math.min(8_000, LARGE.length - at));
            assertThat(buffer.size()).isEqualTo(LARGE.length);
            assertThat(octets(buffer)).isEqualTo(LARGE);
            assertThat(folder).isNotEmptyDirectory();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theNextLargeOneRemovesWhatAProcessThatWasKilledLeftADayAgo() throws Exception {
        Path left = file("incoming-1.eml", Duration.ofDays(2));
        Path fresh = file("incoming-2.eml", Duration.ofHours(2));
        Path other = file("letter.eml", Duration.ofDays(2));
        try (MessageBuffer buffer = new MessageBuffer(folder)) {
            buffer.write(LARGE, 0, LARGE.length);
            assertThat(octets(buffer)).isEqualTo(LARGE);
        }
        assertThat(left).doesNotExist();
        assertThat(fresh).exists();
        assertThat(other).exists();
    }

    @Test
    void theFolderIsLookedThroughOnceAndItsTroubleIsNotTheMessages() throws Exception {
        Path stuck = Files.createDirectory(folder.resolve("incoming-1.eml"));
        Files.createFile(stuck.resolve("inside"));
        Files.setLastModifiedTime(stuck, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        spill();
        Path later = file("incoming-2.eml", Duration.ofDays(2));
        spill();
        assertThat(stuck).exists();
        assertThat(later).as("within the hour").exists();
    }

    private void spill() throws IOException {
        try (MessageBuffer buffer = new MessageBuffer(folder)) {
            buffer.write(LARGE, 0, LARGE.length);
            assertThat(octets(buffer)).isEqualTo(LARGE);
        }
    }

    private Path file(String name, Duration age) throws IOException {
        Path file = Files.createFile(folder.resolve(name));
        Instant now = Files.getLastModifiedTime(file).toInstant();
        return Files.setLastModifiedTime(file, FileTime.from(now.minus(age)));
    }

    private static byte[] octets(MessageBuffer buffer) throws IOException {
        try (var in = buffer.message().open()) {
            return in.readAllBytes();
        }
    }
}

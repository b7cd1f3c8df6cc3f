package org.stagepost.mta.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;
import org.stagepost.fuzz.Mutants;
import org.stagepost.mail.SyntaxException;

class QueueFileFuzzTest {
    private static final String HEAD = """
        stagepost-queue 1
        trace 00011ABCDEFGHJKM
        arrived 2026-01-01T00:00:00Z
        login ann@example.org
        from ann@example.org
        body SEVEN_BIT
        ret HDRS
        envid a+2Bb
        to bob@example.net notify=SUCCESS,DELAY orcpt=rfc822;b
        to carol@example.net
        size 14

        """;
    private static final String LATER = """
        stagepost-queue 1
        trace 00011ABCDEFGHJKM
        arrived 2026-01-01T00:00:00Z
        from ann@example.org
        body EIGHT_BIT_MIME
        smtputf8 yes
        requiretls yes
        priority -3
        by 120;NT
        hold for;60
        to bob@example.net
        size 14

        """;
    private static final String WISHES =
            LATER.replace("requiretls yes", "tls optional").replace("hold for;60", "hold until;2026-01-01T06:00:00Z");
    private static final String TOLD = """
        LATE_TOLD 1 2026-01-01T00:02:00Z - 451 4.4.7 time
        HELD 1 2026-01-01T00:03:00Z op 250 2.0.0 held
        RELEASED 1 2026-01-01T00:04:00Z op 250 2.0.0 released
        TRACED 1 2026-01-01T00:05:00Z mx.example.net 250 2.0.0 ok
        """;
    private static final String MESSAGE = "Subject: a\r\n\r\n";
    private static final String MARKS = """
        DELIVERED 1 2026-01-01T00:00:01Z - 250 2.0.0 ok
        DEFERRED 2 2026-01-01T00:00:01Z mx.example.net 451 4.3.0 not+20now
        """;

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:30Z");

    @TempDir
    private static Path folder;

    static Stream<byte[]> files() {
        return Mutants.seeds(
                HEAD + "|" + MESSAGE + "|" + MARKS,
                LATER + "|" + MESSAGE + "|" + TOLD,
                WISHES + "|" + MESSAGE + "|" + TOLD,
                HEAD + "|" + MESSAGE + "|",
                "|",
                HEAD);
    }

    /** Whatever is in a file with the right checksum, it is refused, or read as an entry that can be worked on. */
    @MethodSource("files")
    @FuzzTest
    void q12_read(byte[] octets) {
        String[] parts = Mutants.text(octets).split("\\|", 3);
        String summed = parts[0] + (parts.length > 1 ? parts[1] : "");
        try {
            Path file = written(summed, parts.length > 2 ? parts[2] : "");
            QueueFile read = QueueFile.read(file);
            assertThat(read.entry().envelope().recipients()).isNotEmpty();
            assertThat(read.entry().envelope().recipients())
                    .containsAll(read.entry().ready(NOW))
                    .containsAll(read.entry().waiting(NOW));
            assertThat(read.marksEnd()).isBetween((long) summed.length(), Files.size(file));
            try (var message = read.entry().message().open()) {
                assertThat((long) message.readAllBytes().length)
                        .isEqualTo(read.entry().message().size());
            }
        } catch (SyntaxException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void mutants() {
        Mutants.each(files(), 3_000, this::q12_read);
    }

    /** Else the mutants would be mutants of nothing. */
    @Test
    void theSeedsAreGood() throws Exception {
        isGood(HEAD, MARKS);
        isGood(LATER, TOLD);
        isGood(WISHES, TOLD);
    }

    private static void isGood(String head, String marks) throws Exception {
        Path file = written(head + MESSAGE, marks);
        assertThat(QueueFile.read(file).marksEnd()).isEqualTo(Files.size(file));
    }

    /** A file whose checksum is right. */
    private static Path written(String summed, String marks) throws IOException {
        CRC32C sum = new CRC32C();
        sum.update(Mutants.octets(summed));
        String checksum = "checksum " + HexFormat.of().toHexDigits((int) sum.getValue()) + "\n";
        return Files.write(folder.resolve("file"), Mutants.octets(summed + checksum + marks));
    }
}

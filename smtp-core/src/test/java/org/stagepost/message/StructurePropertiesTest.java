package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for the structure of any octets at all. */
class StructurePropertiesTest {
    private static final int ROUNDS = 3_000;

    @Test
    void anyChunkingGivesTheSameResult() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Seeded seeded = new Seeded(seed);
            byte[] message = seed % 2 == 0 ? seeded.message() : seeded.mutant(seeded.message());
            assertThat(inChunks(message, seeded)).as("seed %d", seed).isEqualTo(MimePart.of(message));
            assertThat(octetByOctet(message)).as("seed %d", seed).isEqualTo(MimePart.of(message));
        }
    }

    @Test
    void chunkingOfLongLinesGivesTheSameResult() {
        for (int length : List.of(997, 998, 999, 4_093, 4_094, 4_095, 4_096, 4_097, 9_000)) {
            for (String line : List.of("--b" + " ".repeat(length), "x".repeat(length), "x".repeat(length) + ": y")) {
                byte[] message = Shape.lines(
                        "Content-Type: multipart/mixed; boundary=b",
                        "",
                        "--b",
                        line,
                        "",
                        "a",
                        line,
                        "--b",
                        line,
                        "--b--");
                assertThat(octetByOctet(message)).as("length %d", length).isEqualTo(MimePart.of(message));
            }
        }
    }

    @Test
    void m7_codecIsARoundTrip() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Seeded seeded = new Seeded(seed);
            MimePart part = MimePart.of(seeded.mutant(seeded.message()));
            assertThat(MimePart.decode(part.encode())).as("seed %d", seed).contains(part);
        }
    }

    @Test
    void damagedCodeIsNoticedOrHarmless() {
        byte[] code = MimePart.of(new Seeded(7).message()).encode();
        for (int seed = 0; seed < 20_000; seed++) {
            Seeded seeded = new Seeded(seed);
            byte[] damaged = Arrays.copyOf(code, seeded.below(4) == 0 ? seeded.below(code.length) : code.length);
            for (int i = seeded.below(3); i >= 0 && damaged.length > 0; i--) {
                damaged[seeded.below(damaged.length)] = (byte) seeded.below(256);
            }
            MimePart.decode(damaged).ifPresent(part -> part.message().ifPresent(MimePart::encode));
        }
        assertThat(MimePart.decode(new byte[0])).isEmpty();
        assertThat(MimePart.decode(new byte[] {9})).isEmpty();
        assertThat(MimePart.decode(Arrays.copyOf(code, code.length + 1))).isEmpty();
    }

    @Test
    void partsLieInOrderInsideTheirParents() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Seeded seeded = new Seeded(seed);
            byte[] message = seeded.mutant(seeded.message());
            MimePart part = MimePart.of(message);
            assertThat(part.extent().octets()).as("seed %d", seed).isEqualTo(message.length);
            liesWithin(part, 0, message.length, message);
        }
    }

    private static void liesWithin(MimePart part, long from, long to, byte[] message) {
        Extent extent = part.extent();
        assertThat(extent.start()).isBetween(from, to);
        assertThat(extent.body()).isBetween(extent.start(), to);
        assertThat(extent.end()).isBetween(extent.body(), to);
        assertThat(extent.headerLines()).isEqualTo(lineEnds(message, extent.start(), extent.body()));
        assertThat(extent.bodyLines()).isEqualTo(lineEnds(message, extent.body(), extent.end()));
        long at = extent.body();
        for (MimePart child : part.children()) {
            liesWithin(child, at, extent.end(), message);
            at = child.extent().end();
        }
    }

    private static long lineEnds(byte[] message, long from, long to) {
        long count = 0;
        for (long i = from; i < to; i++) {
            if (message[(int) i] == '\n') count++;
        }
        return count;
    }

    @Test
    void m7_partTakenOutAndParsedAloneIsTheSame() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            byte[] message = new Seeded(seed).message();
            takenOut(MimePart.of(message), message, seed);
        }
    }

    private static void takenOut(MimePart part, byte[] message, int seed) {
        for (MimePart child : part.children()) {
            if (child.envelope().isPresent()) {
                byte[] alone = Arrays.copyOfRange(message, (int) child.extent().start(), (int)
                        child.extent().end());
                assertThat(Shape.of(MimePart.of(alone), alone))
                        .as("seed %d", seed)
                        .isEqualTo(Shape.of(child, message));
                assertThat(MimePart.of(alone).envelope()).isEqualTo(child.envelope());
            }
            takenOut(child, message, seed);
        }
    }

    @Test
    void lineFeedFormReadsAsTheCrlfForm() throws IOException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            byte[] message = new Seeded(seed).message();
            byte[] foreign = new String(message, StandardCharsets.ISO_8859_1)
                    .replace("\r\n", "\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            assertThat(new CrlfInputStream(new ByteArrayInputStream(foreign)).readAllBytes())
                    .isEqualTo(message);
            assertThat(MimePart.of(new CrlfInputStream(new ByteArrayInputStream(foreign))))
                    .as("seed %d", seed)
                    .isEqualTo(MimePart.of(message));
        }
    }

    private static MimePart inChunks(byte[] message, Seeded seeded) {
        StructureScanner scanner = new StructureScanner();
        byte[] padded = new byte[message.length + 7];
        System.arraycopy(message, 0, padded, 7, message.length);
        int at = 0;
        while (at < message.length) {
            int length = Math.min(message.length - at, seeded.below(40));
            scanner.feed(padded, at + 7, length);
            at += length;
        }
        return scanner.finish();
    }

    private static MimePart octetByOctet(byte[] message) {
        StructureScanner scanner = new StructureScanner();
        for (int i = 0; i < message.length; i++) scanner.feed(message, i, 1);
        return scanner.finish();
    }
}

package org.stagepost.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What a fuzz target is given where nobody has time to fuzz: its seeds with octets changed, doubled, cut and put in. */
public final class Mutants {
    /** What has broken parsers before. */
    private static final String[] SCRAPS = {
        "\r\n",
        "\n",
        "\r",
        "\0",
        ".",
        "\r\n.\r\n",
        "\n.\n",
        " ",
        "\t",
        "<",
        ">",
        "@",
        ":",
        "\"",
        "\\",
        "+",
        "+0D+0A",
        "=",
        "-",
        "4294967296",
        "99999999999999999999",
        "\u00ff",
        "\u00c3\u00b6",
        "\u00ed\u00a0\u0080",
        "LAST",
        "250-",
        "250 ",
        "[IPv6:::1]"
    };

    private Mutants() {}

    /** Octets as a seed is written in a test: one a character. */
    public static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    public static Stream<byte[]> seeds(String... texts) {
        return Arrays.stream(texts).map(Mutants::octets);
    }

    /** The client's side of every dialogue file below a folder. */
    public static List<byte[]> dialogues(Path folder) throws IOException {
        List<byte[]> said = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                StringBuilder client = new StringBuilder();
                for (String line : Files.readAllLines(file))
                    if (line.startsWith("C: ")) client.append(line.substring(3)).append("\r\n");
                said.add(client.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return said;
    }

    /** Gives the target this many mutants, the same each time. */
    public static void each(Stream<byte[]> seeds, int rounds, Consumer<byte[]> target) {
        List<byte[]> all = seeds.toList();
        for (int round = 0; round < rounds; round++) {
            Random random = new Random(round);
            byte[] mutant = mutant(all.get(random.nextInt(all.size())), random);
            try {
                target.accept(mutant);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("mutant " + round + ": " + Arrays.toString(mutant), e);
            }
        }
    }

    private static byte[] mutant(byte[] seed, Random random) {
        StringBuilder text = new StringBuilder(text(seed));
        for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + 1 + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, text.substring(at, end));
                case 2 -> text.insert(at, (char) random.nextInt(256));
                case 3 -> text.insert(at, text.substring(at, end).repeat(1 + random.nextInt(200)));
                default -> text.insert(at, SCRAPS[random.nextInt(SCRAPS.length)]);
            }
        }
        return octets(text.toString());
    }

    /** The octets in pieces, cut where the seed says. */
    public static List<byte[]> pieces(byte[] octets, long seed) {
        Random random = new Random(seed);
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < octets.length; ) {
            int end = Math.min(octets.length, at + 1 + random.nextInt(random.nextBoolean() ? 3 : 40));
            pieces.add(Arrays.copyOfRange(octets, at, end));
            at = end;
        }
        return pieces;
    }
}

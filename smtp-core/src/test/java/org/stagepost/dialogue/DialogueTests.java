package org.stagepost.dialogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The dialogue files of a module as JUnit tests:
 *
 * <pre>
 * &#64;TestFactory
 * Stream&lt;DynamicTest&gt; dialogues() {
 *     return DialogueTests.under(Path.of("src/test/dialogues"), server::address, Map.of("plain", "AGFubgBwYXNz"));
 * }
 * </pre>
 */
public final class DialogueTests {
    private DialogueTests() {}

    /**
     * One test for every {@code .txt} file in a folder and the folders in it.
     *
     * @param server asked before each file, so that each may have a server of its own
     * @param given values of {@code $names} that the files use
     */
    public static Stream<DynamicTest> under(
            Path folder, Supplier<InetSocketAddress> server, Map<String, String> given) {
        List<Path> files = files(folder);
        if (files.isEmpty()) throw new IllegalArgumentException("no dialogue under " + folder.toAbsolutePath());
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(
                        folder.relativize(file).toString(),
                        file.toUri(),
                        () -> new Player(server.get(), given).play(Script.read(file))));
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

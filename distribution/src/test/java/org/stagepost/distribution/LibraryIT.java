package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the packaged distribution holds. A jar that is not listed here came in unasked, with a version bump for example. */
class LibraryIT {
    private static final Path DISTRIBUTION = Path.of("target/stagepost");
    private static final long MOST_BYTES = 34 * 1024 * 1024;

    private static final List<String> OURS =
            List.of("distribution", "imap", "mailstore", "mailstore-search", "mda", "msa", "mta", "pop3", "smtp-core");
    private static final List<String> NETTY = List.of(
            "netty-all",
            "netty-buffer",
            "netty-codec-base",
            "netty-codec-compression",
            "netty-codec-haproxy",
            "netty-codec-http",
            "netty-common",
            "netty-handler",
            "netty-resolver",
            "netty-tcnative-boringssl-static:linux-aarch_64",
            "netty-tcnative-boringssl-static:linux-x86_64",
            "netty-tcnative-classes",
            "netty-transport",
            "netty-transport-classes-epoll",
            "netty-transport-native-epoll:linux-aarch_64",
            "netty-transport-native-epoll:linux-x86_64",
            "netty-transport-native-unix-common");
    private static final List<String> OTHERS = List.of(
            "angus-activation",
            "angus-mail",
            "aopalliance",
            "bcpkix-jdk18on",
            "bcprov-jdk18on",
            "bcutil-jdk18on",
            "dnsjava",
            "failureaccess",
            "guava",
            "guice",
            "h2",
            "jakarta.activation-api",
            "jakarta.inject-api",
            "jakarta.mail-api",
            "jsoup",
            "jspecify",
            "logback-classic",
            "logback-core",
            "lucene-core",
            "nimbus-jose-jwt",
            "picocli",
            "slf4j-api",
            "tomlj");

    @Test
    void libHoldsTheseJarsAndNoOthers() throws IOException {
        assertThat(jars().map(LibraryIT::nameWithoutVersion))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(OURS, NETTY, OTHERS).flatMap(List::stream).toList());
    }

    @Test
    void libStaysSmall() throws IOException {
        assertThat(jars().mapToLong(jar -> jar.toFile().length()).sum()).isLessThan(MOST_BYTES);
    }

    @Test
    void whatPeopleReadAndRunIsThere() {
        assertThat(DISTRIBUTION.resolve("bin/stagepost")).isExecutable();
        assertThat(DISTRIBUTION.resolve("LICENSE")).isRegularFile();
        assertThat(DISTRIBUTION.resolve("README.md")).isRegularFile();
    }

    private static Stream<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(DISTRIBUTION.resolve("lib"))) {
            return files.toList().stream();
        }
    }

    /** {@code netty-all-4.2.18.Final.jar} is {@code netty-all}; a native jar keeps its platform behind a colon. */
    private static String nameWithoutVersion(Path jar) {
        return jar.getFileName()
                .toString()
                .replaceFirst("-\\d[^-]*(-jre|-SNAPSHOT)?(-(linux-.*))?\\.jar$", ":$3")
                .replaceFirst(":$", "");
    }
}

package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell launcher finds a fitting JDK. The JDKs here are scripts that print how they were called. */
class LauncherTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private Path home;
    private Path tools;

    @BeforeEach
    void installWithoutAnyJdk() throws IOException {
        home = folder.resolve("opt/stage post");
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        Files.createFile(home.resolve("lib/a.jar"));
        Files.createFile(home.resolve("lib/b.jar"));
        Path launcher = Files.copy(Path.of("src/main/dist/bin/stagepost"), home.resolve("bin/stagepost"));
        makeExecutable(launcher);
        tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : new String[] {"cksum", "dirname", "mkdir", "readlink", "sed", "sh"}) {
            Files.createSymbolicLink(tools.resolve(tool), onThisMachine(tool));
        }
        environment.put("PATH", tools.toString());
        environment.put("STAGEPOST_JDKS", folder.resolve("jvm").toString());
    }

    @Test
    void runsMainWithEveryJarOfLibAndTheArgumentsAsTheyAre() throws Exception {
        jdk("jvm/25", "25.0.3");

        Run run = launch("trace", "--to", "ann lee@example.org");

        assertThat(run.exit).isZero();
        assertThat(run.output)
                .contains("[" + home.resolve("lib/a.jar") + ":" + home.resolve("lib/b.jar") + "]")
                .contains("[-Dstagepost.home=" + home + "]")
                .endsWith("[org.stagepost.distribution.Main]\n[trace]\n[--to]\n[ann lee@example.org]\n");
    }

    @Test
    void takesTheNewestOfTheUsualPlacesPastAnOldJavaHomeAndAnOldJavaOnThePath() throws Exception {
        environment.put("JAVA_HOME", jdk("elsewhere/17", "17.0.15").toString());
        Files.createSymbolicLink(tools.resolve("java"), jdk("jvm/17", "17.0.15").resolve("bin/java"));
        jdk("jvm/21", "21.0.9");
        Path newest = jdk("jvm/temurin-25", "25.0.3");
        jdk("jvm/8", "1.8.0_402");

        assertThat(launch().output).startsWith(newest + "/bin/java\n");
    }

    @Test
    void takesAFittingJavaHomeBeforeNewerOnesElsewhere() throws Exception {
        Path chosen = jdk("my jdk", "21.0.9");
        environment.put("JAVA_HOME", chosen.toString());
        jdk("jvm/25", "25.0.3");

        assertThat(launch().output).startsWith(chosen + "/bin/java\n");
    }

    @Test
    void takesAFittingJavaOnThePathThroughItsLinks() throws Exception {
        Path chosen = jdk("elsewhere/22", "22");
        Files.createSymbolicLink(tools.resolve("java"), chosen.resolve("bin/java"));
        jdk("jvm/25", "25.0.3");

        assertThat(launch().output).startsWith(chosen + "/bin/java\n");
    }

    @Test
    void takesTheRuntimeThatIsShippedInsideFirst() throws Exception {
        environment.put("JAVA_HOME", jdk("elsewhere/25", "25.0.3").toString());
        Path inside = jdk("opt/stage post/jre", "25.0.1");

        assertThat(launch().output).startsWith(inside + "/bin/java\n");
    }

    @Test
    void asksTheJvmForItsVersionWhereThereIsNoReleaseFile() throws Exception {
        Path nameless = jdk("jvm/nameless", "24.0.1");
        Files.delete(nameless.resolve("release"));

        assertThat(launch().output).startsWith(nameless + "/bin/java\n");
    }

    @Test
    void refusesAnUnfitStagepostJavaHomeEvenWhereAnotherWouldFit() throws Exception {
        Path old = jdk("elsewhere/17", "17.0.15");
        environment.put("STAGEPOST_JAVA_HOME", old.toString());
        jdk("jvm/25", "25.0.3");

        Run run = launch();

        assertThat(run.exit).isEqualTo(78);
        assertThat(run.output).contains("version 21 or newer", "STAGEPOST_JAVA_HOME is " + old, "17  " + old);
    }

    @Test
    void saysWhatItLookedAtWhereNoJdkFits() throws Exception {
        Path old = jdk("jvm/17", "17.0.15");

        Run run = launch();

        assertThat(run.exit).isEqualTo(78);
        assertThat(run.output).contains("found none", "17  " + old, "STAGEPOST_JAVA_HOME=");
    }

    @Test
    void runsThroughASymbolicLink() throws Exception {
        jdk("jvm/25", "25.0.3");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("opt/stage post/bin/stagepost"));

        Run run = run(link);

        assertThat(run.output).contains("[-Dstagepost.home=" + home + "]");
    }

    @Test
    void leavesTheCollectorToWhoeverSetsTheHeap() throws Exception {
        jdk("jvm/25", "25.0.3");
        assertThat(launch().output).contains("[-XX:+UseSerialGC]").contains("[-XX:+UseCompactObjectHeaders]");

        environment.put("STAGEPOST_JAVA_OPTS", "-Xmx4g -Xlog:gc");
        assertThat(launch().output).contains("[-Xmx4g]\n[-Xlog:gc]").doesNotContain("UseSerialGC");
    }

    @Test
    void passesNoOptionThatJdk21DoesNotKnow() throws Exception {
        environment.put("STAGEPOST_CACHE", folder.resolve("cache").toString());
        jdk("jvm/21", "21.0.9");

        assertThat(launch("serve").output).doesNotContain("CompactObjectHeaders", "aot");
    }

    @Test
    void putsTheJarsThatFewStartsNeedLast() throws Exception {
        jdk("jvm/25", "25.0.3");
        Files.createFile(home.resolve("lib/bcprov-1.jar"));
        Files.createFile(home.resolve("lib/z.jar"));

        assertThat(launch().output).contains("lib/b.jar:" + home + "/lib/z.jar:" + home + "/lib/bcprov-1.jar]");
    }

    @Test
    void compilesThoroughlyOnlyWhatServes() throws Exception {
        jdk("jvm/25", "25.0.3");

        assertThat(launch("--config", "serve", "check-config").output).contains("[-XX:TieredStopAtLevel=1]");
        assertThat(launch("--config", "demo", "serve").output).doesNotContain("TieredStopAtLevel");
    }

    @Test
    void serversLeaveTheirClassesInTheCacheAndCommandsOnlyTakeThemFromThere() throws Exception {
        jdk("jvm/25", "25.0.3");
        Path cache = folder.resolve("a cache");
        environment.put("STAGEPOST_CACHE", cache.toString());

        assertThat(launch("account", "list").output).doesNotContain("Shared");
        assertThat(cache).doesNotExist();

        Path archive = archive(launch("serve").output);
        assertThat(archive.getParent()).isEqualTo(cache).isDirectory();
        assertThat(archive(launch("demo").output)).isEqualTo(archive);
        assertThat(archive(launch("serve", "--only", "msa").output)).isNotEqualTo(archive);

        Files.writeString(archive, "classes");
        Run run = launch("account", "list");
        assertThat(archive(run.output)).isEqualTo(archive);
        assertThat(run.output).doesNotContain("AutoCreate");
    }

    @Test
    void takesTheCacheFolderOfTheServiceManagerBeforeTheOneOfTheUser() throws Exception {
        jdk("jvm/25", "25.0.3");
        environment.put("HOME", folder.resolve("home").toString());
        assertThat(archive(launch("serve").output)).startsWithRaw(folder.resolve("home/.cache/stagepost"));

        environment.put("CACHE_DIRECTORY", folder.resolve("var/cache").toString());
        assertThat(archive(launch("serve").output)).startsWithRaw(folder.resolve("var/cache"));
    }

    @Test
    void startsWithoutACacheWhereThereIsNoneOrItCannotBeWritten() throws Exception {
        jdk("jvm/25", "25.0.3");
        assertThat(launch("serve").output).doesNotContain("Shared").endsWith("Main]\n[serve]\n");

        environment.put(
                "STAGEPOST_CACHE", Files.createFile(folder.resolve("no folder")).toString());
        Run run = launch("serve");
        assertThat(run.exit).isZero();
        assertThat(run.output).doesNotContain("Shared").endsWith("Main]\n[serve]\n");

        environment.put("HOME", folder.toString());
        environment.put("STAGEPOST_CACHE", "");
        assertThat(launch("serve").output).doesNotContain("Shared");
    }

    private static Path archive(String output) {
        String option = "[-XX:SharedArchiveFile=";
        return Path.of(output.lines()
                .filter(line -> line.startsWith(option))
                .map(line -> line.substring(option.length(), line.length() - 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError(output)));
    }

    private Path jdk(String where, String version) throws IOException {
        Path jdk = folder.resolve(where);
        Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
        Files.writeString(java, """
            #!/bin/sh
            [ "$1" != -version ] || { echo 'openjdk version "%s" 2026-01-20' >&2; exit; }
            echo "$0"
            printf '[%%s]\\n' "$@"
            """.formatted(version));
        makeExecutable(java);
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        return jdk;
    }

    private Run launch(String... arguments) throws Exception {
        return run(home.resolve("bin/stagepost"), arguments);
    }

    private Run run(Path program, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(program.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    private record Run(int exit, String output) {}

    private static Path onThisMachine(String tool) {
        for (String place : new String[] {"/usr/bin", "/bin"}) {
            Path path = Path.of(place, tool);
            if (Files.isExecutable(path)) return path;
        }
        throw new AssertionError("no " + tool + " on this machine");
    }

    private static void makeExecutable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

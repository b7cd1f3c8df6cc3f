package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code stagepost serve} as a process of its own, from the classes of the build. */
final class Served implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final Path log;

    private Served(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param log takes what it prints */
    static Served start(Path settings, Path log, String... options) throws IOException {
        return start(List.of(), classes(), settings, log, options);
    }

    /** The same, as the child of another program, which is given the command. */
    static Served observed(List<String> observer, Path settings, Path log) throws IOException {
        return start(observer, classes(), settings, log);
    }

    private static List<String> classes() {
        return List.of("-cp", System.getProperty("java.class.path"));
    }

    /** The same, and sooner. */
    static Served start(Program program, Path settings, Path log) throws IOException {
        List<String> jvm = new ArrayList<>(program.options());
        jvm.addAll(List.of("-cp", program.jars()));
        return start(List.of(), jvm, settings, log);
    }

    private static Served start(List<String> observer, List<String> jvm, Path settings, Path log, String... options)
            throws IOException {
        List<String> command = new ArrayList<>(observer);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dguice_bytecode_gen_option=DISABLED"));
        command.addAll(jvm);
        command.addAll(List.of("org.stagepost.distribution.Main", "serve", "--config", settings.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Served(process, log);
    }

    /** Waits until it has printed this; returns all that it has printed so far. */
    String awaitText(String text) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!printed().contains(text)) {
            if (!process.isAlive() || System.nanoTime() > until)
                throw new AssertionError("it did not print \"" + text + "\" but:\n" + printed());
            Thread.sleep(20);
        }
        return printed();
    }

    String printed() throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    /** Waits for its end; returns the exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) throw new AssertionError("it did not end");
        return process.exitValue();
    }

    /** SIGKILL. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        kill();
    }
}

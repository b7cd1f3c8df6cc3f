package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code stagepost} as a process of its own, from the classes of the build. */
final class Served implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> JVM = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-Dguice_bytecode_gen_option=DISABLED");

    private final Process process;
    private final Path log;

    private Served(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * {@code stagepost serve}.
     *
     * @param log takes what it prints
     */
    static Served start(Path settings, Path log, String... options) throws IOException {
        return run(command(classes(), serve(settings, options)), log);
    }

    /** The same, as the child of another program, which is given the command. */
    static Served observed(List<String> observer, Path settings, Path log, String... options) throws IOException {
        return run(joined(observer, command(classes(), serve(settings, options))), log);
    }

    /** The same, and sooner. */
    static Served start(Program program, Path settings, Path log, String... options) throws IOException {
        List<String> jvm = joined(program.options(), List.of("-cp", program.jars()));
        return run(command(jvm, serve(settings, options)), log);
    }

    /** Another main class of the same class path, which is given the settings. */
    static Served start(Program program, Class<?> main, Path settings, Path log) throws IOException {
        List<String> jvm = joined(JVM, joined(program.options(), List.of("-cp", program.jars())));
        return run(joined(jvm, List.of(main.getName(), settings.toString())), log);
    }

    private static List<String> serve(Path settings, String... options) {
        return joined(List.of("serve", "--config", settings.toString()), List.of(options));
    }

    /** What runs any {@code stagepost} command: a JVM with these options. */
    static List<String> command(List<String> jvm, List<String> words) {
        return joined(joined(JVM, jvm), joined(List.of("org.stagepost.distribution.Main"), words));
    }

    static List<String> classes() {
        return List.of("-cp", System.getProperty("java.class.path"));
    }

    static List<String> joined(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    static Served run(List<String> command, Path log) throws IOException {
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

    /** A line of its standard input. */
    void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
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

    /** SIGINT, as by Ctrl-C. */
    void interrupt() throws IOException, InterruptedException {
        signal("INT");
    }

    /** Any other. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
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

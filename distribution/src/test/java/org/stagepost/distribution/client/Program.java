package org.stagepost.distribution.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.stagepost.distribution.Peers;

/** Somebody else's mail program, run in a home folder of its own. */
record Program(Path program, Path home) {
    private static final long PATIENCE = 30;

    /** What it printed, on both streams, and its exit code. */
    record Outcome(int exit, String printed) {}

    static Program of(String name, Path home) throws IOException {
        Path program = Peers.need(name, "/usr/bin/" + name);
        return new Program(program, Files.createDirectories(home));
    }

    /** A settings file in its home; these programs refuse files that others may read. */
    Path settings(String name, String text) throws IOException {
        Path file = Files.writeString(home.resolve(name), text);
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    Outcome run(String... arguments) throws IOException, InterruptedException {
        return fed("", arguments);
    }

    /** @param input what stands on its standard input */
    Outcome fed(String input, String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        return outcome(process);
    }

    /** On a terminal that nobody types at. */
    Outcome onTerminal(String command) throws IOException, InterruptedException {
        Path script = Peers.need("script", "/usr/bin/script");
        Process process = new Program(script, home).start("-qfec", command, "/dev/null");
        try (var open = process.getOutputStream()) {
            Outcome outcome = outcome(process);
            open.flush();
            return outcome;
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed().toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("FETCHMAILHOME", home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("TERM", "xterm");
        return builder.start();
    }

    private Path printed() {
        return home.resolve("printed");
    }

    private Outcome outcome(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError(program + " did not end; it printed:\n" + Files.readString(printed()));
        }
        return new Outcome(process.exitValue(), Files.readString(printed(), StandardCharsets.ISO_8859_1));
    }
}

package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.stagepost.distribution.Role;

/** An organisation whose stages are processes of their own, all started with one settings file. */
final class Stages implements AutoCloseable {
    private final Path folder;
    private final Path settings;
    private final Map<Role, Served> running = new EnumMap<>(Role.class);
    private Optional<Program> program = Optional.empty();
    private int starts;

    Stages(Path folder, Organisation organisation, Ports ports, InetSocketAddress dns) throws IOException {
        this(folder, organisation, ports, dns, UnaryOperator.identity());
    }

    /** @param changed makes the settings file what it shall be */
    Stages(Path folder, Organisation organisation, Ports ports, InetSocketAddress dns, UnaryOperator<String> changed)
            throws IOException {
        this.folder = folder;
        this.settings = folder.resolve("stagepost.toml");
        String impatient = "[mta]\nretry-first = \"1s\"\n";
        String telling = "trace.subjects = true\n";
        String usual = telling + organisation.settings(ports, dns).replace("[mta]\n", impatient);
        Files.writeString(settings, changed.apply(usual));
        new Shell(settings).welcome(organisation);
    }

    Path settings() {
        return settings;
    }

    Path data() {
        return folder.resolve("data");
    }

    /** From now on they start sooner: one process of all stages has run and ended, and what it learnt is kept for them. */
    void learn() throws IOException, InterruptedException {
        Program packed = Program.packed(folder);
        try (Served all = Served.start(packed, settings, folder.resolve("log-all"))) {
            all.awaitText(" serves as ");
            all.terminate();
            all.awaitEnd();
        }
        program = Optional.of(packed);
    }

    /** Starts processes, one for each role; returns when all serve. */
    void start(Role... roles) throws IOException, InterruptedException {
        List<Served> started = new ArrayList<>();
        for (Role role : roles) {
            Path log = folder.resolve("log-" + role + "-" + ++starts);
            Served served = program.isPresent()
                    ? Served.start(program.get(), settings, log, "--only", role.toString())
                    : Served.start(settings, log, "--only", role.toString());
            running.put(role, served);
            started.add(served);
        }
        for (Served served : started) served.awaitText(" serves as ");
    }

    /** Ends a process by SIGTERM. */
    void stop(Role role) throws InterruptedException {
        Served served = running.remove(role);
        served.terminate();
        served.awaitEnd();
    }

    /** Ends a process by SIGKILL. */
    void kill(Role role) throws InterruptedException {
        Served served = running.remove(role);
        served.kill();
        served.awaitEnd();
    }

    @Override
    public void close() {
        running.values().forEach(Served::close);
    }
}

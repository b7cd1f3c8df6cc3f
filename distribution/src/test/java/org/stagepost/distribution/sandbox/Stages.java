package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.stagepost.distribution.Role;

/** An organisation whose stages are processes of their own, all started with one settings file. */
final class Stages implements AutoCloseable {
    private final Path folder;
    private final Path settings;
    private final Map<Role, Served> running = new EnumMap<>(Role.class);
    private int starts;

    Stages(Path folder, Organisation organisation, Ports ports, InetSocketAddress dns) throws IOException {
        this.folder = folder;
        this.settings = folder.resolve("stagepost.toml");
        String impatient = "[mta]\nretry-first = \"1s\"\n";
        String telling = "trace.subjects = true\n";
        Files.writeString(settings, telling + organisation.settings(ports, dns).replace("[mta]\n", impatient));
        new Shell(settings).welcome(organisation);
    }

    Path settings() {
        return settings;
    }

    Path data() {
        return folder.resolve("data");
    }

    /** Starts processes, one for each role; returns when all serve. */
    void start(Role... roles) throws IOException, InterruptedException {
        List<Served> started = new ArrayList<>();
        for (Role role : roles) {
            Path log = folder.resolve("log-" + role + "-" + ++starts);
            Served served = Served.start(settings, log, "--only", role.toString());
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

    @Override
    public void close() {
        running.values().forEach(Served::close);
    }
}

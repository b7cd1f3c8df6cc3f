package org.stagepost.distribution.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.distribution.control.Clerk;
import org.stagepost.distribution.control.ControlPlace;
import org.stagepost.distribution.control.ControlSocket;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.net.Network;

/** Who is told, and what one that refuses means for the others. */
class ReloadCommandTest {
    @TempDir
    Path folder;

    private final RealDisk disk = new RealDisk();
    private final Network network = new Network();
    private final List<ControlSocket> sockets = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** A process in a container: the first there, as all the others are. */
    private record Answering(String since, String answer) implements Clerk {
        @Override
        public boolean knows(String duty) {
            return true;
        }

        @Override
        public List<String> answer(List<String> order) throws RefusedException {
            if (order.contains("status")) return List.of("process 1", "since " + since);
            if (answer.startsWith("no ")) throw new RefusedException(answer.substring(3));
            return List.of(answer);
        }
    }

    @BeforeEach
    void settings() throws Exception {
        Files.writeString(folder.resolve("stagepost.toml"), "hostname = 'mx.mars.test'\n");
    }

    @AfterEach
    void stop() throws Exception {
        for (ControlSocket each : sockets) each.stop();
        network.close();
        disk.close();
    }

    private void run(String since, String answer, String... roles) throws Exception {
        ControlPlace place = new ControlPlace(folder.resolve("data"), List.of(roles));
        ControlSocket socket = new ControlSocket(network, disk, place, Set.of(new Answering(since, answer)));
        socket.start();
        sockets.add(socket);
    }

    private int reload() {
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("STAGEPOST_CONFIG", folder.resolve("stagepost.toml").toString()),
                Optional.empty());
        return Stagepost.run(terminal, "reload");
    }

    @Test
    void processesWithTheSameNumberAreToldEachAndOnce() throws Exception {
        run("2026-03-01T10:00:00.001Z", "one", "msa", "mta");
        run("2026-03-01T10:00:00.002Z", "two", "imap");
        assertThat(reload()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
    }

    @Test
    void oneThatRefusesKeepsNoneOfTheOthersFromHearingOfIt() throws Exception {
        run("2026-03-01T10:00:00.001Z", "no such file", "msa");
        run("2026-03-01T10:00:00.002Z", "two", "imap");
        assertThat(reload()).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("two\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("stagepost: msa: such file\n");
    }
}

package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.distribution.Superuser;

/** How {@code stagepost serve} begins and ends. */
final class ServeTest {
    private static final String FREE_PORTS = """
        hostname = "mx.mars.test"
        domains = ["mars.test"]
        [msa]
        listen = "127.0.0.1:0"
        listen-tls = "127.0.0.1:0"
        [mta]
        listen = "127.0.0.1:0"
        [pop3]
        listen = "127.0.0.1:0"
        listen-tls = "127.0.0.1:0"
        [imap]
        listen = "127.0.0.1:0"
        listen-tls = "127.0.0.1:0"
        """;

    @TempDir
    Path folder;

    @Test
    void theFirstStartMakesACertificateTellsItsPortsAndEndsCleanlyOnSigterm() throws Exception {
        try (Served served = serve(FREE_PORTS, "--as-root")) {
            String printed = served.awaitText("serves as msa, mta, mda, pop3, imap");
            assertThat(printed)
                    .contains("made a self-signed certificate for mx.mars.test")
                    .doesNotContain(":0\n");
            for (String listener : new String[] {"submission", "submissions", "mta", "pop3", "pop3s", "imap", "imaps"})
                assertThat(printed).containsPattern(" " + listener + " on 127\\.0\\.0\\.1:[1-9]\\d*\n");
            served.terminate();
            assertThat(served.awaitEnd()).isEqualTo(128 + 15);
            assertThat(served.printed()).endsWith("serve: stopped\n");
        }
        try (Stream<Path> left = Files.list(folder.resolve("data/run"))) {
            assertThat(left).isEmpty();
        }
        try (Served again = serve(FREE_PORTS, "--as-root", "--only", "imap")) {
            assertThat(again.awaitText("serves as imap")).doesNotContain("self-signed", "submission");
        }
    }

    /** Under nohup the signal is ignored, and every child ignores it too until it is told not to. */
    @Test
    void sighupReadsTheSettingsAgainAndEndsNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("stagepost.toml"), FREE_PORTS);
        List<String> heard = List.of("env", "--default-signal=HUP");
        try (Served served = Served.observed(heard, file, folder.resolve("log"), "--as-root", "--only", "imap")) {
            served.awaitText("serves as imap");
            served.signal("HUP");
            served.awaitText("no setting has changed; certificates and secrets were read again");
            Files.writeString(file, FREE_PORTS + "idle = \"20m\"\nlog.to = 3");
            served.signal("HUP");
            served.awaitText("the settings were not taken: " + file + ":");
            Files.writeString(file, FREE_PORTS + "idle = \"40m\"\n");
            served.signal("HUP");
            served.awaitText("needs a restart: imap.idle");
            served.terminate();
            assertThat(served.awaitEnd()).isEqualTo(128 + 15);
            assertThat(served.printed()).endsWith("serve: stopped\n");
        }
    }

    @Test
    void rootIsRefusedUnlessItInsists() throws Exception {
        assumeTrue(Superuser.isRunning());
        try (Served served = serve(FREE_PORTS)) {
            assertThat(served.awaitEnd()).isEqualTo(1);
            assertThat(served.printed()).contains("root").contains("--as-root");
        }
    }

    @Test
    void aPortThatIsTakenIsNamedAndNothingStaysBehind() throws Exception {
        String taken = FREE_PORTS.replace("[imap]\nlisten = \"127.0.0.1:0\"", "[imap]\nlisten = \"192.0.2.1:143\"");
        try (Served served = serve(taken, "--as-root")) {
            assertThat(served.awaitEnd()).isEqualTo(1);
            assertThat(served.printed()).contains("192.0.2.1:143");
        }
    }

    @Test
    void anUnknownRoleAndAnUnknownKeyAreRefused() throws Exception {
        try (Served served = serve(FREE_PORTS, "--as-root", "--only", "imaps")) {
            assertThat(served.awaitEnd()).isEqualTo(1);
            assertThat(served.printed()).contains("no role is called imaps");
        }
        try (Served served = serve(FREE_PORTS + "conections = 5\n", "--as-root")) {
            assertThat(served.awaitEnd()).isEqualTo(78);
            assertThat(served.printed()).contains("unknown key imap.conections; did you mean imap.connections?");
        }
    }

    private Served serve(String settings, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("stagepost.toml"), settings);
        return Served.start(file, folder.resolve("log"), options);
    }
}

package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.distribution.Superuser;
import org.stagepost.distribution.sandbox.JakartaMail.Tls;

/** A start over data that is not as it should be: somebody else's, in use, or left behind by a process that was killed. */
final class RecoveryTest {
    private static final int NOBODY = 65_534;
    private static final Organisation MARS = new Organisation(
            "mars.test",
            Ports.loopback("127.0.0.9"),
            List.of(new Person("ann", "mars.test", "sandbox"), new Person("ben", "mars.test", "sandbox")));

    @TempDir
    Path folder;

    private Ports ports;
    private Path settings;

    @BeforeEach
    void settings() throws IOException {
        ports = Ports.any(List.of(MARS.address()));
        settings = settings("stagepost.toml", ports);
        new Shell(settings).welcome(MARS);
    }

    private Path settings(String name, Ports listen) throws IOException {
        InetSocketAddress nobody = new InetSocketAddress(MARS.address(), 9);
        String text = MARS.settings(listen, nobody).replace("[mta]\n", "[mta]\nretry-first = \"1s\"\n");
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void aMailRootOfAnotherOwnerIsRefusedWithTheLineThatMendsIt() throws Exception {
        assumeTrue(Superuser.isRunning(), "only root gives files away");
        Path root = Files.createDirectories(folder.resolve("data/mail"));
        Files.setAttribute(root, "unix:uid", NOBODY);
        try (Served served = serve("refused")) {
            assertThat(served.awaitEnd()).isEqualTo(1);
            assertThat(served.printed())
                    .contains(root + " belongs to user 65534")
                    .contains("chown -R 0 '" + root + "'")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aMaildirOfAnotherOwnerIsNamedInTheLogWhileTheOthersAreServedAndItsMailWaits() throws Exception {
        assumeTrue(Superuser.isRunning(), "only root gives files away");
        Path maildir = Files.createDirectories(folder.resolve("data/mail/mars.test/ann/Maildir"));
        Files.setAttribute(maildir, "unix:uid", NOBODY);
        try (Served served = serve("foreign")) {
            served.awaitText(" serves as ");
            program("ben").submit(Tls.STARTTLS, "both", "x", "ann@mars.test", "ben@mars.test");
            assertThat(program("ben").await(1)).hasSize(1);
            served.awaitText("chown -R 0 '" + maildir + "'");
            assertThat(maildir).isEmptyDirectory();
            Files.setAttribute(maildir, "unix:uid", 0);
            assertThat(program("ann").await(1)).hasSize(1);
        }
    }

    @Test
    void aSecondInstanceOnTheSameDataIsRefusedAndTheFirstServesOn() throws Exception {
        try (Served first = serve("first")) {
            first.awaitText(" serves as ");
            Path elsewhere = settings("elsewhere.toml", Ports.any(List.of(MARS.address())));
            try (Served second = Served.start(elsewhere, folder.resolve("second"))) {
                assertThat(second.awaitEnd()).isEqualTo(1);
                assertThat(second.printed())
                        .containsPattern("stagepost: .*another process")
                        .doesNotContain("\tat ");
            }
            assertThat(new Shell(settings).run("", "account", "list")).contains("ann@mars.test");
            exchange();
        }
    }

    @Test
    void whatAKilledProcessLeftBehindKeepsNoStartBack() throws Exception {
        try (Served first = serve("killed")) {
            first.awaitText(" serves as ");
            exchange();
            first.kill();
            first.awaitEnd();
        }
        assertThat(folder.resolve("data/run")).isNotEmptyDirectory();
        Path half = broken("data/mail/mars.test/ann/Maildir/tmp/half");
        Path unanswered = broken("data/queue/incoming/half");
        try (Served second = serve("after")) {
            second.awaitText(" serves as ");
            exchange();
            assertThat(program("ann").await(2)).hasSize(2);
        }
        assertThat(unanswered).as("what the queue had not taken").doesNotExist();
        assertThat(half).as("Maildir's rules give its writer 36 hours").exists();
    }

    /** As a process leaves it that is killed while it writes. */
    private Path broken(String file) throws IOException {
        return Files.writeString(folder.resolve(file), "From: somebody\r\nSubj");
    }

    private void exchange() throws MessagingException, IOException, InterruptedException {
        program("ben").submit(Tls.STARTTLS, "hello", "x", "ann@mars.test");
        assertThat(program("ann").await(1)).isNotEmpty();
    }

    private Served serve(String log) throws IOException {
        return Served.start(settings, folder.resolve(log));
    }

    private JakartaMail program(String name) {
        return new JakartaMail(MARS, ports, name);
    }
}

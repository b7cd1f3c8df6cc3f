package org.stagepost.distribution.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.Network;

final class ControlSocketTest {
    @TempDir
    Path data;

    private final RealDisk disk = new RealDisk();
    private final Network network = new Network();
    private ControlSocket socket;

    /** Says what it heard, and refuses what it is told to. */
    private static final class Echo implements Clerk {
        @Override
        public boolean knows(String duty) {
            return duty.equals("echo");
        }

        @Override
        public List<String> answer(List<String> order) throws RefusedException {
            if (order.contains("refuse")) throw new RefusedException("no\nnever");
            return order.subList(1, order.size());
        }
    }

    @BeforeEach
    void start() throws IOException {
        socket = new ControlSocket(network, disk, new ControlPlace(data, List.of("mta", "imap")), Set.of(new Echo()));
        socket.start();
    }

    @AfterEach
    void stop() throws Exception {
        socket.stop();
        network.close();
        disk.close();
    }

    @Test
    void anOrderReachesTheProcessUnderEachOfItsRoles() throws Exception {
        for (String role : List.of("mta", "imap"))
            assertThat(new Control(data).ask(role, List.of("echo", "a b", "", "tab\tline\r\nü\\n")))
                    .contains(List.of("a b", "", "tab\tline\r\nü\\n"));
    }

    @Test
    void aRefusalArrivesWithItsReason() {
        assertThatThrownBy(() -> new Control(data).ask("mta", List.of("echo", "refuse")))
                .isInstanceOf(RefusedException.class)
                .hasMessage("no\nnever");
        assertThatThrownBy(() -> new Control(data).ask("mta", List.of("dance")))
                .hasMessage("this process has nothing to do with dance");
    }

    @Test
    void whereNothingRunsThereIsNoAnswer() throws Exception {
        assertThat(new Control(data).ask("pop3", List.of("echo"))).isEmpty();
        socket.stop();
        assertThat(new Control(data).ask("mta", List.of("echo"))).isEmpty();
    }

    @Test
    void aSocketLeftByAKilledProcessIsNoAnswerAndIsReplaced() throws Exception {
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(data.resolve("run/msa.sock")));
        }
        assertThat(data.resolve("run/msa.sock")).exists();
        assertThat(new Control(data).ask("msa", List.of("echo"))).isEmpty();
        ControlSocket again =
                new ControlSocket(network, disk, new ControlPlace(data, List.of("msa")), Set.of(new Echo()));
        again.start();
        assertThat(new Control(data).ask("msa", List.of("echo", "here"))).contains(List.of("here"));
        again.stop();
    }

    @Test
    void aProcessThatHangsIsNotWaitedForForEver() throws Exception {
        try (ServerSocketChannel hung = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            hung.bind(UnixDomainSocketAddress.of(data.resolve("run/msa.sock")));
            assertThatThrownBy(() -> new Control(data).ask("msa", List.of("echo"), Duration.ofMillis(50)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("has not answered for");
        }
    }

    @Test
    void whoHasEndedWithoutBeingStoppedHasLeftHisSocket() throws Exception {
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(data.resolve("run/msa.sock")));
        }
        Control control = new Control(data);
        assertThat(control.isLeft("msa")).isTrue();
        assertThat(control.isLeft("mta")).as("it runs").isFalse();
        assertThat(control.isLeft("pop3")).as("it never ran").isFalse();
        socket.stop();
        assertThat(control.isLeft("mta")).as("it was stopped").isFalse();
    }

    @Test
    void whatIsNoSocketIsNeverReplaced() throws Exception {
        Path file = Files.writeString(data.resolve("run/msa.sock"), "somebody's");
        ControlSocket again =
                new ControlSocket(network, disk, new ControlPlace(data, List.of("msa")), Set.of(new Echo()));
        assertThatThrownBy(again::start).isInstanceOf(java.io.IOException.class).hasMessageContaining("no socket");
        assertThat(file).hasContent("somebody's");
    }

    @Test
    void onlyTheOwnerMayGiveOrders() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("run"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("run/mta.sock"))))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\", "a\\x"})
    void aBrokenEscapeIsNoOrder(String line) {
        assertThatThrownBy(() -> Words.parse(line)).isInstanceOf(SyntaxException.class);
    }
}

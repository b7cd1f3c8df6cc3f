package org.stagepost.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stagepost.dialogue.Recorder;
import org.stagepost.net.Connection;
import org.stagepost.net.EndedException;
import org.stagepost.net.Network;

class ReplyReaderTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Network network = new Network();

    @AfterEach
    void close() {
        network.close();
    }

    /** A peer that sends a line of a reply every four minutes has the time of one line for all of them. */
    @Test
    void q1_aReplyOfManyLinesHasNoMoreTimeThanOneLine() throws Exception {
        String greeting = "220-one\r\n220-two\r\n220 three";
        try (ScriptedServer server = new ScriptedServer(Map.of("GREETING", greeting));
                Connection connection = network.connect(server.endpoint(), Optional.empty(), HOUR)) {
            assertThat(new ReplyReader(connection, new Recorder()).read(HOUR).lines())
                    .containsExactly("one", "two", "three");
            assertThat(connection.timeout()).isLessThan(HOUR).isGreaterThan(Duration.ofMinutes(50));
        }
    }

    @Test
    void q1_aReplyThatDoesNotEndInTimeEndsTheDialogue() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of("GREETING", "220-one\r\n220-two"));
                Connection connection = network.connect(server.endpoint(), Optional.empty(), HOUR)) {
            ReplyReader replies = new ReplyReader(connection, new Recorder());
            assertThatThrownBy(() -> replies.read(Duration.ofMillis(300)))
                    .isInstanceOfSatisfying(
                            EndedException.class, end -> assertThat(end.why()).isEqualTo(EndedException.Why.IDLE));
        }
    }
}

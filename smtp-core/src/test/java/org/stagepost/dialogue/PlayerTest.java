package org.stagepost.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlayerTest {
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void repliesAreMatchedAndCapturesUsed() throws Exception {
        says("220 hi\r\n250-x\r\n250 id 17\r\n250 2.0.0 seen 17\r\n");
        assertThat(play("S: 220 *\nC: EHLO $me\nS: 250 id $id\nC: SEE $id\nS: 250 2.0.0 seen $id\nEND"))
                .isEqualTo(Map.of("me", "client.example", "id", "17"));
    }

    @Test
    void aDifferentReplyNamesScriptLineAndBothTexts() throws Exception {
        says("220 hi\r\n");
        assertThatThrownBy(() -> play("S: 220 *\nS: 250 *\n"))
                .isInstanceOf(MismatchException.class)
                .hasMessageContaining("test:2")
                .hasMessageContaining("S: 250 *");
    }

    @Test
    void literalsOfLinesPassedOverAreNoLines() throws Exception {
        says("* 1 FETCH (BODY[] {10}\r\na OK x\r\n\r\n UID 3)\r\na OK done\r\n");
        play("S: a OK done\n");
    }

    @Test
    void somethingSaidBeforeTheEndIsNoEnd() throws Exception {
        says("220 hi\r\n421 bye\r\n");
        assertThatThrownBy(() -> play("S: 220 *\nEND\n")).hasMessageContaining("expected END");
    }

    @Test
    void twoConnectionsAreKeptApart() throws Exception {
        says("220 one\r\n");
        says("220 two\r\n");
        Map<String, String> heard = play("A> S: 220 $a\nB> S: 220 $b\n");
        assertThat(heard.get("a")).isNotEqualTo(heard.get("b"));
    }

    private Map<String, String> play(String script) throws Exception {
        InetSocketAddress address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
        return new Player(address, Map.of("me", "client.example")).play(Script.parse("test", script));
    }

    /** The next client gets all this at once, and the connection ends when the client has closed or said nothing more. */
    private void says(String text) {
        Thread.ofVirtual().start(() -> {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
                socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}

package org.stagepost.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DotBodyTest {
    @Test
    void takesTheStuffingOutAndStopsAtTheDot() throws IOException {
        assertThat(read("a\r\n..b\r\n.c\r\n.\r\nNOOP\r\n", 3, 4096)).isEqualTo("a\r\n.b\r\nc\r\n|NOOP\r\n|");
    }

    @Test
    void anEmptyBodyIsOneDot() throws IOException {
        assertThat(read(".\r\nQUIT\r\n", 100, 4096)).isEqualTo("|QUIT\r\n|");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\r.\r\n"})
    void r1_onlyCrLfDotCrLfEndsTheBody(String marker) throws IOException {
        for (int chunk = 1; chunk < 20; chunk++) {
            String all = read("x" + marker + "MAIL FROM:<>\r\n.\r\n", chunk, 4096);
            assertThat(all).endsWith("MAIL FROM:<>\r\n||bare");
        }
    }

    /** Wherever the octets are cut, all of it is one body and nothing of it is left to be taken for commands. */
    @ParameterizedTest
    @ValueSource(strings = {"\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\r.\r\n", "\r\n\0.\r\n"})
    void r2_whereverTheOctetsAreCutThereIsOneBody(String marker) throws IOException {
        String smuggled = "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nx";
        String input = "y" + marker + smuggled + "\r\n.\r\nNOOP\r\n";
        String body = marker.equals("\r\n.\r") ? "y\r\n\r" : "y" + marker.replace("\r\n.", "\r\n");
        String fault = marker.contains("\0") ? "nul" : "bare";
        for (int cut = 1; cut < input.length(); cut++)
            for (int target : new int[] {1, 2, 3, 4096})
                assertThat(read(List.of(input.substring(0, cut), input.substring(cut)), target))
                        .as("cut at %d, read by %d", cut, target)
                        .isEqualTo(body + smuggled + "\r\n|NOOP\r\n|" + fault);
    }

    @Test
    void nulIsSeen() throws IOException {
        assertThat(read("a\r\n\0.\r\n.\r\n", 2, 4096)).endsWith("nul");
    }

    @Test
    void r4_stuffingAndUnstuffingGiveTheOctetsBackForAllPlacements() throws IOException {
        Random random = new Random(4711);
        String alphabet = "\r\n.x";
        for (int round = 0; round < 3_000; round++) {
            StringBuilder body = new StringBuilder();
            int length = random.nextInt(12);
            for (int i = 0; i < length; i++) body.append(alphabet.charAt(random.nextInt(4)));
            String wanted = body + (body.isEmpty() || body.toString().endsWith("\r\n") ? "" : "\r\n");
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            try (DotStuffing stuffing = new DotStuffing(wire)) {
                stuffing.write(body.toString().getBytes(StandardCharsets.ISO_8859_1));
            }
            String sent = wire.toString(StandardCharsets.ISO_8859_1);
            String got = read(sent, 1 + random.nextInt(5), 1 + random.nextInt(5));
            assertThat(got.substring(0, got.indexOf('|'))).as("%s", sent).isEqualTo(wanted);
        }
    }

    /** Body, what is left behind it, and the faults, for input in pieces and a target of a given size. */
    private static String read(String input, int chunk, int target) throws IOException {
        List<String> pieces = new ArrayList<>();
        for (int i = 0; i < input.length(); i += chunk)
            pieces.add(input.substring(i, Math.min(i + chunk, input.length())));
        return read(pieces, target);
    }

    private static String read(List<String> pieces, int target) throws IOException {
        Inbox inbox = new Inbox();
        EmbeddedChannel channel = new EmbeddedChannel(inbox);
        int length = 0;
        for (String piece : pieces) {
            channel.writeInbound(Unpooled.copiedBuffer(piece, StandardCharsets.ISO_8859_1));
            length += piece.length();
        }
        try (Connection connection = new Connection(channel, inbox, Duration.ofSeconds(5))) {
            DotBody body = connection.body();
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            byte[] buffer = new byte[target];
            for (int n = body.read(buffer, 0, target); n >= 0; n = body.read(buffer, 0, target))
                read.write(buffer, 0, n);
            String text = read.toString(StandardCharsets.ISO_8859_1) + "|" + rest(connection, length);
            return text + "|" + (body.bareLineEnd() ? "bare" : "") + (body.nul() ? "nul" : "");
        }
    }

    private static String rest(Connection connection, int atMost) throws IOException {
        StringBuilder rest = new StringBuilder();
        while (connection.inputBuffered() && rest.length() < atMost) {
            rest.append(new String(connection.octets(1).readAllBytes(), StandardCharsets.ISO_8859_1));
        }
        return rest.toString();
    }
}

package org.stagepost.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.stagepost.dialogue.Recorder;
import org.stagepost.fuzz.Mutants;
import org.stagepost.mail.Reply;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.Connection;
import org.stagepost.net.EndedException;
import org.stagepost.net.Fed;

class ReplyFuzzTest {
    static Stream<byte[]> seeds() {
        return Mutants.seeds(
                "220 mx.example.org ESMTP\r\n250-mx\r\n250-SIZE 1000\r\n250 DSN\r\n",
                "250 2.1.0 fine\r\n550-5.1.1 nobody\r\n550 5.1.1 of that name\r\n",
                "250-a\r\n550 b\r\n",
                "000 x\r\n999 y\r\n",
                "250\r\n250-\r\n250 \r\n",
                "421 4.3.2 \u00ff\u00fe\r\n",
                "451 4.999.9999999999 x\r\n",
                "250 no line end\n");
    }

    /** Replies are read the same however they come, have a code that there is, and a bounded text without line ends. */
    @MethodSource("seeds")
    @FuzzTest
    void q2_read(byte[] octets) {
        List<String> whole = read(List.of(octets));
        assertThat(read(Mutants.pieces(octets, octets.length))).isEqualTo(whole);
    }

    private static List<String> read(List<byte[]> pieces) {
        List<String> replies = new ArrayList<>();
        try (Connection connection = Fed.heard(pieces)) {
            ReplyReader reader = new ReplyReader(connection, new Recorder());
            while (true) {
                Reply reply = reader.read(Duration.ofSeconds(5));
                assertThat(reply.code()).isBetween(200, 599);
                assertThat(reply.lines()).hasSizeBetween(1, 100).allMatch(line -> line.indexOf('\n') < 0);
                replies.add(reply.toString());
            }
        } catch (SyntaxException e) {
            replies.add("no reply");
        } catch (EndedException e) {
            replies.add(e.why().name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return replies;
    }

    @Test
    void mutants() {
        Mutants.each(seeds(), 10_000, this::q2_read);
    }
}

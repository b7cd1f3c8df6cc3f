package org.stagepost.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.stagepost.fuzz.Mutants;

class BodyFuzzTest {
    private static final String END = "\r\n.\r\n";

    static Stream<byte[]> seeds() {
        return Mutants.seeds(
                "Subject: a\r\n\r\n..b\r\n.c\r\n.\r\nNOOP\r\n",
                ".\r\nQUIT\r\n",
                "a\n.\nb\r.\rc\r\n.\nd\r\n.\re\n.\r\nf\r.\r\ng\r\n\0.\r\nh\r\n.\r\n",
                "\r\n\r\n.\r\n.\r\n",
                "no end");
    }

    /** The body is what stands before the first CR LF . CR LF, without a dot at each start of a line, however it comes. */
    @MethodSource("seeds")
    @FuzzTest
    void r1_r2_data(byte[] octets) {
        String text = "\r\n" + Mutants.text(octets);
        int end = text.indexOf(END);
        String expected = end < 0
                ? "none"
                : text.substring(0, end + 2).replace("\r\n.", "\r\n").substring(2);
        String behind = end < 0 ? "" : text.substring(end + END.length());
        for (List<byte[]> pieces : List.of(List.of(octets), Mutants.pieces(octets, octets.length))) {
            try (Connection connection = Fed.heard(pieces)) {
                String body = Mutants.text(connection.body().readAllBytes());
                assertThat(body).isEqualTo(expected);
                String rest = Mutants.text(connection.octets(behind.length()).readAllBytes());
                assertThat(rest).isEqualTo(behind);
                assertThat(connection.inputBuffered()).isFalse();
            } catch (EndedException cutShort) {
                assertThat(end).as("%s", text).isNegative();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void mutants() {
        Mutants.each(seeds(), 10_000, this::r1_r2_data);
    }
}

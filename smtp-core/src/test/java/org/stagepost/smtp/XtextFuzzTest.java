package org.stagepost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.stagepost.fuzz.Mutants;
import org.stagepost.mail.SyntaxException;

class XtextFuzzTest {
    static Stream<byte[]> seeds() {
        return Mutants.seeds("a+2Bb+3D", "rfc822;ann@example.org", "+0D+0A", "+", "+2b", "a=b", "utf-8;j\u00c3\u00b6");
    }

    /** What is decoded holds no control character, and encoding undoes it. */
    @MethodSource("seeds")
    @FuzzTest
    void r20_decode(byte[] octets) {
        String encoded = Mutants.text(octets);
        try {
            String text = Xtext.decode(encoded);
            assertThat(text.chars()).allMatch(c -> c >= ' ' && c != 127);
            assertThat(Xtext.decode(Xtext.encode(text))).isEqualTo(text);
        } catch (SyntaxException e) {
            assertThat(encoded.chars()).anyMatch(c -> c == '+' || c == '=' || c <= ' ' || c == 127);
        }
    }

    @Test
    void mutants() {
        Mutants.each(seeds(), 20_000, this::r20_decode);
    }
}

package org.stagepost.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.stagepost.fuzz.Mutants;

class AddressFuzzTest {
    static Stream<byte[]> seeds() {
        return Mutants.seeds(
                "ann@example.org",
                "\"a b\\\"c\"@example.org",
                "\"\"@d",
                "a.b+c@[192.0.2.1]",
                "a@[IPv6:2001:db8::1]",
                "a@[IPv6:::ffff:192.0.2.1]",
                "j\u00c3\u00b6rg@b\u00c3\u00bccher.example",
                "a@xn--bcher-kva.example",
                "a%b@c",
                "@a,@b:c@d");
    }

    /** What is an address has one form, fits into a command line, and means the same when it is read again. */
    @MethodSource("seeds")
    @FuzzTest
    void r15_q8_parse(byte[] octets) {
        try {
            Address address = Address.parse(new String(octets, StandardCharsets.UTF_8));
            String text = address.toString();
            assertThat(text.chars()).allMatch(c -> c >= ' ' && c != 127);
            assertThat(Address.parse(text)).isEqualTo(address);
            assertThat(address.localPart().getBytes(StandardCharsets.UTF_8).length)
                    .isLessThanOrEqualTo(64);
        } catch (SyntaxException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void mutants() {
        Mutants.each(seeds(), 20_000, this::r15_q8_parse);
    }
}

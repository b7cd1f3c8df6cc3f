package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
    private static final String HOST = "mx.example.org";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Authentication-Results | mx.example.org; spf=pass | true",
                "Authentication-Results | (c (d)) MX.Example.org. 1; none | true",
                "Authentication-Results | mx.example.org.evil.example; spf=pass | false",
                "Authentication-Results | other.example; x=mx.example.org | false",
                "Authentication-Results | '' | false",
                "Received-SPF | pass (mx.example.org: fine) client-ip=192.0.2.1 | true",
                "Received-SPF | pass client-ip=192.0.2.1; receiver=mx.example.org; | true",
                "Received-SPF | pass (other.example: mx.example.org) | false",
                "Received-SPF | pass (mx.example.org: fine) receiver=other.example | false",
                "Received-SPF | pass (no host) (mx.example.org: late) | true",
                "Subject | mx.example.org; spf=pass | false",
            })
    void r27_whoClaimsToBeUs(String name, String value, boolean ours) {
        assertThat(Verdict.claims(HeaderField.of(name, value), HOST)).isEqualTo(ours);
    }

    /** A long comment is read once, not once for every word behind it. */
    @Test
    void r27_aHostileFieldIsReadInOnePass() {
        HeaderField field = HeaderField.of("Received-SPF", "(" + "x".repeat(50_000) + "\\y) " + ";".repeat(50_000));
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(Verdict.claims(field, HOST)).isFalse());
    }
}

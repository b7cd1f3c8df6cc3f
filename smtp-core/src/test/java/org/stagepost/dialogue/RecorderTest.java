package org.stagepost.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecorderTest {
    private final Recorder recorder = new Recorder();

    @ParameterizedTest
    @CsvSource({
        "AUTH PLAIN AGFubgBwYXNz, AUTH PLAIN ***",
        "auth login, auth login",
        "AUTH, AUTH",
        "PASS s3cret with space, PASS ***",
        "APOP ann 0123, APOP ann ***",
        "a1 LOGIN ann s3cret, a1 LOGIN ann ***",
        "a1 authenticate PLAIN AGFubgBwYXNz, a1 authenticate PLAIN ***",
        "USER ann, USER ann",
        "NOOP, NOOP",
        "MAIL FROM:<PASS@x>, MAIL FROM:<PASS@x>",
    })
    void a11_secretsAreBlanked(String line, String kept) {
        recorder.client(line);
        assertThat(recorder.lines()).containsExactly("C: " + kept);
    }

    @Test
    void a11_everyLineOfASaslExchangeIsBlanked() {
        recorder.client("AUTH SCRAM-SHA-256");
        recorder.server("334 cj1mb28=");
        recorder.client("Yz1iaXdz");
        recorder.server("334 dj0x");
        recorder.client("");
        recorder.server("235 2.7.0 welcome");
        recorder.client("NOOP");
        assertThat(recorder.lines())
                .containsExactly(
                        "C: AUTH SCRAM-SHA-256",
                        "S: 334 ***",
                        "C: ***",
                        "S: 334 ***",
                        "C: ***",
                        "S: 235 2.7.0 welcome",
                        "C: NOOP");
    }

    @Test
    void eachTransactionBeginsWithWhatWasSaidBeforeTheMark() {
        recorder.server("220 hello");
        recorder.mark();
        recorder.client("MAIL FROM:<>");
        recorder.rewind();
        recorder.client("QUIT");
        assertThat(recorder.lines()).containsExactly("S: 220 hello", "C: QUIT");
    }

    @Test
    void linesAndTheirLengthAreBounded() {
        for (int i = 0; i < 1_000; i++) recorder.client("NOOP " + i + " " + "x".repeat(5_000));
        assertThat(recorder.lines()).hasSize(121).anyMatch(line -> line.equals("# 880 lines left out"));
        assertThat(recorder.lines().get(120)).startsWith("C: NOOP 999 ").hasSizeLessThan(410);
    }
}

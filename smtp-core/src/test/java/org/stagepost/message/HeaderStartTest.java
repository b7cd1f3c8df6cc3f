package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided octet by octet is what is decided of the whole. */
class HeaderStartTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "\r\nx", "a: b\r\n\r\n", "a : b\r\n", "From x\r\na: b\r\n", ">From x\r\n\r\n", "From x\r\nb\r\n",
                "From x\r\nFrom y\r\na: b\r\n", "From: x\r\n", "a b: c\r\n", ": x\r\n", " a: b\r\n", "no line", "a:"
            })
    void handmade(String message) {
        agree(message.getBytes(StandardCharsets.ISO_8859_1));
        agree((message + "x".repeat(2_000)).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void mutantsOfMessages() {
        Seeded seeded = new Seeded(20);
        for (int round = 0; round < 3_000; round++) agree(seeded.mutant(seeded.message()));
    }

    private static void agree(byte[] message) {
        HeaderStart start = new HeaderStart();
        HeaderStart.Finding verdict = HeaderStart.Finding.UNDECIDED;
        for (int i = 0; i < message.length && verdict == HeaderStart.Finding.UNDECIDED; i++)
            verdict = start.take(message[i]);
        if (verdict == HeaderStart.Finding.UNDECIDED)
            return; // its first line has not ended: it has no field of two lines
        Header header = Header.parse(message);
        boolean none = header.length() == header.afterMboxSeparator();
        assertThat(verdict)
                .as("%s", new String(message, StandardCharsets.ISO_8859_1))
                .isEqualTo(none ? HeaderStart.Finding.NONE : HeaderStart.Finding.HEADER);
    }
}

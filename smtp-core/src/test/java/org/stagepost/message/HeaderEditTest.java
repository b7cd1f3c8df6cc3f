package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stagepost.mail.Message;

/** Fields put on top and taken out, while everything else stays as it is. */
class HeaderEditTest {
    private static String edited(String message) throws IOException {
        Message came = Message.of(message.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        Message goes = HeaderEdit.of(came)
                .onTop(HeaderField.of("Second", "2"))
                .onTop(HeaderField.of("Top", "1"))
                .without("gone")
                .message();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        goes.writeTo(written);
        try (InputStream in = goes.open()) {
            assertThat(in.readAllBytes()).isEqualTo(written.toByteArray()).hasSize((int) goes.size());
        }
        return written.toString(StandardCharsets.ISO_8859_1).replace("\r\n", "|");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        'A: b||text|',                              'Top: 1|Second: 2|A: b||text|'
        'Gone: x| y|A: b|gone:z|junk||Gone: body|', 'Top: 1|Second: 2|A: b|junk||Gone: body|'
        'Gone: x||text',                            'Top: 1|Second: 2||text'
        'no field|text|',                           'Top: 1|Second: 2||no field|text|'
        '|text|',                                   'Top: 1|Second: 2||text|'
        'From a b|A: b||text|',                     'Top: 1|Second: 2|A: b||text|'
        'From a b|no field||text|',                 'Top: 1|Second: 2||no field||text|'
        'A: b|',                                    'Top: 1|Second: 2|A: b|'
        'A: b',                                     'Top: 1|Second: 2|A: b'
        '',                                         'Top: 1|Second: 2|'
        """)
    void editedMessage(String message, String expected) throws IOException {
        assertThat(edited(message)).isEqualTo(expected);
    }

    @Test
    void m6_bodyStaysTheBody() throws IOException {
        for (int seed = 0; seed < 2_000; seed++) {
            Seeded seeded = new Seeded(seed);
            byte[] message = seeded.mutant(seeded.message());
            Message goes = HeaderEdit.of(Message.of(message))
                    .onTop(HeaderField.of("Top", "1"))
                    .message();
            try (InputStream in = goes.open()) {
                byte[] octets = in.readAllBytes();
                assertThat(Shape.body(MimePart.of(octets), octets))
                        .as("seed %d", seed)
                        .isEqualTo(Shape.body(MimePart.of(message), message));
            }
        }
    }

    @Test
    void largeBodyIsNotHeld() throws IOException {
        String body = "x".repeat(3 << 20);
        assertThat(edited("A: b||" + body)).hasSize("Top: 1|Second: 2|A: b||".length() + body.length());
    }
}

package org.stagepost.imap.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseWriterTest {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final ResponseWriter out = new ResponseWriter(octets);

    private String written() throws IOException {
        out.flush();
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, 10, 99, 100, 4294967295L, Long.MAX_VALUE})
    void numbersAreDecimal(long number) throws IOException {
        out.number(number);
        assertThat(written()).isEqualTo(Long.toString(number));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain|\"plain\"",
                "``|\"\"",
                "a \"b\" \\c|\"a \\\"b\\\" \\\\c\"",
                "(){%*]|\"(){%*]\"",
            })
    void stringsAreQuotedWhereTheyCanBe(String text, String written) throws IOException {
        out.string(text);
        assertThat(written()).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00fc", "a\r\nb", "\u007f", "\u0001"})
    void otherStringsAreLiterals(String text) throws IOException {
        out.string(text);
        assertThat(written()).isEqualTo("{" + text.length() + "}\r\n" + text);
    }

    @Test
    void absentIsNil() throws IOException {
        out.nstring(Optional.empty()).octet(' ').nstring(Optional.of(""));
        assertThat(written()).isEqualTo("NIL \"\"");
    }

    @Test
    void longTextsGoThroughWhole() throws IOException {
        String text = "x".repeat(20_000);
        out.text("<")
                .text(text)
                .octets(text.getBytes(StandardCharsets.US_ASCII))
                .text(">");
        assertThat(written()).isEqualTo("<" + text + text + ">");
    }

    @Test
    void streamsAreExact() throws IOException {
        byte[] message = "y".repeat(30_000).getBytes(StandardCharsets.US_ASCII);
        out.literal(25_000).stream(new ByteArrayInputStream(message), 25_000).end();
        assertThat(written()).hasSize(25_000 + 11).endsWith("y\r\n");
        assertThatThrownBy(() -> out.stream(new ByteArrayInputStream(message), 30_001))
                .isInstanceOf(EOFException.class);
    }
}

package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Header blocks: fields, folds, and what stands between them (RFC 5322 2.2). */
class HeaderTest {
    private static final byte[] FOLDED =
            Shape.lines("Subject: one", " two", "\tthree ", "TO : a@b", "to:c@d", "X:", "", "Subject: body");

    @Test
    void fieldsAreFoundWhateverTheirCase() {
        Header header = Header.parse(FOLDED);
        assertThat(header.fields()).extracting(HeaderField::name).containsExactly("Subject", "TO", "to", "X");
        assertThat(header.value("SUBJECT")).contains("one two\tthree");
        assertThat(header.all("To")).extracting(HeaderField::value).containsExactly("a@b", "c@d");
        assertThat(header.value("x")).contains("");
        assertThat(header.value("y")).isEmpty();
    }

    @Test
    void fieldKeepsItsOctets() {
        Header header = Header.parse(FOLDED);
        assertThat(header.first("subject").orElseThrow().octets())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("Subject: one\r\n two\r\n\tthree \r\n");
        assertThat(header.length()).isEqualTo(FOLDED.length - "Subject: body\r\n".length());
        assertThat(header.fields().get(1).offset()).isEqualTo(29);
    }

    @Test
    void c19_namesFoldInAsciiOnly() {
        Header header = Header.parse("\u212aey: v\r\nKey: w\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(header.fields()).isEmpty();
        Header ascii = Header.parse(Shape.lines("KEY: w", ""));
        assertThat(ascii.value("\u212aey")).isEmpty();
        assertThat(ascii.value("key")).contains("w");
    }

    @Test
    void r19_octetsAbove127AreKeptAndReadAsUtf8() {
        HeaderField utf8 = Header.parse("Subject: Grüße\r\n".getBytes(StandardCharsets.UTF_8))
                .fields()
                .getFirst();
        assertThat(utf8.text()).isEqualTo("Grüße");
        assertThat(utf8.value().getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo("Grüße".getBytes(StandardCharsets.UTF_8));
        HeaderField latin = Header.parse("Subject: Grüße\r\n".getBytes(StandardCharsets.ISO_8859_1))
                .fields()
                .getFirst();
        assertThat(latin.text()).isEqualTo("Grüße");
    }

    @Test
    void valueHoldsNoLineEndAndNoNul() {
        HeaderField field = Header.parse("A: x\0y\rz\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                .fields()
                .getFirst();
        assertThat(field.value()).isEqualTo("xyz");
    }

    @Test
    void bareLineFeedsEndLinesToo() {
        Header header = Header.parse("A: x\n y\nB: z\n\nC: w\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(header.fields()).extracting(HeaderField::value).containsExactly("x y", "z");
    }

    @Test
    void r18_longFieldIsInterpretedUpToItsBound() {
        byte[] header = ("A: " + "x".repeat(200_000) + "\r\nB: y\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        assertThat(Header.parse(header).value("A").orElseThrow()).hasSizeLessThanOrEqualTo(Bounds.FIELD_VALUE);
        assertThat(Header.parse(header).value("B")).contains("y");
    }

    @Test
    void r18_longHeaderIsInterpretedUpToItsBound() {
        byte[] header = Shape.message("A: b\n".repeat(300_000) + "\nbody\n");
        assertThat(Header.parse(header).length()).isEqualTo(Bounds.HEADER_BLOCK);
        assertThat(Header.lengthIn(header, header.length)).hasValue(1_800_002);
    }

    @Test
    void headerOfAStreamIsThatOfItsOctets() throws IOException {
        for (int size : new int[] {0, 1, 8_190, 8_191, 8_192, 8_193, 16_380, 16_384, 50_000, 1_100_000}) {
            for (String end : new String[] {"", "\r\n\r\n", "\r\n\r\nbody", "\r\n\r\n" + "b".repeat(100_000)}) {
                byte[] message = ("A: " + "x".repeat(size) + end).getBytes(StandardCharsets.US_ASCII);
                Header read = Header.read(new ByteArrayInputStream(message));
                assertThat(read.octets()).isEqualTo(Header.parse(message).octets());
            }
        }
    }

    @Test
    void lengthIsKnownAsSoonAsTheEndIsSeen() {
        byte[] message = Shape.lines("A: b", "C: d", "", "body");
        for (int seen = 0; seen <= message.length; seen++) {
            assertThat(Header.lengthIn(message, seen)).isEqualTo(seen < 14 ? OptionalInt.empty() : OptionalInt.of(14));
        }
        assertThat(Header.lengthIn(Shape.lines("no field", "", "x"), 15)).hasValue(0);
        assertThat(Header.lengthIn(Shape.lines("From x", "", "x"), 13)).hasValue(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "From x",
                "From x\r\ny",
                "A: b",
                "A: b\r\ny",
                "\r\nx",
                "A: b\r\n\r\nx",
                ">From x\r\nA: b",
                " y"
            })
    void m6_lengthAgreesWithTheStructure(String text) {
        byte[] message = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(Header.parse(message).length())
                .isEqualTo((int) MimePart.of(message).extent().body());
    }

    @Test
    void newFieldIsFoldedAndReadsBack() {
        String value = "word ".repeat(60).strip();
        HeaderField field = HeaderField.of("X-Long", value);
        String text = new String(field.octets(), StandardCharsets.US_ASCII);
        assertThat(text.lines()).allMatch(line -> line.length() <= 78).hasSizeGreaterThan(3);
        assertThat(field.value()).isEqualTo(value);
        assertThat(HeaderField.of("A", "").octets())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("A: \r\n");
        String spaces = "a" + " ".repeat(300) + "b" + "c".repeat(300) + " d";
        HeaderField spaced = HeaderField.of("A", spaces);
        assertThat(new String(spaced.octets(), StandardCharsets.US_ASCII).lines())
                .noneMatch(String::isBlank);
        assertThat(spaced.value()).isEqualTo(spaces);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nB: c", "a\nb", "a\0b", "\u760d", "\u760a"})
    void q8_newFieldRefusesWhatWouldEndIt(String value) {
        assertThatThrownBy(() -> HeaderField.of("A", value)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A B", "A:", "A ", "Ä"})
    void newFieldRefusesABadName(String name) {
        assertThatThrownBy(() -> HeaderField.of(name, "x")).isInstanceOf(IllegalArgumentException.class);
    }
}

package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies out of their transfer encodings (RFC 2045 6). */
class TransferDecoderTest {
    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments("base64", "SGVsbG8=", "Hello"),
                arguments("BASE64", "SGVs\r\nbG8=\r\n", "Hello"),
                arguments("base64", "SGVsbG8", "Hello"),
                arguments("base64", "SG!VsbG8*=", "Hello"),
                arguments("base64", "SGVsbG8=SGVsbG8=", "HelloHello"),
                arguments("base64", "====", ""),
                arguments("base64", "S", ""),
                arguments("quoted-printable", "a=3Db", "a=b"),
                arguments("Quoted-Printable", "a=\r\nb", "ab"),
                arguments("quoted-printable", "a=  \r\nb", "ab"),
                arguments("quoted-printable", "a=\nb", "ab"),
                arguments("quoted-printable", "a \t\r\nb", "a\r\nb"),
                arguments("quoted-printable", "a b \t", "a b"),
                arguments("quoted-printable", "a=3db=zz=4", "a=b=zz=4"),
                arguments("quoted-printable", "=", ""),
                arguments("quoted-printable", "==41", "=A"),
                arguments("quoted-printable", "=4=41", "=4A"),
                arguments("quoted-printable", "= x", "=x"),
                arguments("7bit", "a=3D", "a=3D"),
                arguments("binary", "a", "a"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void bodyStandsFor(String encoding, String body, String expected) throws IOException {
        assertThat(decoded(encoding, body))
                .asString(StandardCharsets.ISO_8859_1)
                .isEqualTo(expected);
    }

    private static byte[] decoded(String encoding, String body) throws IOException {
        InputStream in = new ByteArrayInputStream(body.getBytes(StandardCharsets.ISO_8859_1));
        return TransferDecoder.decode(encoding, in).orElseThrow().readAllBytes();
    }

    @Test
    void m5_unknownEncodingIsSaidToBeUnknown() {
        assertThat(TransferDecoder.decode("x-uuencode", InputStream.nullInputStream()))
                .isEmpty();
    }

    @Test
    void base64OfAnyOctetsComesBack() throws IOException {
        Random random = new Random(5);
        for (int length = 0; length < 300; length++) {
            byte[] octets = new byte[length];
            random.nextBytes(octets);
            assertThat(decoded("base64", Base64.getMimeEncoder().encodeToString(octets)))
                    .isEqualTo(octets);
        }
    }

    @Test
    void m5_anyOctetsDecodeToNoMoreThanTheyAre() throws IOException {
        Random random = new Random(6);
        String alphabet = "= \t\r\nAaf09zZ\0\u00ff";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder body = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--)
                body.append(alphabet.charAt(random.nextInt(alphabet.length())));
            assertThat(decoded("quoted-printable", body.toString())).hasSizeLessThanOrEqualTo(body.length());
            assertThat(decoded("base64", body.toString())).hasSizeLessThanOrEqualTo(body.length());
        }
    }

    @Test
    void longWhiteSpaceIsBounded() throws IOException {
        String body = "a" + " ".repeat(100_000) + "b";
        assertThat(decoded("quoted-printable", body))
                .asString(StandardCharsets.ISO_8859_1)
                .isEqualTo(body);
    }
}

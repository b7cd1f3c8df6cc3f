package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages made to hurt: their result is bounded, and what is not linear would not end within the minute. */
@Timeout(60)
class HostileMessageTest {
    private static byte[] octets(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int depth(MimePart part) {
        int depth = 0;
        for (MimePart child : part.children()) depth = Math.max(depth, depth(child));
        return depth + 1;
    }

    private static int count(MimePart part) {
        return 1 + part.children().stream().mapToInt(HostileMessageTest::count).sum();
    }

    @Test
    void m1_nestedMultipartsEndAtTheDepthCap() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        MimePart part = MimePart.of(octets(text));
        assertThat(depth(part)).isEqualTo(Bounds.DEPTH);
        assertThat(deepest(part).type()).isEqualTo(MediaType.OCTET_STREAM);
        assertThat(MimePart.decode(part.encode())).contains(part);
    }

    private static MimePart deepest(MimePart part) {
        MimePart at = part;
        while (!at.children().isEmpty()) at = at.children().getFirst();
        return at;
    }

    @Test
    void m1_nestedMessagesEndAtTheDepthCap() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) text.append("Content-Type: message/rfc822\r\n\r\n");
        MimePart part = MimePart.of(octets(text));
        assertThat(depth(part)).isEqualTo(Bounds.DEPTH);
        assertThat(deepest(part).type()).isEqualTo(MediaType.OCTET_STREAM);
    }

    @Test
    void m1_partsEndAtTheirCap() {
        StringBuilder text = new StringBuilder("Content-Type: multipart/mixed; boundary=b\r\n\r\n");
        for (int i = 0; i < 100_000; i++) text.append("--b\r\n\r\nx\r\n");
        MimePart part = MimePart.of(octets(text));
        assertThat(count(part)).isEqualTo(Bounds.PARTS);
        MimePart last = part.children().getLast();
        assertThat(last.type()).isEqualTo(MediaType.OCTET_STREAM);
        assertThat(last.extent().end()).isEqualTo(text.length());
    }

    @Test
    void m1_boundaryOf2048OctetsIsOneAndOf2049IsNone() {
        for (int length : new int[] {Bounds.BOUNDARY, Bounds.BOUNDARY + 1}) {
            String boundary = "b".repeat(length);
            byte[] message = Shape.lines(
                    "Content-Type: multipart/mixed; boundary=" + boundary,
                    "",
                    "--" + boundary,
                    "",
                    "x",
                    "--" + boundary + "--");
            assertThat(MimePart.of(message).isMultipart()).isEqualTo(length == Bounds.BOUNDARY);
        }
    }

    @Test
    void m1_almostEqualLongBoundariesCostLinearTime() {
        StringBuilder text = new StringBuilder();
        String common = "b".repeat(2_000);
        for (int i = 100; i < 199; i++) {
            text.append("Content-Type: multipart/mixed; boundary=" + common + i + "\r\n\r\n--" + common + i + "\r\n");
        }
        text.append("\r\n").append(("--" + common + "999\r\n").repeat(10_000));
        assertThat(MimePart.of(octets(text)).extent().octets()).isEqualTo(text.length());
    }

    @Test
    void m2_commentsWithoutEndCostLinearTime() {
        for (String scrap :
                new String[] {"(", "(\\", "\"", "\"\\", "<", "@", "a@b@", ":", "[", "a:;", "<@a,", ".a ", "a ("}) {
            String value = scrap.repeat(100_000 / scrap.length());
            assertThat(Addresses.parse(value).entries()).hasSizeLessThanOrEqualTo(Bounds.ADDRESSES);
            Dates.parse(value);
            EncodedWords.decode(value);
            MediaType.parse("a/b;" + value);
        }
    }

    @Test
    void m4_manyEncodedWordsCostLinearTime() {
        for (String scrap : new String[] {"=?utf-8?Q?=C3=B6?= ", "=?u?Q?", "=?", "=?utf-8?Q?a", "=?x?B?a?= "}) {
            assertThat(EncodedWords.decode(scrap.repeat(100_000))).isNotEmpty();
        }
    }

    @Test
    void r18_longLinesAndManyFieldsCostLinearTime() {
        StringBuilder text = new StringBuilder("x: y\r\n".repeat(100_000));
        text.append("Subject: ").append("s".repeat(1 << 20)).append("\r\n\r\n").append("b".repeat(10 << 20));
        MimePart part = MimePart.of(octets(text));
        assertThat(part.extent().bodyOctets()).isEqualTo(10 << 20);
        assertThat(part.extent().bodyLines()).isZero();
    }

    @Test
    void manyLargePartHeadersAreNotAllKept() {
        StringBuilder text = new StringBuilder("Content-Type: multipart/mixed; boundary=b\r\n\r\n");
        String field = "Content-Description: " + "d".repeat(100_000) + "\r\n";
        for (int i = 0; i < 400; i++) text.append("--b\r\n").append(field).append("\r\nx\r\n");
        MimePart part = MimePart.of(octets(text));
        assertThat(part.children()).hasSize(400);
        assertThat(part.encode()).hasSizeLessThan(Bounds.HEADERS + (1 << 20));
        assertThat(part.children().getLast().type()).isEqualTo(MediaType.OCTET_STREAM);
    }
}

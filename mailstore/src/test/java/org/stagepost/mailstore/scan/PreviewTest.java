package org.stagepost.mailstore.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PreviewTest {
    private static String preview(String... lines) {
        MessageScan scan = new MessageScan();
        byte[] octets = (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8);
        // In chunks of seven, as a slow network might bring them.
        for (int at = 0; at < octets.length; at += 7) scan.feed(octets, at, Math.min(7, octets.length - at));
        return scan.finish(0).preview();
    }

    @Test
    void whatAnswersIsSkippedAndSpaceIsOne() {
        assertThat(preview("Subject: x", "", "> you wrote", ">> I wrote", "  Yes,", "", "of\tcourse. ", ""))
                .isEqualTo("Yes, of course.");
    }

    @Test
    void aPageTellsWhatItShows() {
        assertThat(preview(
                        "Content-Type: text/html; charset=utf-8",
                        "Content-Transfer-Encoding: quoted-printable",
                        "",
                        "<html><head><style>p {color: red}</style><title>no</title></head><body><p>Gr=C3=BC=",
                        "=C3=9Fe &amp; <b>Dank</b><script>alert(1)</script></p><p>an alle</p></body></html>"))
                .isEqualTo("Grüße & Dank an alle");
    }

    @Test
    void plainTextGoesBeforeAPageAndAttachmentsAreNoText() {
        assertThat(preview(
                        "Content-Type: multipart/mixed; boundary=b",
                        "",
                        "--b",
                        "Content-Type: text/plain",
                        "Content-Disposition: attachment; filename=a.txt",
                        "",
                        "attached",
                        "--b",
                        "Content-Type: text/html",
                        "",
                        "<p>page</p>",
                        "--b",
                        "Content-Type: text/plain; charset=iso-8859-1",
                        "Content-Transfer-Encoding: base64",
                        "",
                        "R3L832U=",
                        "--b--"))
                .isEqualTo("Grüße");
    }

    @Test
    void itIsCutAtTwoHundredCharactersAndNotInsideOne() {
        String preview = preview("Subject: x", "", "\uD83D\uDE00".repeat(300));
        assertThat(preview.codePointCount(0, preview.length())).isEqualTo(200);
        assertThat(preview).doesNotContain("\uFFFD").endsWith("\uD83D\uDE00");
    }

    @Test
    void whatCannotBeSeenIsNotThere() {
        assertThat(preview("Content-Type: text/html", "", "<p>Sale \u200C\u034F\u00AD\u200C \u0007now</p>"))
                .isEqualTo("Sale now");
        assertThat(preview("Content-Type: image/png", "", "abc")).isEmpty();
        assertThat(preview("Content-Transfer-Encoding: x-other", "", "abc")).isEmpty();
    }
}

package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the structure of real and of broken messages is (RFC 2045, 2046). Long because each case quotes a message. */
class StructureTest {
    @Test
    void plainMessageIsOneTextPart() {
        byte[] message = Shape.message("""
            From: ann@example.org
            Subject: hello

            Hello Bob,
            see you.
            """);
        MimePart part = MimePart.of(message);
        assertThat(Shape.of(part, message)).isEqualTo("text/plain \"Hello Bob,|see you.|\" 2\n");
        assertThat(part.extent()).isEqualTo(new Extent(0, 41, 63, 3, 2));
        assertThat(part.extent().octets()).isEqualTo(message.length);
        assertThat(part.type().parameters().value("charset")).contains("us-ascii");
        assertThat(part.content().encoding()).isEqualTo("7bit");
        assertThat(part.envelope().orElseThrow().subject()).contains("hello");
    }

    @Test
    void alternativeInsideMixedWithAttachment() {
        byte[] message = Shape.message("""
            Content-Type: multipart/mixed; boundary="outer"

            This is a message in MIME format.
            --outer
            Content-Type: multipart/alternative; boundary=inner

            --inner
            Content-Type: text/plain; charset=utf-8

            Hi
            --inner
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p>Hi</p>

            --inner--

            --outer
            Content-Type: application/pdf; name="a b.pdf"
            Content-Disposition: attachment; filename="a b.pdf"
            Content-Transfer-Encoding: BASE64
            Content-ID: <x@y>
            Content-Description: the plan
            Content-Language: en, de
            Content-Location: http://example.org/a
            Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==

            JVBERi0xLjQK
            --outer--
            epilogue
            """);
        assertThat(Shape.of(message)).isEqualTo("""
            multipart/mixed
              multipart/alternative
                text/plain "Hi" 0
                text/html "<p>Hi</p>|" 1
              application/pdf "JVBERi0xLjQK" 0
            """);
        MimePart pdf = MimePart.of(message).part(List.of(2)).orElseThrow();
        assertThat(pdf.content().encoding()).isEqualTo("BASE64");
        assertThat(pdf.content().id()).contains("<x@y>");
        assertThat(pdf.content().description()).contains("the plan");
        assertThat(pdf.content().language()).containsExactly("en", "de");
        assertThat(pdf.content().location()).contains("http://example.org/a");
        assertThat(pdf.content().md5()).contains("Q2hlY2sgSW50ZWdyaXR5IQ==");
        assertThat(pdf.content().disposition().orElseThrow().kind()).isEqualTo("attachment");
        assertThat(pdf.content().disposition().orElseThrow().parameters().text("filename"))
                .contains("a b.pdf");
        assertThat(pdf.envelope()).isEmpty();
    }

    @Test
    void signedMessageKeepsTheOctetsOfTheSignedPart() {
        byte[] message = Shape.message("""
            Content-Type: multipart/signed; micalg=pgp-sha256;
            \tprotocol="application/pgp-signature"; boundary="=-=="

            --=-==
            Content-Type: text/plain

            signed text

            --=-==
            Content-Type: application/pgp-signature; name=signature.asc

            -----BEGIN PGP SIGNATURE-----
            iQ
            -----END PGP SIGNATURE-----
            --=-==--
            """);
        assertThat(Shape.of(message)).isEqualTo("""
            multipart/signed
              text/plain "signed text|" 1
              application/pgp-signature "-----BEGIN PGP SIGNATURE-----|iQ|-----END PGP SIGNATURE-----" 2
            """);
        MimePart signed = MimePart.of(message).children().getFirst();
        assertThat(Shape.header(signed, message)).isEqualTo("Content-Type: text/plain||");
    }

    @Test
    void messageInsideHasItsOwnEnvelopeAndParts() {
        byte[] message = Shape.message("""
            Subject: Fwd
            Content-Type: multipart/mixed; boundary=a

            --a

            see below
            --a
            Content-Type: message/rfc822

            From: carol@example.net
            Subject: original
            Content-Type: multipart/related; boundary=b

            --b
            Content-Type: text/html

            <img>
            --b
            Content-Type: image/png

            png
            --b--
            --a--
            """);
        MimePart root = MimePart.of(message);
        assertThat(Shape.of(root, message)).isEqualTo("""
            multipart/mixed
              text/plain "see below" 0
              message/rfc822
                multipart/related
                  text/html "<img>" 0
                  image/png "png" 0
            """);
        MimePart carrier = root.part(List.of(2)).orElseThrow();
        MimePart inside = carrier.message().orElseThrow();
        assertThat(carrier.envelope()).isEmpty();
        assertThat(inside.envelope().orElseThrow().subject()).contains("original");
        assertThat(inside.extent().start()).isEqualTo(carrier.extent().body());
        assertThat(inside.extent().end()).isEqualTo(carrier.extent().end());
        assertThat(inside.extent().lines()).isEqualTo(carrier.extent().bodyLines());
        assertThat(root.part(List.of(2, 2)).orElseThrow().type().subtype()).isEqualTo("png");
        assertThat(root.part(List.of(2, 3))).isEmpty();
        assertThat(root.part(List.of(1, 1))).isEmpty();
        assertThat(root.part(List.of())).contains(root);
    }

    @Test
    void partOneOfASingleMessageIsItself() {
        byte[] message = Shape.message("""
            Content-Type: multipart/mixed; boundary=a

            --a
            Content-Type: message/rfc822

            Subject: one

            text
            --a--
            """);
        MimePart root = MimePart.of(message);
        MimePart inside = root.children().getFirst().message().orElseThrow();
        assertThat(root.part(List.of(1, 1))).contains(inside);
        assertThat(inside.part(List.of(1))).contains(inside);
        assertThat(inside.part(List.of(2))).isEmpty();
        assertThat(inside.part(List.of(0))).isEmpty();
        assertThat(inside.part(List.of(1, 1))).isEmpty();
    }

    @Test
    void digestHoldsMessagesUnlessAPartSaysOtherwise() {
        byte[] message = Shape.message("""
            Content-Type: multipart/digest; boundary=d

            --d

            Subject: first

            one
            --d
            Content-Type: text/plain

            two
            --d--
            """);
        MimePart root = MimePart.of(message);
        assertThat(Shape.of(root, message)).isEqualTo("""
            multipart/digest
              message/rfc822
                text/plain "one" 0
              text/plain "two" 0
            """);
        assertThat(root.children()
                        .getFirst()
                        .message()
                        .orElseThrow()
                        .envelope()
                        .orElseThrow()
                        .subject())
                .contains("first");
    }

    @Test
    void digestPartWithoutHeaderAndEmptyLine() {
        byte[] message = Shape.lines("Content-Type: multipart/digest; boundary=d", "", "--d", "no field", "--d--");
        assertThat(Shape.of(message)).isEqualTo("multipart/digest\n  message/rfc822\n    text/plain \"no field\" 0\n");
    }

    @Test
    void m1_missingFinalBoundaryEndsWithTheMessage() {
        byte[] message = Shape.lines(
                "Content-Type: multipart/mixed; boundary=a",
                "",
                "--a",
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b",
                "",
                "in b",
                "--a",
                "",
                "in a");
        assertThat(Shape.of(message)).isEqualTo("""
            multipart/mixed
              multipart/mixed
                text/plain "in b" 0
              text/plain "in a|" 1
            """);
    }

    @Test
    void m1_boundaryThatBeginsAnother() {
        byte[] message = Shape.lines(
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b",
                "Content-Type: multipart/mixed; boundary=bb",
                "",
                "--bb",
                "",
                "inner",
                "--bbb",
                "--bb--",
                "--b",
                "",
                "outer",
                "--b--");
        assertThat(Shape.of(message)).isEqualTo("""
            multipart/mixed
              multipart/mixed
                text/plain "inner|--bbb" 1
              text/plain "outer" 0
            """);
    }

    @Test
    void m1_sameBoundaryReusedBelongsToTheInnermost() {
        byte[] message = Shape.lines(
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b",
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b",
                "",
                "inner",
                "--b--",
                "--b",
                "",
                "outer",
                "--b--");
        assertThat(Shape.of(message)).isEqualTo("""
            multipart/mixed
              multipart/mixed
                text/plain "inner" 0
              text/plain "outer" 0
            """);
    }

    @Test
    void boundaryThatEndsInDashes() {
        byte[] message = Shape.lines(
                "Content-Type: multipart/mixed; boundary=\"b--\"",
                "",
                "--b--",
                "",
                "one",
                "--b--",
                "",
                "two",
                "--b----");
        assertThat(Shape.of(message)).isEqualTo("multipart/mixed\n  text/plain \"one\" 0\n  text/plain \"two\" 0\n");
    }

    @Test
    void delimiterMayCarryTrailingWhiteSpaceAndMayEndTheMessage() {
        byte[] message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b \t\r\n\r\none\r\n--b--"
                .getBytes(StandardCharsets.US_ASCII);
        assertThat(Shape.of(message)).isEqualTo("multipart/mixed\n  text/plain \"one\" 0\n");
    }

    @Test
    void nothingAfterTheCloseDelimiterIsAPart() {
        byte[] message = Shape.lines(
                "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "one", "--b--", "--b", "", "two", "--b--");
        assertThat(Shape.of(message)).isEqualTo("multipart/mixed\n  text/plain \"one\" 0\n");
    }

    @Test
    void emptyPartsHaveNoBody() {
        byte[] message = Shape.lines(
                "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "--b", "X: y", "--b", "X: y", "", "--b--");
        assertThat(Shape.of(message)).isEqualTo("""
            multipart/mixed
              text/plain "" 0
              text/plain "" 0
              text/plain "" 0
            """);
        MimePart unfinished = MimePart.of(message).children().get(1);
        assertThat(Shape.header(unfinished, message)).isEqualTo("X: y|");
    }

    @Test
    void multipartWithoutPartsHasAnEmptyOne() {
        byte[] message = Shape.lines("Content-Type: multipart/mixed; boundary=b", "", "no delimiter");
        assertThat(Shape.of(message)).isEqualTo("multipart/mixed\n  text/plain \"\" 0\n");
    }

    @Test
    void multipartWithoutBoundaryIsText() {
        byte[] message = Shape.lines("Content-Type: multipart/mixed", "", "--", "text");
        assertThat(Shape.of(message)).isEqualTo("text/plain \"--|text|\" 2\n");
    }

    @Test
    void m6_messageWithoutHeader() {
        assertThat(Shape.of(Shape.lines("Hello world", "Subject: no")))
                .isEqualTo("text/plain \"Hello world|Subject: no|\" 2\n");
        assertThat(Shape.of(Shape.lines("", "text"))).isEqualTo("text/plain \"text|\" 1\n");
        assertThat(Shape.of(Shape.lines(" folded nothing"))).isEqualTo("text/plain \" folded nothing|\" 1\n");
        assertThat(Shape.of(new byte[0])).isEqualTo("text/plain \"\" 0\n");
    }

    @Test
    void m6_onlyHeader() {
        byte[] message = Shape.lines("Subject: x", "To: y");
        MimePart part = MimePart.of(message);
        assertThat(part.extent()).isEqualTo(new Extent(0, 19, 19, 2, 0));
        assertThat(part.envelope().orElseThrow().subject()).contains("x");
        byte[] cut = "Subject: x".getBytes(StandardCharsets.US_ASCII);
        assertThat(MimePart.of(cut).envelope().orElseThrow().subject()).contains("x");
        assertThat(MimePart.of(cut).extent()).isEqualTo(new Extent(0, 10, 10, 0, 0));
    }

    @Test
    void m6_lineWithoutColonInTheHeaderIsPassedOver() {
        byte[] message = Shape.lines("Subject: x", "junk", "\tof two lines", "To: y", "", "text");
        EnvelopeFields envelope = MimePart.of(message).envelope().orElseThrow();
        assertThat(envelope.subject()).contains("x");
        assertThat(envelope.to().mailboxes()).hasSize(1);
    }

    @Test
    void m6_mboxSeparatorOnTopIsNoField() {
        for (String separator : List.of("From ann@example.org Thu Jan  1 00:00:00 2026", ">From x")) {
            byte[] message = Shape.lines(separator, "Subject: x", "", "text");
            MimePart part = MimePart.of(message);
            assertThat(part.envelope().orElseThrow().subject()).contains("x");
            assertThat(Shape.of(part, message)).isEqualTo("text/plain \"text|\" 1\n");
        }
        assertThat(Shape.of(Shape.lines("From a b", "no field", "text")))
                .isEqualTo("text/plain \"no field|text|\" 2\n");
    }

    @Test
    void messageWithNothingInsideStillHasAMessage() {
        byte[] message = Shape.lines("Content-Type: message/rfc822");
        MimePart part = MimePart.of(message);
        assertThat(Shape.of(part, message)).isEqualTo("message/rfc822\n  text/plain \"\" 0\n");
        assertThat(part.message().orElseThrow().envelope()).isPresent();
    }

    @Test
    void brokenContentTypeIsPlainText() {
        for (String type : List.of("", "text", "/plain", ";", "text/", "=")) {
            byte[] message = Shape.lines("Content-Type: " + type, "", "x");
            assertThat(Shape.of(message)).as(type).isEqualTo("text/plain \"x|\" 1\n");
        }
    }

    @Test
    void firstContentTypeCounts() {
        byte[] message = Shape.lines("Content-Type: text/html", "Content-Type: text/plain", "", "x");
        assertThat(MimePart.of(message).type().subtype()).isEqualTo("html");
    }
}

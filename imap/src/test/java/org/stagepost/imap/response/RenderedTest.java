package org.stagepost.imap.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stagepost.message.MimePart;

/** Envelopes and structures of odd messages (RFC 3501 7.4.2). */
class RenderedTest {
    private static MimePart message(String text) {
        return MimePart.of(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String envelope(String text) throws IOException {
        return rendered(text, Rendered::writeEnvelope);
    }

    private static String structure(String text) throws IOException {
        return rendered(text, Rendered::writeStructure);
    }

    private interface Writing {
        void write(Rendered rendered, ResponseWriter out) throws IOException;
    }

    private static String rendered(String text, Writing writing) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ResponseWriter out = new ResponseWriter(octets);
        writing.write(Rendered.of(message(text)), out);
        out.flush();
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "X: y|(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)",
                "Subject:|(NIL \"\" NIL NIL NIL NIL NIL NIL NIL NIL)",
                "Subject: a \"b\" \\|(NIL \"a \\\"b\\\" \\\\\" NIL NIL NIL NIL NIL NIL NIL NIL)",
                "From: a@b|(NIL NIL ((NIL NIL \"a\" \"b\")) ((NIL NIL \"a\" \"b\")) ((NIL NIL \"a\" \"b\")) NIL NIL"
                        + " NIL NIL NIL)",
                "To: x@y, Z <@r1,@r2:z@y>|(NIL NIL NIL NIL NIL ((NIL NIL \"x\" \"y\")(\"Z\" \"@r1,@r2\" \"z\" \"y\"))"
                        + " NIL NIL NIL NIL)",
                "Cc: g:;|(NIL NIL NIL NIL NIL NIL ((NIL NIL \"g\" NIL)(NIL NIL NIL NIL)) NIL NIL NIL)",
                "Bcc: \"Q. \\\"R\\\"\" <\"a b\"@c>|"
                        + "(NIL NIL NIL NIL NIL NIL NIL ((\"Q. \\\"R\\\"\" NIL \"a b\" \"c\")) NIL NIL)",
                "Message-ID: <m>|(NIL NIL NIL NIL NIL NIL NIL NIL NIL \"<m>\")",
            })
    void envelopesShowWhatIsThere(String header, String envelope) throws IOException {
        assertThat(envelope(header + "\n\nbody\n")).isEqualTo(envelope);
    }

    @Test
    void eightBitIsALiteral() throws IOException {
        assertThat(envelope("Subject: \u00fc\n\n")).startsWith("(NIL {1}\r\n\u00fc NIL");
    }

    @Test
    void foldsAreUndone() throws IOException {
        assertThat(envelope("Subject: one\n two\n\n")).startsWith("(NIL \"one two\" ");
    }

    @Test
    void aMessageWithoutMimeIsPlainText() throws IOException {
        assertThat(structure("From: a@b\n\none\ntwo\n"))
                .isEqualTo("(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"us-ascii\") NIL NIL \"7BIT\" 10 2 NIL NIL NIL NIL)");
    }

    @Test
    void anEmptyMessageHasAStructure() throws IOException {
        assertThat(structure("")).startsWith("(\"TEXT\" \"PLAIN\" ").endsWith(" 0 0 NIL NIL NIL NIL)");
    }

    @Test
    void otherTypesHaveNoLines() throws IOException {
        assertThat(structure("Content-Type: image/png; name=\"a b.png\"\nContent-Location: http://x/\n\nabc\n"))
                .isEqualTo("(\"IMAGE\" \"PNG\" (\"NAME\" \"a b.png\") NIL NIL \"7BIT\" 5 NIL NIL NIL \"http://x/\")");
    }

    @Test
    void digestsHoldMessages() throws IOException {
        assertThat(structure("Content-Type: multipart/digest; boundary=d\n\n--d\n\nSubject: in\n\nx\n--d--\n"))
                .startsWith("((\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" ")
                .contains("(NIL \"in\" NIL")
                .endsWith(" \"DIGEST\" (\"BOUNDARY\" \"d\") NIL NIL NIL)");
    }

    @Test
    void bodyLacksExtensionData() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ResponseWriter out = new ResponseWriter(octets);
        Rendered.writeBody(message("Content-Type: multipart/mixed; boundary=d\n\n--d\n\nx\n--d--\n"), out);
        out.flush();
        assertThat(octets.toString(StandardCharsets.ISO_8859_1))
                .isEqualTo("((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"us-ascii\") NIL NIL \"7BIT\" 1 0) \"MIXED\")");
    }
}

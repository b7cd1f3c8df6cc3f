package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Another reader of messages, Angus Mail, finds the same parts with the same octets. */
class OracleTest {
    private static final Instant SENT = Instant.parse("2003-07-01T08:52:37Z");
    private static final Session SESSION = Session.getInstance(new Properties());

    static Stream<byte[]> messages() {
        return Stream.of("""
            From: ann@example.org
            Content-Type: multipart/mixed; boundary="=_outer:1"

            preamble
            --=_outer:1
            Content-Type: multipart/alternative;
             boundary=inner

            --inner
            Content-Type: text/plain; charset=utf-8

            one

            --inner
            Content-Type: text/html

            <b>two</b>
            --inner--
            --=_outer:1
            Content-Type: image/png; name="a b.png"
            Content-Transfer-Encoding: base64

            iVBORw0KGgo=
            --=_outer:1--
            """, """
            Subject: forwarded
            Content-Type: multipart/mixed; boundary=b

            --b

            look
            --b
            Content-Type: message/rfc822

            Subject: inside
            Content-Type: multipart/digest; boundary=d

            --d
            Content-Type: message/rfc822

            Subject: first

            1
            --d
            Content-Type: message/rfc822

            Subject: second

            2
            --d--

            --b--
            """, """
            Content-Type: multipart/report; report-type=delivery-status; boundary="r"

            --r

            It failed.

            --r
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.org

            --r
            Content-Type: text/rfc822-headers

            Subject: x

            --r--
            """, """
            Content-Type: text/plain

            just text
            """).map(Shape::message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void angusFindsTheSameParts(byte[] message) throws Exception {
        agree(MimePart.of(message), new MimeMessage(SESSION, new ByteArrayInputStream(message)), message);
    }

    private static void agree(MimePart ours, Part theirs, byte[] message) throws Exception {
        assertThat(theirs.isMimeType(ours.type().type() + "/" + ours.type().subtype()))
                .as("%s is %s", ours.type(), theirs.getContentType())
                .isTrue();
        if (theirs.getContent() instanceof MimeMultipart multipart) {
            assertThat(ours.children()).hasSize(multipart.getCount());
            for (int i = 0; i < multipart.getCount(); i++)
                agree(ours.children().get(i), multipart.getBodyPart(i), message);
        } else if (theirs.getContent() instanceof MimeMessage inside) {
            assertThat(ours.message().orElseThrow().envelope().orElseThrow().subject())
                    .contains(inside.getSubject());
            agree(ours.message().orElseThrow(), inside, message);
        } else {
            assertThat(body(ours, message)).isEqualTo(rawBody(theirs));
        }
    }

    private static byte[] body(MimePart part, byte[] message) {
        return Arrays.copyOfRange(
                message, (int) part.extent().body(), (int) part.extent().end());
    }

    private static byte[] rawBody(Part part) throws MessagingException, IOException {
        try (InputStream raw = part instanceof MimeMessage whole
                ? whole.getRawInputStream()
                : ((MimeBodyPart) part).getRawInputStream()) {
            return raw.readAllBytes();
        }
    }

    @Test
    void whatAngusWritesReadsBack() throws Exception {
        MimeMessage written = new MimeMessage(SESSION);
        written.setFrom(new InternetAddress("j@x.org", "Jörg, der Große", "utf-8"));
        written.setRecipients(RecipientType.TO, "A B <a@x.org>, \"q q\"@y.org, G: c@z.org;");
        written.setSubject("Grüße aus Köln, und noch mehr Grüße aus allen anderen Städten am Rhein", "utf-8");
        written.setSentDate(Date.from(SENT));
        MimeBodyPart attached = new MimeBodyPart();
        attached.setText("text", "utf-8");
        attached.setFileName("Übersicht über alles, was in diesem langen Jahr am Rhein geschehen ist.txt");
        written.setContent(new MimeMultipart(attached));
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        written.writeTo(octets);

        MimePart part = MimePart.of(octets.toByteArray());
        Header header = Header.parse(octets.toByteArray());
        EnvelopeFields envelope = part.envelope().orElseThrow();
        assertThat(header.first("Subject").orElseThrow().text()).isEqualTo(written.getSubject());
        assertThat(envelope.date().flatMap(Dates::parse).orElseThrow().toInstant())
                .isEqualTo(SENT);
        assertThat(envelope.from().mailboxes().getFirst().displayName().map(EncodedWords::decode))
                .contains("Jörg, der Große");
        assertThat(envelope.to().mailboxes())
                .extracting(Addresses.Mailbox::addrSpec)
                .containsExactly("a@x.org", "\"q q\"@y.org", "c@z.org");
        assertThat(part.children()
                        .getFirst()
                        .content()
                        .disposition()
                        .orElseThrow()
                        .parameters()
                        .text("filename"))
                .contains("Übersicht über alles, was in diesem langen Jahr am Rhein geschehen ist.txt");
    }

    @Test
    void angusReadsWhatWeEncode() throws Exception {
        for (String text : new String[] {"Grüße aus Köln", "日本語の件名", "😀".repeat(40), "plain"}) {
            byte[] field = HeaderField.of("Subject", EncodedWords.encode(text)).octets();
            String message = new String(field, StandardCharsets.US_ASCII) + "\r\n";
            MimeMessage read =
                    new MimeMessage(SESSION, new ByteArrayInputStream(message.getBytes(StandardCharsets.US_ASCII)));
            assertThat(read.getSubject()).isEqualTo(text);
        }
    }
}

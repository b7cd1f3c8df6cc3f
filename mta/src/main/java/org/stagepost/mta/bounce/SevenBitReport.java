package org.stagepost.mta.bounce;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.mail.Message;
import org.stagepost.message.Header;
import org.stagepost.mta.bounce.Dsn.Letter;

/**
 * A report for a server that takes no 8-bit messages (RFC 6533 4.5): nobody is told when a report fails, so it rather goes with
 * its parts encoded, and with the header of the message alone, since what a message/rfc822 holds is never encoded (RFC 2046 5.2.1).
 */
public final class SevenBitReport {
    /** No report of ours is longer. */
    private static final int LONGEST = 4 << 20;

    private static final String ENCODING = "Content-Transfer-Encoding";

    private SevenBitReport() {}

    /** The report in seven bits; whatever is none, or cannot be had in them, as it is. */
    public static Letter of(Envelope envelope, Message message) throws IOException {
        Letter same = new Letter(envelope, message);
        boolean eight = envelope.options().body() == Body.EIGHT_BIT_MIME;
        if (!envelope.from().isNull() || !eight || message.size() > LONGEST) return same;
        try (InputStream in = message.open()) {
            MimeMessage report = new MimeMessage(Session.getInstance(new Properties()), in);
            List<String> lines = Collections.list(report.getAllHeaderLines());
            boolean plain = lines.stream().allMatch(Dsn::isAscii);
            if (!plain || !(report.getContent() instanceof MimeMultipart parts) || !isReport(report, parts))
                return same;
            InternetHeaders header = new InternetHeaders();
            for (String name : List.of("Content-Type", ENCODING)) report.removeHeader(name);
            Collections.list(report.getAllHeaders())
                    .forEach(field -> header.addHeader(field.getName(), field.getValue()));
            MimeMultipart encoded = new MimeMultipart("report; report-type=delivery-status");
            for (int i = 0; i < parts.getCount(); i++)
                encoded.addBodyPart(encoded((MimeBodyPart) parts.getBodyPart(i)));
            Message seven = Message.of(Dsn.composed(header, encoded));
            return new Letter(envelope.with(envelope.options().as(Body.SEVEN_BIT)), seven);
        } catch (MessagingException e) {
            return same;
        }
    }

    private static boolean isReport(MimeMessage message, MimeMultipart parts) throws MessagingException {
        if (!message.isMimeType("multipart/report")) return false;
        for (int i = 0; i < parts.getCount(); i++) {
            MimeBodyPart part = (MimeBodyPart) parts.getBodyPart(i);
            if (part.isMimeType("multipart/*")) return false;
        }
        return true;
    }

    private static MimeBodyPart encoded(MimeBodyPart part) throws IOException, MessagingException {
        byte[] octets;
        try (InputStream in = part.getRawInputStream()) {
            octets = in.readAllBytes();
        }
        InternetHeaders header = new InternetHeaders();
        Collections.list(part.getAllHeaderLines()).forEach(header::addHeaderLine);
        if (!Dsn.isAscii(octets) && part.isMimeType("message/rfc822")) {
            header.setHeader("Content-Type", "text/rfc822-headers");
            header.setHeader("Content-Description", "The header of your message");
            header.removeHeader(ENCODING);
            octets = Header.parse(octets).octets();
        }
        if (Dsn.isAscii(octets)) return new MimeBodyPart(header, octets);
        header.setHeader(ENCODING, "quoted-printable");
        return new MimeBodyPart(header, quotedPrintable(octets));
    }

    private static byte[] quotedPrintable(byte[] octets) throws IOException, MessagingException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (OutputStream out = MimeUtility.encode(encoded, "quoted-printable")) {
            out.write(octets);
        }
        return encoded.toByteArray();
    }
}

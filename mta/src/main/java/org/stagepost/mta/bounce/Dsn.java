package org.stagepost.mta.bounce;

import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Properties;
import java.util.random.RandomGenerator;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.mail.MailOptions.Returned;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.message.Dates;
import org.stagepost.message.Header;
import org.stagepost.message.Received;

/**
 * Composes delivery status notifications (RFC 3464): words for a human, lines for a program, and the message that they are
 * about, or only its header where it is long, binary (no report could be sent with it), or the sender asked for no more
 * (RFC 3461 4.3), or required TLS (RFC 8689 section 5).
 */
public final class Dsn {
    private static final int LARGEST_RETURNED = 50_000;

    private final String hostname;
    private final Clock clock;
    private final RandomGenerator random;

    /** Whom the reports come from: {@code MAILER-DAEMON} at this host. */
    public record Origin(Domain hostname) {}

    @Inject
    public Dsn(Origin origin, Clock clock, RandomGenerator random) {
        this.hostname = origin.hostname().name();
        this.clock = clock;
        this.random = random;
    }

    /** What to send: from the null reverse path, so that nobody answers it (RFC 3464 section 2). */
    public record Letter(Envelope envelope, Message message) {}

    /**
     * Composes a notification.
     *
     * @param to the sender of the message that it is about
     * @param triedFor how long a message is tried in all
     */
    public Letter compose(Address to, Report report, Duration triedFor) throws IOException {
        TraceId id = TraceId.next(clock, random);
        boolean international = isInternational(to, report);
        String subject = subject(report.message());
        ReportText text = new ReportText(report, subject, international, hostname, clock.getZone());
        try {
            MimeMultipart parts = new MimeMultipart("report; report-type=delivery-status");
            parts.addBodyPart(part("text/plain; charset=utf-8", "What happened", text.forPeople(triedFor)));
            parts.addBodyPart(part(
                    international ? "message/global-delivery-status" : "message/delivery-status",
                    "What happened, for programs",
                    text.forPrograms(triedFor)));
            parts.addBodyPart(returned(report, international));
            byte[] message = composed(header(id, to, text.subject()), parts);
            Needs needs = new Needs(isAscii(message), international);
            return new Letter(envelope(id, to, needs, report.envelope().options()), Message.of(message));
        } catch (MessagingException e) {
            throw new IOException("no report could be composed", e);
        }
    }

    /**
     * Whether it can only be told in the forms of RFC 6533, which not every reader knows: the message came with SMTPUTF8, and
     * its sender, a recipient, or its header has made use of it.
     */
    private static boolean isInternational(Address to, Report report) throws IOException {
        if (!report.envelope().options().smtpUtf8()) return false;
        boolean named = to.isInternational()
                || report.cases().stream()
                        .map(Report.Case::recipient)
                        .anyMatch(recipient -> recipient.address().isInternational()
                                || !isAscii(recipient.originalRecipient().orElse("")));
        return named || !isAscii(header(report.message()));
    }

    private static byte[] header(Message message) throws IOException {
        return Header.parse(start(message, LARGEST_RETURNED)).octets();
    }

    /** What the servers on its way must be able to take. */
    private record Needs(boolean ascii, boolean international) {}

    /**
     * A report may quote what is not ASCII; one that does not reaches servers of every age. It is as urgent as the message was
     * (RFC 6710 section 4.6), and as well protected (RFC 8689 section 5).
     */
    private static Envelope envelope(TraceId id, Address to, Needs needs, MailOptions about) {
        Body body = needs.ascii() ? Body.SEVEN_BIT : Body.EIGHT_BIT_MIME;
        MailOptions options =
                new MailOptions(body, needs.international(), false, 0, Optional.empty(), Optional.empty());
        return Envelope.from(id, ReversePath.NULL)
                .with(options.prior(about.priority()).wishing(about.tls()))
                .and(Recipient.of(to));
    }

    private InternetHeaders header(TraceId id, Address to, String subject) {
        InternetHeaders header = new InternetHeaders();
        OffsetDateTime now = clock.instant().atZone(clock.getZone()).toOffsetDateTime();
        header.setHeader("Received", Received.own(hostname, id, now).value());
        header.setHeader("Date", Dates.format(now));
        header.setHeader("From", "Mail Delivery <MAILER-DAEMON@" + hostname + ">");
        header.setHeader("To", "<" + to + ">");
        header.setHeader("Subject", subject);
        header.setHeader("Message-ID", "<" + id + "@" + hostname + ">");
        header.setHeader("Auto-Submitted", "auto-replied");
        return header;
    }

    static byte[] composed(InternetHeaders header, MimeMultipart parts) throws IOException, MessagingException {
        MimeMessage message = new Plain(header, parts);
        message.saveChanges();
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        return octets.toByteArray();
    }

    private static MimeBodyPart part(String type, String description, String text) throws MessagingException {
        InternetHeaders header = new InternetHeaders();
        header.setHeader("Content-Type", type);
        header.setHeader("Content-Description", description);
        if (!isAscii(text)) header.setHeader("Content-Transfer-Encoding", "8bit");
        return new MimeBodyPart(header, text.getBytes(StandardCharsets.UTF_8));
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    static boolean isAscii(byte[] octets) {
        for (byte octet : octets) if (octet < 0) return false;
        return true;
    }

    private static MimeBodyPart returned(Report report, boolean international) throws IOException, MessagingException {
        boolean whole = report.kind() == Report.Kind.FAILED
                && report.envelope().options().body() != Body.BINARY_MIME
                && !report.envelope().options().requireTls()
                && report.message().size() <= LARGEST_RETURNED
                && report.envelope()
                        .options()
                        .returned()
                        .filter(Returned.HDRS::equals)
                        .isEmpty();
        InternetHeaders header = new InternetHeaders();
        String wholeType = international ? "message/global" : "message/rfc822";
        String headerType = international ? "message/global-headers" : "text/rfc822-headers";
        header.setHeader("Content-Type", whole ? wholeType : headerType);
        header.setHeader("Content-Description", whole ? "Your message" : "The header of your message");
        byte[] octets = whole ? start(report.message(), LARGEST_RETURNED) : header(report.message());
        if (!isAscii(octets)) header.setHeader("Content-Transfer-Encoding", "8bit");
        return new MimeBodyPart(header, octets);
    }

    private static String subject(Message message) throws IOException {
        return Header.parse(start(message, LARGEST_RETURNED)).value("Subject").orElse("");
    }

    private static byte[] start(Message message, int most) throws IOException {
        try (InputStream in = message.open()) {
            return in.readNBytes(most);
        }
    }

    /** Keeps the header as it is set: jakarta.mail would ask the system for host and user to make its own fields. */
    private static final class Plain extends MimeMessage {
        Plain(InternetHeaders header, MimeMultipart parts) throws MessagingException {
            super(Session.getInstance(new Properties()));
            headers = header;
            setContent(parts);
        }

        @Override
        protected void updateMessageID() {}
    }
}

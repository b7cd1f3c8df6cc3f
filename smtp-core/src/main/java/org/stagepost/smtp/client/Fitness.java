package org.stagepost.smtp.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.DeliverBy;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mail.Reply;
import org.stagepost.message.Bounds;
import org.stagepost.net.Endpoint;
import org.stagepost.smtp.Extension;

/** Whether this hop can take a message, or a recipient, as it is, and if not why; decided before anything of it is said. */
final class Fitness {
    private Fitness() {}

    /** Why it can go to nobody; empty when it can. */
    static Optional<Reply> fault(Envelope envelope, Message message, SmtpClient client) throws IOException {
        Offered offered = client.offered();
        MailOptions options = envelope.options();
        Optional<Reply> late = options.by().flatMap(by -> late(by, client));
        if (late.isPresent()) return late;
        if (message.size() > offered.maxSize()) return Optional.of(Trouble.TOO_BIG);
        if (options.body() == Body.EIGHT_BIT_MIME && !offered.has(Extension.EIGHT_BIT_MIME))
            return Optional.of(Trouble.NOT_EIGHT_BIT);
        boolean binary = offered.has(Extension.BINARY_MIME) && offered.has(Extension.CHUNKING);
        if (options.body() == Body.BINARY_MIME && !binary) return Optional.of(Trouble.NOT_BINARY);
        Optional<Reply> unprotected = unprotected(envelope, client);
        if (unprotected.isPresent()) return unprotected;
        if (!offered.has(Extension.SMTP_UTF8)) {
            if (isInternational(envelope.to(List.of()))) return Optional.of(Trouble.NOT_INTERNATIONAL);
            if (options.smtpUtf8() && hasEightBitHeader(message)) return Optional.of(Trouble.NOT_INTERNATIONAL_HEADER);
        }
        return Optional.empty();
    }

    /**
     * What has to come back unless it is in time goes only to who promises that (RFC 2852 4.1.4.1); the mailboxes behind LMTP
     * have nothing to promise, for it is delivered then.
     *
     * @param by with the time that is left
     */
    private static Optional<Reply> late(DeliverBy by, SmtpClient client) {
        if (!by.returns()) return Optional.empty();
        if (by.seconds() <= 0) return Optional.of(Trouble.TIME_IS_OVER);
        Offered offered = client.offered();
        if (client.hop().protocol() == Hop.Protocol.LMTP) return Optional.empty();
        boolean promised = offered.has(Extension.DELIVER_BY) && offered.leastTime() <= by.seconds();
        return promised ? Optional.empty() : Optional.of(Trouble.NO_TIME_PROMISED);
    }

    /**
     * Why what requires TLS would not find it kept here (RFC 8689 4.2.1). A report is rather sent without than lost (section 5),
     * and mailboxes on this machine are no hop.
     */
    static Optional<Reply> unprotected(Envelope envelope, SmtpClient client) {
        if (!envelope.options().requireTls() || envelope.from().isNull()) return Optional.empty();
        Hop hop = client.hop();
        boolean here = hop.to() instanceof Endpoint.Unix || hop.to() instanceof Endpoint.Tcp tcp && tcp.isLoopback();
        boolean kept = client.offered().has(Extension.REQUIRE_TLS) || hop.protocol() == Hop.Protocol.LMTP && here;
        return kept ? Optional.empty() : Optional.of(Trouble.NO_REQUIRETLS);
    }

    /**
     * Why what was asked for cannot come from a hop that gets the message while its author waits: a report of success, a later
     * time, word of one that is over. Where the next server knows nothing of these, one that queues says "relayed" itself
     * (RFC 3461 5.2.2, RFC 2852 4.1.4.2); who keeps nothing to do that with says no instead. By LMTP it is the queue before us
     * that reports.
     */
    static Optional<Reply> unkept(Envelope envelope, Recipient recipient, SmtpClient client) {
        if (client.hop().protocol() == Hop.Protocol.LMTP) return Optional.empty();
        Offered offered = client.offered();
        MailOptions options = envelope.options();
        boolean success = recipient.notices().contains(Notify.SUCCESS);
        if (success && !offered.has(Extension.DSN)) return Optional.of(Trouble.NO_SUCCESS_REPORTS);
        if (options.hold().isPresent() && !offered.has(Extension.FUTURE_RELEASE))
            return Optional.of(Trouble.NO_HOLDING);
        if (options.by().isPresent() && !offered.has(Extension.DELIVER_BY))
            return Optional.of(Trouble.NO_TIME_PROMISED);
        return unprotected(envelope, client);
    }

    /** Why it cannot go to this recipient: those beside him may be easier to reach (RFC 6531 3.2). */
    static Optional<Reply> fault(Recipient recipient, Offered offered) {
        boolean fits = offered.has(Extension.SMTP_UTF8) || !recipient.address().isInternational();
        return fits ? Optional.empty() : Optional.of(Trouble.NOT_INTERNATIONAL);
    }

    static boolean isInternational(Envelope envelope) {
        return envelope.from()
                        .address()
                        .filter(address -> address.isInternational())
                        .isPresent()
                || envelope.recipients().stream().anyMatch(to -> to.address().isInternational());
    }

    private static boolean hasEightBitHeader(Message message) throws IOException {
        try (InputStream in = message.open()) {
            byte[] octets = in.readNBytes(Bounds.HEADER_BLOCK);
            for (int i = 0; i < octets.length; i++) {
                if (octets[i] < 0) return true;
                if (i > 2 && octets[i] == '\n' && octets[i - 2] == '\n') return false;
            }
            return false;
        }
    }
}

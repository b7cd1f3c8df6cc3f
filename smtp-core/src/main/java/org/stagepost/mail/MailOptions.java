package org.stagepost.mail;

import java.util.Optional;

/**
 * What the MAIL command said beside the reverse path and what must survive every hop.
 *
 * @param size declared octets (RFC 1870), 0 when not declared
 * @param returned how much of the message a report returns (RFC 3461 4.3)
 * @param envelopeId ENVID, decoded (RFC 3461 4.4)
 * @param priority from {@link #LOWEST} to {@link #HIGHEST}; 0 is everybody's (RFC 6710)
 * @param by when it is to be delivered (RFC 2852)
 * @param hold until when nobody tries to (RFC 4865)
 */
public record MailOptions(
        Body body,
        boolean smtpUtf8,
        TlsWish tls,
        long size,
        Optional<Returned> returned,
        Optional<String> envelopeId,
        int priority,
        Optional<DeliverBy> by,
        Optional<FutureRelease> hold) {
    public static final int LOWEST = -9;
    public static final int HIGHEST = 9;

    public static final MailOptions NONE =
            new MailOptions(Body.SEVEN_BIT, false, false, 0, Optional.empty(), Optional.empty());

    /** Those of the usual priority. */
    public MailOptions(
            Body body,
            boolean smtpUtf8,
            boolean requireTls,
            long size,
            Optional<Returned> returned,
            Optional<String> envelopeId) {
        this(
                body,
                smtpUtf8,
                requireTls ? TlsWish.REQUIRED : TlsWish.USUAL,
                size,
                returned,
                envelopeId,
                0,
                Optional.empty(),
                Optional.empty());
    }

    /** Whether it may go nowhere without TLS (RFC 8689 section 2). */
    public boolean requireTls() {
        return tls == TlsWish.REQUIRED;
    }

    /** The same with another kind of body. */
    public MailOptions as(Body other) {
        return new MailOptions(other, smtpUtf8, tls, size, returned, envelopeId, priority, by, hold);
    }

    /** The same with another wish for TLS. */
    public MailOptions wishing(TlsWish other) {
        return new MailOptions(body, smtpUtf8, other, size, returned, envelopeId, priority, by, hold);
    }

    /** The same with another priority. */
    public MailOptions prior(int other) {
        return new MailOptions(body, smtpUtf8, tls, size, returned, envelopeId, other, by, hold);
    }

    /** The same with another time of delivery. */
    public MailOptions by(DeliverBy other) {
        Optional<DeliverBy> when = Optional.of(other);
        return new MailOptions(body, smtpUtf8, tls, size, returned, envelopeId, priority, when, hold);
    }

    /** The same, waiting until then or not at all. */
    public MailOptions holding(Optional<FutureRelease> until) {
        return new MailOptions(body, smtpUtf8, tls, size, returned, envelopeId, priority, by, until);
    }

    /** BODY= (RFC 6152, RFC 3030). */
    public enum Body {
        SEVEN_BIT("7BIT"),
        EIGHT_BIT_MIME("8BITMIME"),
        BINARY_MIME("BINARYMIME");

        private final String keyword;

        Body(String keyword) {
            this.keyword = keyword;
        }

        public String keyword() {
            return keyword;
        }
    }

    /** RET= (RFC 3461 4.3). */
    public enum Returned {
        FULL,
        HDRS
    }
}

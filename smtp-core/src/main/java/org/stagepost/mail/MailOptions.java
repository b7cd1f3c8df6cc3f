package org.stagepost.mail;

import java.util.Optional;

/**
 * What the MAIL command said beside the reverse path and what must survive every hop.
 *
 * @param size declared octets (RFC 1870), 0 when not declared
 * @param returned how much of the message a report returns (RFC 3461 4.3)
 * @param envelopeId ENVID, decoded (RFC 3461 4.4)
 */
public record MailOptions(
        Body body,
        boolean smtpUtf8,
        boolean requireTls,
        long size,
        Optional<Returned> returned,
        Optional<String> envelopeId) {
    public static final MailOptions NONE =
            new MailOptions(Body.SEVEN_BIT, false, false, 0, Optional.empty(), Optional.empty());

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

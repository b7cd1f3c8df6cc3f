package org.stagepost.smtp.client;

import java.util.Optional;
import org.stagepost.net.Tls;

/**
 * Whether a hop is encrypted.
 *
 * @param serverName for SNI, and for the check of the certificate where {@code tls} makes one
 */
public record Security(Use use, Optional<Tls> tls, Optional<String> serverName) {
    /** Plain text, also where TLS is offered. */
    public static final Security NONE = new Security(Use.NEVER, Optional.empty(), Optional.empty());

    /** When TLS is used. */
    public enum Use {
        NEVER,
        /** When offered; when the handshake fails, a second connection is made in plain text (RFC 7435). */
        IF_OFFERED,
        /** Or the hop fails: a STARTTLS that somebody stripped never leads to plain text. */
        ALWAYS,
        /** Before the first word, as on port 465 (RFC 8314 section 3.3). */
        FROM_THE_START
    }

    public static Security ifOffered(Tls tls, Optional<String> serverName) {
        return new Security(Use.IF_OFFERED, Optional.of(tls), serverName);
    }

    /** Always, before the first word. */
    public static Security fromTheStart(Tls tls, Optional<String> serverName) {
        return new Security(Use.FROM_THE_START, Optional.of(tls), serverName);
    }

    /** Whether who answers is who we wanted: TLS is a must, and the certificate is checked. */
    public boolean isVerified() {
        return (use == Use.ALWAYS || use == Use.FROM_THE_START)
                && tls.filter(Tls::isVerifying).isPresent();
    }

    public static Security always(Tls tls, Optional<String> serverName) {
        return new Security(Use.ALWAYS, Optional.of(tls), serverName);
    }
}

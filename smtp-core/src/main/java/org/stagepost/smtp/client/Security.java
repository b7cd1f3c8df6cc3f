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
        ALWAYS
    }

    public static Security ifOffered(Tls tls, Optional<String> serverName) {
        return new Security(Use.IF_OFFERED, Optional.of(tls), serverName);
    }

    public static Security always(Tls tls, Optional<String> serverName) {
        return new Security(Use.ALWAYS, Optional.of(tls), serverName);
    }
}

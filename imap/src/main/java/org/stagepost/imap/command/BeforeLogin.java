package org.stagepost.imap.command;

import java.util.Optional;

/** Commands of the not authenticated state (RFC 3501 6.2). */
public sealed interface BeforeLogin extends ImapCommand {
    /** Upgrades to TLS (RFC 3501 6.2.1). */
    record StartTls() implements BeforeLogin {}

    /**
     * Starts an exchange of a SASL mechanism (RFC 3501 6.2.2).
     *
     * @param mechanism in upper case
     * @param initial the first response in base 64, or {@code =} for an empty one (RFC 4959)
     */
    record Authenticate(String mechanism, Optional<String> initial) implements BeforeLogin {}

    /** Logs in by password (RFC 3501 6.2.3); both are UTF-8 octets, one a character. */
    record Login(String user, String password) implements BeforeLogin {
        @Override
        public String toString() {
            return "LOGIN";
        }
    }
}

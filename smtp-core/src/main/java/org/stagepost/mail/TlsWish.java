package org.stagepost.mail;

/** What the sender of a message says of TLS on its way (RFC 8689). */
public enum TlsWish {
    /** Nothing: whatever the policies of servers and domains say. */
    USUAL,
    /** REQUIRETLS: nowhere without, and nowhere that does not promise the same (section 2). */
    REQUIRED,
    /** The header field {@code TLS-Required: No}: rather in plain text, against the recipient's policy, than not (section 3). */
    OPTIONAL
}

package org.stagepost.sasl;

/** What a mechanism answers to a response of the client. */
public sealed interface Step {
    /** More is wanted: the octets go to the client. */
    record Challenge(byte[] octets) implements Step {}

    /**
     * Proved. Where the mechanism ends with data of the server (SCRAM's signature), a {@link Challenge} has carried it and an
     * empty response has answered that, since none of our protocols sends data with success.
     */
    record Proved(Identity identity) implements Step {}

    /** Not proved; which of the reasons it was is never told to the client beyond its kind. */
    record Refused(Refusal refusal) implements Step {}

    /** The kinds of refusal that have replies of their own (RFC 4954 section 6, RFC 5530 section 3). */
    enum Refusal {
        /** Unknown name or wrong secret: the two look alike. */
        INVALID_CREDENTIALS,
        /** The exchange does not follow the mechanism's grammar. */
        MALFORMED,
        /** The client spoke first where the mechanism begins with a challenge (RFC 4954 section 4). */
        OUT_OF_TURN,
        /** The client gave up. */
        CANCELLED,
        /** The account may not act for the identity it asked for. */
        NOT_AUTHORIZED,
        /** The directory cannot answer now, or too many are being checked: try again. */
        TEMPORARY
    }
}

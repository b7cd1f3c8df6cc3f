package org.stagepost.sasl;

/** One exchange of one mechanism, carried by {@link SaslExchange}; it ends with the first step that is no challenge. */
public interface SaslServer {
    /** The first step when the client sent no initial response. */
    Step start();

    /** Whether the client may say something first; where not, what it says so proves nothing and counts for nothing. */
    default boolean takesInitialResponse() {
        return true;
    }

    /** @param response of the client, decoded; also the initial response (RFC 4954 section 4, RFC 4959) */
    Step next(byte[] response);
}

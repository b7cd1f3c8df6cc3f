package org.stagepost.net;

import org.stagepost.mail.SyntaxException;

/** Where LMTP is spoken. */
public final class LmtpEndpoint {
    private static final int SMTP = 25;

    private LmtpEndpoint() {}

    /** @throws SyntaxException when the text is no endpoint, or is the port of SMTP, where LMTP never is (RFC 2033 section 5) */
    public static Endpoint parse(String text) throws SyntaxException {
        Endpoint endpoint = Endpoint.parse(text);
        if (endpoint instanceof Endpoint.Tcp tcp && tcp.port() == SMTP)
            throw new SyntaxException("port 25 is for SMTP, LMTP has another one, 24 for example");
        return endpoint;
    }
}

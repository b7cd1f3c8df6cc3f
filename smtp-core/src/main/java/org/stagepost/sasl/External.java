package org.stagepost.sasl;

import java.net.InetAddress;
import java.util.List;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Step.Challenge;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;

/**
 * The EXTERNAL mechanism: the certificate that the client has shown in the TLS handshake proves it (RFC 4422 appendix A). Who
 * asks to be somebody asks for a name that stands in it.
 */
final class External implements SaslServer {
    private final Authenticator authenticator;
    private final List<String> names;
    private final InetAddress client;

    /** @param names that the certificate proves, at least one; without another wish it is the first */
    External(Authenticator authenticator, List<String> names, InetAddress client) {
        this.authenticator = authenticator;
        this.names = List.copyOf(names);
        this.client = client;
    }

    @Override
    public Step start() {
        return new Challenge(new byte[0]);
    }

    /** The authorization identity, which may be empty (A.1). */
    @Override
    public Step next(byte[] response) {
        try {
            String asked = Precis.utf8(response);
            if (asked.indexOf(0) >= 0) return new Refused(Refusal.MALFORMED);
            if (asked.isEmpty()) return authenticator.certified(names.getFirst(), client);
            return isProved(asked) ? authenticator.certified(asked, client) : new Refused(Refusal.NOT_AUTHORIZED);
        } catch (SyntaxException e) {
            return new Refused(Refusal.MALFORMED);
        }
    }

    private boolean isProved(String asked) throws SyntaxException {
        String prepared = Precis.name(asked);
        for (String name : names) if (Precis.name(name).equals(prepared)) return true;
        return false;
    }
}

package org.stagepost.sasl;

import java.net.InetAddress;
import java.util.Arrays;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Step.Challenge;
import org.stagepost.sasl.Step.Proved;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;

/** The PLAIN mechanism: name and password in one message, to be used under TLS only (RFC 4616). */
final class Plain implements SaslServer {
    private final Authenticator authenticator;
    private final InetAddress client;

    Plain(Authenticator authenticator, InetAddress client) {
        this.authenticator = authenticator;
        this.client = client;
    }

    @Override
    public Step start() {
        return new Challenge(new byte[0]);
    }

    /** {@code [authzid] NUL authcid NUL passwd} (RFC 4616 section 2). */
    @Override
    public Step next(byte[] response) {
        int first = indexOfNul(response, 0);
        int second = first < 0 ? -1 : indexOfNul(response, first + 1);
        if (second <= first + 1 || indexOfNul(response, second + 1) >= 0) return new Refused(Refusal.MALFORMED);
        try {
            String asked = Precis.utf8(Arrays.copyOf(response, first));
            String name = Precis.utf8(Arrays.copyOfRange(response, first + 1, second));
            byte[] password = Arrays.copyOfRange(response, second + 1, response.length);
            return actingAs(asked, name, authenticator.password(name, password, client));
        } catch (SyntaxException e) {
            return new Refused(Refusal.MALFORMED);
        }
    }

    /** Nobody acts for somebody else here; asking for it is answered only once the secret is proved. */
    static Step actingAs(String asked, String name, Step step) {
        boolean self = asked.isEmpty() || asked.equals(name);
        return step instanceof Proved(Identity identity) && !self && !identity.isCalled(asked)
                ? new Refused(Refusal.NOT_AUTHORIZED)
                : step;
    }

    private static int indexOfNul(byte[] octets, int from) {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == 0) return i;
        }
        return -1;
    }
}

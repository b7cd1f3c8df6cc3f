package org.stagepost.sasl;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Step.Challenge;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;

/** The LOGIN mechanism, in no RFC but in old clients: asks for the name, then for the password. */
final class Login implements SaslServer {
    private final Authenticator authenticator;
    private final InetAddress client;
    private @Nullable String name;

    Login(Authenticator authenticator, InetAddress client) {
        this.authenticator = authenticator;
        this.client = client;
    }

    @Override
    public Step start() {
        return new Challenge(Ascii.octets("Username:"));
    }

    @Override
    public Step next(byte[] response) {
        if (name != null) return authenticator.password(name, response, client);
        try {
            name = Precis.utf8(response);
            return new Challenge(Ascii.octets("Password:"));
        } catch (SyntaxException e) {
            return new Refused(Refusal.MALFORMED);
        }
    }
}

package org.stagepost.sasl;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/** The client's side of one exchange; both mechanisms here speak first. */
public interface SaslClient {
    /** As the server lists it. */
    String mechanism();

    byte[] initialResponse();

    /** @throws SyntaxException when the server's challenge breaks the mechanism, or shows that it does not know the secret */
    byte[] next(byte[] challenge) throws SyntaxException;

    /** Whether a success that the server claims now may be believed. */
    boolean complete();

    /** Only under TLS with a checked certificate: the server reads the password (RFC 4616). */
    static SaslClient plain(String name, String password) {
        byte[] response = Ascii.octets("\0" + name + "\0" + password);
        return new SaslClient() {
            @Override
            public String mechanism() {
                return Mechanisms.PLAIN;
            }

            @Override
            public byte[] initialResponse() {
                return response.clone();
            }

            @Override
            public byte[] next(byte[] challenge) throws SyntaxException {
                if (challenge.length > 0) throw new SyntaxException("PLAIN has no challenge");
                return response.clone();
            }

            @Override
            public boolean complete() {
                return true;
            }
        };
    }

    /**
     * SCRAM over one hash, in its -PLUS form where a binding is given (RFC 5802, RFC 7677).
     *
     * @param random of cryptographic strength
     */
    static SaslClient scram(
            Scram scram, String name, String password, Optional<ChannelBinding> binding, RandomGenerator random) {
        return new ScramClient(scram, name, password, binding, random);
    }
}

package org.stagepost.sasl;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/** The client's side of one exchange; made with its name and secret. */
public interface SaslClient {
    /** As the server lists it. */
    String mechanism();

    /** What is said before the server says anything; meaningless when the server speaks first. */
    byte[] initialResponse();

    /** Whether there is an initial response. */
    default boolean speaksFirst() {
        return true;
    }

    /** Whether it is bound to the TLS session around it. */
    default boolean isBound() {
        return false;
    }

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

    /** The mechanism without an RFC that older servers offer only: like PLAIN, under a checked certificate. */
    static SaslClient login(String name, String password) {
        return SpokenTo.login(name, password);
    }

    /** RFC 2195: who hears it can guess the password at leisure, so under TLS too. */
    static SaslClient cramMd5(String name, String password) {
        return SpokenTo.cramMd5(name, password);
    }

    /**
     * SCRAM over one hash, in its -PLUS form where a binding is given (RFC 5802, RFC 7677).
     *
     * @param random of cryptographic strength
     */
    static SaslClient scram(
            Scram scram, String name, String password, Optional<ChannelBinding> binding, RandomGenerator random) {
        return new ScramClient(scram, name, password, binding, ScramClient.Unbound.NOT_POSSIBLE, random);
    }

    /** The same of a client that could bind, at a server that offers no -PLUS (RFC 5802 section 6). */
    static SaslClient scramWithoutPlus(Scram scram, String name, String password, RandomGenerator random) {
        return new ScramClient(scram, name, password, Optional.empty(), ScramClient.Unbound.NOT_OFFERED, random);
    }
}

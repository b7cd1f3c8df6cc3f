package org.stagepost.sasl;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Knows the secrets, slows guessers down, and answers for unknown names with the same work as for known ones. */
public interface Authenticator {
    /**
     * Checks a password. The answer to a wrong one comes late, the later the more came before it.
     *
     * @param name as the client wrote it
     * @param password UTF-8 octets, at most 1,024 are considered
     * @param client for throttling and the log
     */
    Step password(String name, byte[] password, InetAddress client);

    /**
     * The stored keys of each of an account's passwords, all of one salt and count of iterations, so that the client needs to
     * be told no more than these; for an unknown name stable made-up ones that nothing matches (RFC 5802 section 9). Empty
     * when this client has guessed too often to be heard now.
     */
    Optional<List<ScramKeys>> scram(Scram scram, String name, InetAddress client);

    /**
     * What is stored of an account for a mechanism of an older age; where there is nothing, a made-up form that nothing
     * matches. Empty when this client has guessed too often to be heard now.
     */
    default Optional<LegacyForm> legacy(Legacy mechanism, String name, InetAddress client) {
        return Optional.of(new LegacyForm(Identity.NOBODY, mechanism.madeUp(new byte[Legacy.SALT_OCTETS])));
    }

    /** Whether access tokens are taken at all: then the mechanisms that carry them are offered. */
    default boolean takesTokens() {
        return false;
    }

    /**
     * Checks an access token of the issuer that is trusted with logins.
     *
     * @param name whom the client claims to be; empty when it leaves that to the token
     */
    default Step token(String name, String token, InetAddress client) {
        return new Step.Refused(Step.Refusal.INVALID_CREDENTIALS);
    }

    /**
     * Whether a name that a certificate has proved is an account's that may log in.
     *
     * @param name a mail address as it stands in the certificate
     */
    default Step certified(String name, InetAddress client) {
        return new Step.Refused(Step.Refusal.INVALID_CREDENTIALS);
    }

    /** Tells that a mechanism which was not decided by {@link #password} has proved somebody. */
    void proved(Identity identity, InetAddress client);

    /** Tells of a proof that was wrong, so that guessing is slowed there too. */
    void failed(String name, InetAddress client);

    /**
     * Whether an identity that is proved now stays good: no longer once its password is changed or its account disabled,
     * renamed or removed. For {@link org.stagepost.net.Connection#onlyWhile}.
     */
    default BooleanSupplier standing(Identity identity) {
        return () -> true;
    }

    /**
     * What SCRAM stores for a password (RFC 5802 section 3).
     *
     * @param identity whom it proves; {@link Identity#NOBODY} when the keys are made up
     */
    record ScramKeys(Identity identity, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {}

    /**
     * What a mechanism of an older age stores for a password.
     *
     * @param identity whom it proves; {@link Identity#NOBODY} when the form is made up
     * @param octets as {@link Legacy#form} makes them
     */
    record LegacyForm(Identity identity, byte[] octets) {}
}

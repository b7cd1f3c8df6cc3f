package org.stagepost.sasl;

import java.net.InetAddress;
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
     * The stored SCRAM-SHA-256 keys of an account; for an unknown name stable made-up ones that nothing matches (RFC 5802).
     * Empty when this client has guessed too often to be heard now.
     */
    Optional<ScramKeys> scramSha256(String name, InetAddress client);

    /** Tells the outcome of a mechanism that was not decided by {@link #password}, so that guessing is slowed there too. */
    void told(String name, boolean proved, InetAddress client);

    /**
     * Whether an identity that is proved now stays good: no longer once its password is changed or its account disabled,
     * renamed or removed. For {@link org.stagepost.net.Connection#onlyWhile}.
     */
    default BooleanSupplier standing(Identity identity) {
        return () -> true;
    }

    /**
     * What SCRAM stores for an account (RFC 5802 section 3).
     *
     * @param login the account's one stored form, empty when the keys are made up
     */
    record ScramKeys(String login, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {}
}

package org.stagepost.mta;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Authenticator;
import org.stagepost.sasl.Identity;
import org.stagepost.sasl.Precis;
import org.stagepost.sasl.Scram;
import org.stagepost.sasl.Step;
import org.stagepost.sasl.Step.Refusal;

/** Knows one name, that of our submission stage, and its secret from the settings; accounts are no use here. */
final class SubmissionSecret implements Authenticator {
    static final String NAME = "msa";

    private static final int SALT_OCTETS = 16;

    private final byte[] secret;
    private final ScramKeys keys;

    SubmissionSecret(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        byte[] salt = new byte[SALT_OCTETS];
        new SecureRandom().nextBytes(salt);
        this.keys = Scram.SHA_256.keys(new Identity(NAME), prepared(this.secret), salt, Scram.ITERATIONS);
    }

    private static byte[] prepared(byte[] secret) {
        try {
            return Precis.password(secret);
        } catch (SyntaxException e) {
            throw new IllegalArgumentException("mta.submission-secret can be nobody's password: " + e.getMessage(), e);
        }
    }

    @Override
    public Step password(String name, byte[] password, InetAddress client) {
        boolean right = name.equals(NAME) && MessageDigest.isEqual(secret, password);
        return right ? new Step.Proved(new Identity(NAME)) : new Step.Refused(Refusal.INVALID_CREDENTIALS);
    }

    @Override
    public Optional<List<ScramKeys>> scram(Scram scram, String name, InetAddress client) {
        Identity identity = name.equals(NAME) && scram == Scram.SHA_256 ? keys.identity() : Identity.NOBODY;
        return Optional.of(
                List.of(new ScramKeys(identity, keys.salt(), keys.iterations(), keys.storedKey(), keys.serverKey())));
    }

    @Override
    public void proved(Identity identity, InetAddress client) {}

    @Override
    public void failed(String name, InetAddress client) {}
}

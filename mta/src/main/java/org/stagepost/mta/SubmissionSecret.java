package org.stagepost.mta;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.stagepost.sasl.Authenticator;
import org.stagepost.sasl.Identity;
import org.stagepost.sasl.Step;
import org.stagepost.sasl.Step.Refusal;

/** Knows one name, that of our submission stage, and its secret from the settings; accounts are no use here. */
final class SubmissionSecret implements Authenticator {
    static final String NAME = "msa";

    private final byte[] secret;

    SubmissionSecret(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Step password(String name, byte[] password, InetAddress client) {
        boolean right = name.equals(NAME) && MessageDigest.isEqual(secret, password);
        return right ? new Step.Proved(new Identity(NAME)) : new Step.Refused(Refusal.INVALID_CREDENTIALS);
    }

    @Override
    public Optional<ScramKeys> scramSha256(String name, InetAddress client) {
        return Optional.empty();
    }

    @Override
    public void told(String name, boolean proved, InetAddress client) {}
}

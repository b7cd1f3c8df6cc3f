package org.stagepost.sasl;

import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Which mechanisms a connection is offered, and one exchange of any of them. Without TLS nothing is offered and nothing
 * starts, unless the operator lets passwords travel in clear on this machine.
 */
public final class Mechanisms {
    static final String PLAIN = "PLAIN";
    static final String LOGIN = "LOGIN";
    static final String SCRAM = "SCRAM-SHA-256";
    static final String SCRAM_PLUS = "SCRAM-SHA-256-PLUS";

    /** Where a password may be sent without TLS. */
    public enum InClear {
        NOWHERE,
        ON_LOOPBACK
    }

    private final Authenticator authenticator;
    private final RandomGenerator random;
    private final InClear inClear;

    @Inject
    public Mechanisms(Authenticator authenticator, InClear inClear) {
        this(authenticator, new SecureRandom(), inClear);
    }

    /** @param random of cryptographic strength, for nonces */
    Mechanisms(Authenticator authenticator, RandomGenerator random, InClear inClear) {
        this.authenticator = authenticator;
        this.random = random;
        this.inClear = inClear;
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    /** Whether any login is taken on this connection as it is now. */
    public boolean loginAllowed(Channel channel) {
        return channel.encrypted()
                || inClear == InClear.ON_LOOPBACK && channel.client().isLoopbackAddress();
    }

    /** By name, strongest first. */
    public List<String> offered(Channel channel) {
        if (!loginAllowed(channel)) return List.of();
        List<String> names = new ArrayList<>();
        if (!channel.bindings().isEmpty()) names.add(SCRAM_PLUS);
        names.addAll(List.of(SCRAM, PLAIN, LOGIN));
        return names;
    }

    /** @param mechanism in upper case; empty result when it is not {@link #offered} */
    public Optional<SaslServer> server(String mechanism, Channel channel) {
        if (!offered(channel).contains(mechanism)) return Optional.empty();
        return Optional.of(
                switch (mechanism) {
                    case PLAIN -> new Plain(authenticator, channel.client());
                    case LOGIN -> new Login(authenticator, channel.client());
                    case SCRAM -> new ScramSha256(authenticator, channel, random, ScramSha256.Binding.UNBOUND);
                    default -> new ScramSha256(authenticator, channel, random, ScramSha256.Binding.BOUND);
                });
    }
}

package org.stagepost.sasl;

import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.ScramServer.Binding;

/**
 * Which mechanisms a connection is offered, and one exchange of any of them. Without TLS nothing is offered and nothing
 * starts, unless the operator lets passwords travel in clear on this machine.
 */
public final class Mechanisms {
    static final String PLAIN = "PLAIN";
    static final String LOGIN = "LOGIN";

    /** Where a password may be sent without TLS. */
    public enum InClear {
        NOWHERE,
        ON_LOOPBACK
    }

    /** When SCRAM-SHA-256-PLUS is offered under TLS. */
    public enum Plus {
        /**
         * Where clients can use it. Those that see it in our list and lack the binding mostly give up, instead of taking the
         * next mechanism.
         */
        AUTO,
        ALWAYS,
        NEVER;

        public static Plus parse(String text) throws SyntaxException {
            for (Plus each : values()) {
                if (each.toString().equals(text)) return each;
            }
            throw new SyntaxException("must be auto, always or never");
        }

        /** As in the settings. */
        @Override
        public String toString() {
            return Ascii.lower(name());
        }
    }

    private final Authenticator authenticator;
    private final RandomGenerator random;
    private final InClear inClear;
    private final Plus plus;

    @Inject
    public Mechanisms(Authenticator authenticator, InClear inClear, Plus plus) {
        this(authenticator, new SecureRandom(), inClear, plus);
    }

    /** @param random of cryptographic strength, for nonces */
    Mechanisms(Authenticator authenticator, RandomGenerator random, InClear inClear, Plus plus) {
        this.authenticator = authenticator;
        this.random = random;
        this.inClear = inClear;
        this.plus = plus;
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
        if (!bound(channel).bindings().isEmpty()) names.add(Scram.SHA_256.plus());
        names.addAll(List.of(Scram.SHA_256.mechanism(), PLAIN, LOGIN));
        return names;
    }

    /** @param mechanism in upper case; empty result when it is not {@link #offered} */
    public Optional<SaslServer> server(String mechanism, Channel channel) {
        if (!offered(channel).contains(mechanism)) return Optional.empty();
        return Optional.of(
                switch (mechanism) {
                    case PLAIN -> new Plain(authenticator, channel.client());
                    case LOGIN -> new Login(authenticator, channel.client());
                    default -> scram(mechanism, channel);
                });
    }

    private SaslServer scram(String mechanism, Channel channel) {
        Scram scram = Scram.SHA_256;
        Binding binding = mechanism.equals(scram.plus()) ? Binding.BOUND : Binding.UNBOUND;
        return new ScramServer(scram, authenticator, bound(channel), random, binding);
    }

    /** The channel with the bindings that are offered, by which {@link ScramServer} knows who has been misled about them. */
    private Channel bound(Channel channel) {
        boolean offered = switch (plus) {
            case AUTO -> channel.bindsAsExpected();
            case ALWAYS -> true;
            case NEVER -> false;
        };
        return offered ? channel : channel.unbound();
    }
}

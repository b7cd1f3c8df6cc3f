package org.stagepost.sasl;

import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private static final String EXTERNAL = "EXTERNAL";

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
    private final Set<Legacy> legacy;

    /** @param legacy those of an older age that are offered too */
    @Inject
    public Mechanisms(Authenticator authenticator, InClear inClear, Plus plus, Set<Legacy> legacy) {
        this(authenticator, new SecureRandom(), inClear, plus, legacy);
    }

    /** Without those of an older age. */
    public Mechanisms(Authenticator authenticator, InClear inClear, Plus plus) {
        this(authenticator, inClear, plus, Set.of());
    }

    /** @param random of cryptographic strength, for nonces */
    Mechanisms(Authenticator authenticator, RandomGenerator random, InClear inClear, Plus plus, Set<Legacy> legacy) {
        this.authenticator = authenticator;
        this.random = random;
        this.inClear = inClear;
        this.plus = plus;
        this.legacy = Set.copyOf(legacy);
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
        boolean binds = !bound(channel).bindings().isEmpty();
        List<String> names = new ArrayList<>();
        if (!channel.proved().isEmpty()) names.add(EXTERNAL);
        for (Scram scram : scrams()) {
            if (binds) names.add(scram.plus());
            names.add(scram.mechanism());
        }
        if (channel.encrypted() && authenticator.takesTokens()) names.addAll(List.of("OAUTHBEARER", "XOAUTH2"));
        if (legacy.contains(Legacy.CRAM_MD5)) names.add(Legacy.CRAM_MD5.mechanism());
        names.addAll(List.of(PLAIN, LOGIN));
        if (legacy.contains(Legacy.NTLM)) names.add(Legacy.NTLM.mechanism());
        return names;
    }

    private List<Scram> scrams() {
        return legacy.contains(Legacy.SCRAM_SHA_1) ? List.of(Scram.SHA_256, Scram.SHA_1) : List.of(Scram.SHA_256);
    }

    /** @param mechanism in upper case; empty result when it is not {@link #offered} */
    public Optional<SaslServer> server(String mechanism, Channel channel) {
        if (!offered(channel).contains(mechanism)) return Optional.empty();
        return Optional.of(
                switch (mechanism) {
                    case EXTERNAL -> new External(authenticator, channel.proved(), channel.client());
                    case PLAIN -> new Plain(authenticator, channel.client());
                    case LOGIN -> new Login(authenticator, channel.client());
                    case "OAUTHBEARER", "XOAUTH2" ->
                        new Bearer(Bearer.Form.valueOf(mechanism), authenticator, channel.client());
                    case "CRAM-MD5" -> new CramMd5(authenticator, channel, random);
                    case "NTLM" -> new Ntlm(authenticator, channel, random);
                    default -> scram(mechanism, channel);
                });
    }

    private SaslServer scram(String mechanism, Channel channel) {
        Scram scram = mechanism.startsWith(Scram.SHA_256.mechanism()) ? Scram.SHA_256 : Scram.SHA_1;
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

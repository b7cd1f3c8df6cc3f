package org.stagepost.smtp.client;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.net.Connection;
import org.stagepost.net.TlsSession;
import org.stagepost.sasl.ChannelBinding;
import org.stagepost.sasl.SaslClient;
import org.stagepost.sasl.Scram;

/** Which mechanisms we log in by at a server (RFC 4954): of those that it offers, the ones that the connection is good enough for, the strongest first. */
final class Logins {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final List<Scram> SCRAMS = List.of(Scram.SHA_256, Scram.SHA_1);

    private final Credentials credentials;
    private final Connection connection;
    private final Security security;

    Logins(Credentials credentials, Connection connection, Security security) {
        this.credentials = credentials;
        this.connection = connection;
        this.security = security;
    }

    /** One after the other, until one is taken. */
    Iterable<SaslClient> among(Offered offered) {
        return usable(offered).stream()
                .filter(mechanism -> offered.hasMechanism(mechanism.mechanism()))
                .toList();
    }

    /**
     * Under TLS both sides prove themselves, bound to this very channel: whoever else has made it, with a certificate of
     * his own, fits in nowhere, and learns nothing (RFC 5802 section 6). A password, or what it could be guessed from, goes to
     * a server whose certificate was checked, or stays on this machine.
     */
    private List<SaslClient> usable(Offered offered) {
        String name = credentials.name();
        String secret = credentials.secret();
        Optional<ChannelBinding> binding = connection
                .tls()
                .flatMap(TlsSession::peerEndPoint)
                .map(data -> new ChannelBinding(ChannelBinding.END_POINT, data::clone));
        boolean here = connection.isUnix() || connection.remoteAddress().isLoopbackAddress();
        boolean known = here || security.isVerified() && connection.tls().isPresent();
        List<SaslClient> mechanisms = new ArrayList<>();
        if (binding.isPresent())
            for (Scram scram : SCRAMS) mechanisms.add(SaslClient.scram(scram, name, secret, binding, RANDOM));
        if (!known) return mechanisms;
        if (here) mechanisms.add(SaslClient.plain(name, secret));
        boolean plus = SCRAMS.stream().anyMatch(scram -> offered.hasMechanism(scram.plus()));
        for (Scram scram : SCRAMS)
            mechanisms.add(
                    binding.isPresent() && !plus
                            ? SaslClient.scramWithoutPlus(scram, name, secret, RANDOM)
                            : SaslClient.scram(scram, name, secret, Optional.empty(), RANDOM));
        mechanisms.add(SaslClient.plain(name, secret));
        mechanisms.add(SaslClient.login(name, secret));
        mechanisms.add(SaslClient.cramMd5(name, secret));
        return mechanisms;
    }
}

package org.stagepost.mta.deliver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.stagepost.net.Tls;

/** The rules of TLS for the servers that we speak to, each made once; there are as many as the settings name. */
final class TlsKeys {
    private final Tls opportunistic;
    private final Map<Optional<Path>, Tls> verifying = new ConcurrentHashMap<>();

    TlsKeys() {
        try {
            opportunistic = Tls.opportunistic();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Used wherever it is offered, whatever the certificate says: better than plain text (RFC 7435). */
    Tls opportunistic() {
        return opportunistic;
    }

    /**
     * Checks certificate and name.
     *
     * @param authorities whom to believe; empty for whom the system believes
     * @throws UncheckedIOException when the file cannot be used
     */
    Tls verifying(Optional<Path> authorities) {
        return verifying.computeIfAbsent(authorities, TlsKeys::made);
    }

    private static Tls made(Optional<Path> authorities) {
        try {
            return authorities.isPresent() ? Tls.verifying(authorities.get()) : Tls.verifying();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

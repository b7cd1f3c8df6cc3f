package org.stagepost.mta.route;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.stagepost.net.Endpoint;

/**
 * A server that takes mail for everywhere from us: a provider's relay, or another machine of ours.
 *
 * @param name in the trace and for {@code relay test}
 * @param hosts tried in this order
 * @param login what proves us there
 */
public record SmartHost(String name, List<Endpoint> hosts, Protection protection, Optional<Login> login) {
    public SmartHost {
        hosts = List.copyOf(hosts);
    }

    /** One host, TLS where it is offered, no login. */
    public static SmartHost plain(Endpoint host) {
        return new SmartHost(host.toString(), List.of(host), Protection.IF_OFFERED, Optional.empty());
    }

    /** A name and its secret, which nothing prints. */
    public record Login(String name, String secret) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * How the way there is protected.
     *
     * @param authorities a PEM file of those who may vouch for the host; empty for those that the system trusts
     */
    public record Protection(Level level, Optional<Path> authorities) {
        public static final Protection IF_OFFERED = new Protection(Level.IF_OFFERED, Optional.empty());
    }

    /** From none to one that nobody in the middle gets past. */
    public enum Level {
        NONE,
        IF_OFFERED,
        /** Always, whatever the certificate says. */
        ENCRYPTED,
        /** Always, and the certificate must be the host's. */
        VERIFIED
    }

    @Override
    public String toString() {
        return name;
    }
}

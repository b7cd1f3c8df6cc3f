package org.stagepost.mta.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.stagepost.mail.Domain;
import org.xbill.DNS.ResolverConfig;

/**
 * How the DNS is asked.
 *
 * @param servers the servers asked, in this order
 * @param timeout for one question, all tries together
 * @param ourName the name under which we stand in others' MX records
 * @param privateAddresses whether mail may go to loopback and private networks
 * @param ourAddresses those at which other servers speak to us
 */
public record DnsSettings(
        List<InetSocketAddress> servers,
        Duration timeout,
        Domain ourName,
        PrivateAddresses privateAddresses,
        Set<InetAddress> ourAddresses) {
    public DnsSettings {
        servers = List.copyOf(servers);
        ourAddresses = Set.copyOf(ourAddresses);
    }

    /** We have no address that others could mean. */
    public DnsSettings(
            List<InetSocketAddress> servers, Duration timeout, Domain ourName, PrivateAddresses privateAddresses) {
        this(servers, timeout, ourName, privateAddresses, Set.of());
    }

    /** Whether a host found in the DNS may lie in a network that is not the public one. */
    public enum PrivateAddresses {
        /** As is right on the internet: a stranger's MX record must not lead us to our neighbours. */
        REFUSED,
        /** For sandboxes, tests and inner networks. */
        ALLOWED
    }

    /** The servers that this machine is set up to ask. */
    public static List<InetSocketAddress> serversOfThisMachine() {
        return ResolverConfig.getCurrentConfig().servers();
    }
}

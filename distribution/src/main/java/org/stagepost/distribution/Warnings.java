package org.stagepost.distribution;

import java.net.InetAddress;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.stagepost.launch.Site;
import org.stagepost.net.AddressRange;
import org.stagepost.sasl.Mechanisms.InClear;

/** Settings that can be used but are probably not meant. */
public final class Warnings {
    private Warnings() {}

    /** @param running whether a server with these settings runs, and so has its ports */
    public static List<String> about(Configuration configuration, boolean running) {
        List<String> warnings = new ArrayList<>(about(configuration, Gateways.ofThisMachine()));
        if (!running) warnings.addAll(ListeningPorts.troubles(configuration));
        return warnings;
    }

    static List<String> about(Configuration configuration, List<InetAddress> gateways) {
        List<String> warnings = new ArrayList<>();
        Site site = configuration.site();
        if (site.hostname().name().indexOf('.') < 0)
            warnings.add("hostname: " + site.hostname() + " is no full name; other servers may refuse our mail");
        if (configuration.general().domains().isEmpty()
                && !Files.exists(configuration.directory().snapshot()))
            warnings.add("domains: none, so no mail is delivered here before stagepost domain add");
        if (site.certificate().isEmpty())
            warnings.add("tls.certificate: none, so a self-signed one is made, which mail programs ask about");
        else warnings.addAll(Certificates.warnings(site.certificate().get(), Clock.systemUTC()));
        for (AddressRange network : configuration.mta().receiving().networks()) {
            for (InetAddress gateway : gateways) {
                if (network.contains(gateway))
                    warnings.add("mta.networks: " + network + " holds the default gateway " + gateway.getHostAddress()
                            + ": behind NAT everybody comes from there, and may send anywhere");
            }
        }
        if (configuration.directory().inClear() == InClear.ON_LOOPBACK)
            warnings.add("login.in-clear-on-loopback: passwords are taken without TLS from this machine");
        if (configuration.general().asRoot()) warnings.add("as-root: an error in the server would be root's");
        return warnings;
    }
}

package org.stagepost.distribution;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.stagepost.directory.DirectoryException;
import org.stagepost.directory.SnapshotDirectory;
import org.stagepost.directory.SnapshotFile;
import org.stagepost.disk.RealDisk;
import org.stagepost.launch.Site;
import org.stagepost.msa.Device;
import org.stagepost.mta.FetchSettings;
import org.stagepost.net.AddressRange;
import org.stagepost.net.Endpoint;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.smtp.client.Hop;

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
        List<AddressRange> relaying = configuration.mta().receiving().networks();
        warnings.addAll(held("mta.networks", relaying, gateways, "may send anywhere"));
        for (Device device : configuration.msa().devices())
            warnings.addAll(held(
                    "msa.devices: " + device.name(), device.networks(), gateways, "may send as " + device.sender()));
        warnings.addAll(strangers(configuration));
        Hop delivery = configuration.mta().delivery();
        if (delivery.to() instanceof Endpoint.Tcp tcp
                && !tcp.isLoopback()
                && delivery.login().isEmpty())
            warnings.add(
                    "mta.delivery: " + tcp + " is another machine, and an mda of ours takes mail from there only from"
                            + " a login: name mta.delivery-login and mta.delivery-secret");
        if (configuration.directory().inClear() == InClear.ON_LOOPBACK)
            warnings.add("login.in-clear-on-loopback: passwords are taken without TLS from this machine");
        if (configuration.general().asRoot()) warnings.add("as-root: an error in the server would be root's");
        return warnings;
    }

    /** Who comes for his mail has to be able to log in. */
    private static List<String> strangers(Configuration configuration) {
        List<String> warnings = new ArrayList<>();
        try (RealDisk disk = new RealDisk()) {
            SnapshotDirectory directory = new SnapshotDirectory(new SnapshotFile(disk, configuration.directory()));
            directory.start();
            FetchSettings fetching = configuration.mta().fetching();
            for (String login : new TreeSet<>(fetching.byLogin().keySet()))
                if (directory.login(login).isEmpty())
                    warnings.add("mta.odmr: " + login + " is no account, so nobody can come for that mail");
            for (String login : new TreeSet<>(fetching.starters()))
                if (directory.login(login).isEmpty())
                    warnings.add("mta.etrn-logins: " + login + " is no account, so nobody can send for mail by it");
        } catch (IOException | DirectoryException e) {
            warnings.add("the accounts cannot be read: " + e.getMessage());
        }
        return warnings;
    }

    private static List<String> held(
            String key, List<AddressRange> networks, List<InetAddress> gateways, String danger) {
        List<String> warnings = new ArrayList<>();
        for (AddressRange network : networks) {
            for (InetAddress gateway : gateways) {
                if (network.contains(gateway))
                    warnings.add(key + ": " + network + " holds the default gateway " + gateway.getHostAddress()
                            + ": behind NAT everybody comes from there, and " + danger);
            }
        }
        return warnings;
    }
}

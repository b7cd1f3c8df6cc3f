package org.stagepost.mta;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.stagepost.launch.Settings;
import org.stagepost.net.AddressRange;
import org.stagepost.net.Endpoint;

/** The addresses at which other servers speak to us: mail that the DNS sends to one of them would come back to us. */
final class OurAddresses {
    private OurAddresses() {}

    /**
     * Those that we listen at on the port that mail hosts are spoken to on, all of this machine where we listen at all, and
     * those that the settings add: behind NAT the machine does not know them.
     */
    static Set<InetAddress> from(Settings settings, List<Endpoint> listen) {
        Set<InetAddress> ours =
                settings.values("mta.own-addresses", List.<AddressRange>of(), AddressRange::parse).stream()
                        .map(AddressRange::first)
                        .collect(Collectors.toCollection(HashSet::new));
        int port = settings.integer("mta.remote-port", 25, 1, 65_535);
        for (Endpoint each : listen) {
            if (!(each instanceof Endpoint.Tcp tcp) || tcp.port() != port) continue;
            try {
                if (tcp.host().isEmpty())
                    NetworkInterface.networkInterfaces()
                            .flatMap(NetworkInterface::inetAddresses)
                            .map(OurAddresses::withoutZone)
                            .forEach(ours::add);
                else ours.add(tcp.address().getAddress());
            } catch (IOException e) {
                throw settings.refusal("mta.listen", tcp.host() + " is no address");
            }
        }
        return ours;
    }

    /** A link-local address of an interface is told with the interface's name, and found without it. */
    private static InetAddress withoutZone(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

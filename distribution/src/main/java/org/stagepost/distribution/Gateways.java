package org.stagepost.distribution;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The default gateways of this machine as Linux tells them. Behind the NAT of a container everybody from outside comes from
 * there, so a gateway that may relay is an open relay.
 */
final class Gateways {
    private static final Path IPV4 = Path.of("/proc/net/route");
    private static final Path IPV6 = Path.of("/proc/net/ipv6_route");
    private static final String NOWHERE = "0".repeat(32);

    private Gateways() {}

    /** Empty where the system does not tell. */
    static List<InetAddress> ofThisMachine() {
        List<InetAddress> gateways = new ArrayList<>(inTable4(lines(IPV4)));
        gateways.addAll(inTable6(lines(IPV6)));
        return gateways;
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Interface, destination and gateway, each of the two as a number in this machine's order of octets, reversed. */
    static List<InetAddress> inTable4(List<String> lines) {
        List<InetAddress> gateways = new ArrayList<>();
        for (String line : lines) {
            String[] fields = line.split("\\s+", -1);
            if (fields.length < 3 || !fields[1].equals("00000000") || fields[2].equals("00000000")) continue;
            byte[] octets = HexFormat.of().parseHex(fields[2]);
            gateways.add(address(new byte[] {octets[3], octets[2], octets[1], octets[0]}));
        }
        return gateways;
    }

    /** Destination, its length, source, its length, next hop. */
    static List<InetAddress> inTable6(List<String> lines) {
        List<InetAddress> gateways = new ArrayList<>();
        for (String line : lines) {
            String[] fields = line.split("\\s+", -1);
            boolean isDefault = fields.length > 4 && fields[0].equals(NOWHERE) && fields[1].equals("00");
            if (isDefault && !fields[4].equals(NOWHERE))
                gateways.add(address(HexFormat.of().parseHex(fields[4])));
        }
        return gateways;
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

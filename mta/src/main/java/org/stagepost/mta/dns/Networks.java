package org.stagepost.mta.dns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import org.xbill.DNS.Address;

/** Which addresses lie outside the public internet, and how an address is written. */
final class Networks {
    private Networks() {}

    /** Loopback, unspecified, link-local, private (RFC 1918, 6598, 4193), multicast and 0/8: no mail host of a stranger. */
    static boolean isPrivate(InetAddress address) {
        byte[] octets = address.getAddress();
        int first = octets[0] & 0xff;
        int second = octets[1] & 0xff;
        boolean special = address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
        if (address instanceof Inet6Address) return special || (first & 0xfe) == 0xfc || leadsToPrivate(octets);
        return special || first == 0 || first >= 240 || first == 100 && (second & 0xc0) == 64;
    }

    /** IPv6 that is a way to IPv4: by 6to4 (RFC 3056), by a translator (RFC 6052, 8215), or in the form that is no more used. */
    private static boolean leadsToPrivate(byte[] octets) {
        if (begins(octets, 0x0064ff9b0001L, 6)) return true;
        if (begins(octets, 0, 12)) return true;
        if (begins(octets, 0x2002, 2)) return isPrivate(octets, 2);
        return begins(octets, 0x0064ff9b, 4) && isPrivate(octets, 12);
    }

    private static boolean begins(byte[] octets, long prefix, int length) {
        for (int i = 0; i < length; i++) {
            int back = length - 1 - i;
            int wanted = back < Long.BYTES ? (int) (prefix >> 8 * back) & 0xff : 0;
            if ((octets[i] & 0xff) != wanted) return false;
        }
        return true;
    }

    private static boolean isPrivate(byte[] octets, int at) {
        try {
            return isPrivate(InetAddress.getByAddress(Arrays.copyOfRange(octets, at, at + 4)));
        } catch (UnknownHostException never) {
            throw new IllegalStateException(never);
        }
    }

    /** The address that a text writes; {@code localhost} is one too (RFC 6761 6.3). Empty for a name. */
    static Optional<InetAddress> address(String text) {
        if (text.equals("localhost")) return Optional.of(InetAddress.getLoopbackAddress());
        try {
            return Optional.of(Address.getByAddress(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}

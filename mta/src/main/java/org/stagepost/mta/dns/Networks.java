package org.stagepost.mta.dns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
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
        if (address instanceof Inet6Address) return special || (first & 0xfe) == 0xfc;
        return special || first == 0 || first >= 240 || first == 100 && (second & 0xc0) == 64;
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

package org.stagepost.mta.deliver;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.SyntaxException;
import org.stagepost.smtp.client.Hop;

/**
 * Which addresses of other servers we speak to, and from which of ours.
 *
 * @param from4 the IPv4 address to speak from; empty for whatever the system takes
 * @param from6 the same for IPv6
 */
public record Reach(Family family, Optional<InetAddress> from4, Optional<InetAddress> from6) {
    public static final Reach DEFAULT = new Reach(Family.IPV4_FIRST, Optional.empty(), Optional.empty());

    /** Which kind of address comes first, or comes at all. */
    public enum Family {
        IPV4_FIRST("ipv4-first"),
        IPV6_FIRST("ipv6-first"),
        IPV4_ONLY("ipv4-only"),
        IPV6_ONLY("ipv6-only");

        private final String word;

        Family(String word) {
            this.word = word;
        }

        /** @throws SyntaxException when the settings say something else */
        public static Family parse(String text) throws SyntaxException {
            for (Family family : values()) if (family.word.equals(text)) return family;
            throw new SyntaxException("is ipv4-first, ipv6-first, ipv4-only or ipv6-only");
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** Those that we speak to, in order. */
    List<InetAddress> ordered(List<InetAddress> addresses) {
        List<InetAddress> v4 = addresses.stream().filter(Reach::isV4).toList();
        List<InetAddress> v6 =
                addresses.stream().filter(address -> !isV4(address)).toList();
        List<InetAddress> ordered = new ArrayList<>();
        if (family == Family.IPV4_FIRST || family == Family.IPV4_ONLY) ordered.addAll(v4);
        if (family != Family.IPV4_ONLY) ordered.addAll(v6);
        if (family == Family.IPV6_FIRST) ordered.addAll(v4);
        return ordered;
    }

    /** The same hop from our address of its kind; to our own machine the system chooses. */
    Hop from(Hop hop, InetAddress to) {
        if (to.isLoopbackAddress() && !isLoopback()) return hop;
        Optional<InetAddress> from = isV4(to) ? from4 : from6;
        return from.isPresent() ? hop.from(from.get()) : hop;
    }

    private boolean isLoopback() {
        return from4.filter(InetAddress::isLoopbackAddress).isPresent();
    }

    private static boolean isV4(InetAddress address) {
        return address instanceof Inet4Address;
    }
}

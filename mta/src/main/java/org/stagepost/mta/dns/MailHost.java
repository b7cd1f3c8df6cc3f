package org.stagepost.mta.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A host that takes a domain's mail.
 *
 * @param preference lower is tried first (RFC 5321 5.1)
 */
public record MailHost(int preference, String name, List<InetAddress> addresses) {
    public MailHost {
        addresses = List.copyOf(addresses);
    }

    /** {@code 10 mx.venus.test -> 127.0.0.3}. */
    @Override
    public String toString() {
        String where = addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(" "));
        return preference + " " + name + " -> " + (where.isEmpty() ? "no address" : where);
    }
}

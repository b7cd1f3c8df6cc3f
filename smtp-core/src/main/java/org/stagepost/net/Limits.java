package org.stagepost.net;

import java.time.Duration;

/**
 * What a listener grants.
 *
 * @param connections open at once in all
 * @param perAddress open at once from one IPv4 address or one IPv6 /64; Unix sockets are counted in the total only
 * @param idle how long a line, or the next octets of a body, may take; also how long unread output may wait
 */
public record Limits(int connections, int perAddress, Duration idle) {
    public static final Limits DEFAULT = new Limits(2_000, 20, Duration.ofMinutes(5));
}

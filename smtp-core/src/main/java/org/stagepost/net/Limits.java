package org.stagepost.net;

import java.time.Duration;

/**
 * What a listener grants.
 *
 * @param connections open at once in all
 * @param perAddress open at once from one address; Unix sockets are counted in the total only
 * @param perNetwork open at once from one IPv6 /64
 * @param idle how long a line, or the next octets of a body, may take; also how long unread output may wait
 */
public record Limits(int connections, int perAddress, int perNetwork, Duration idle) {
    public static final Limits DEFAULT = new Limits(2_000, 20, Duration.ofMinutes(5));

    private static final int ADDRESSES_OF_A_NETWORK = 3;

    /** A network gets as much as three addresses, unless somebody says otherwise. */
    public Limits(int connections, int perAddress, Duration idle) {
        this(connections, perAddress, usualPerNetwork(perAddress), idle);
    }

    /** What one IPv6 /64 gets where one address gets so many. */
    public static int usualPerNetwork(int perAddress) {
        return ADDRESSES_OF_A_NETWORK * perAddress;
    }
}

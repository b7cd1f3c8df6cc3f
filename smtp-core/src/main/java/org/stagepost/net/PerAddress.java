package org.stagepost.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/** Counts open connections by IPv4 address or IPv6 /64; holds only those that are open. */
final class PerAddress {
    private static final Object UNCOUNTED = "unix";

    private final ConcurrentHashMap<Object, Integer> counts = new ConcurrentHashMap<>();

    static Object key(SocketAddress remote) {
        if (!(remote instanceof InetSocketAddress inet)) return UNCOUNTED;
        InetAddress address = inet.getAddress();
        byte[] octets = address.getAddress();
        return ByteBuffer.wrap(address instanceof Inet6Address ? Arrays.copyOf(octets, 8) : octets);
    }

    boolean enter(Object key, int max) {
        if (key.equals(UNCOUNTED)) return true;
        int[] now = new int[1];
        counts.compute(key, (k, count) -> {
            now[0] = count == null ? 1 : count + 1;
            return Math.min(now[0], max);
        });
        return now[0] <= max;
    }

    void leave(Object key) {
        counts.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
    }
}

package org.stagepost.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts open connections by address, and those of IPv6 by /64 too, since whoever has one has them all; holds only those that
 * are open. Who comes by a Unix socket is not counted.
 */
final class PerAddress {
    private static final int NETWORK_OCTETS = 8;

    private final ConcurrentHashMap<ByteBuffer, Integer> counts = new ConcurrentHashMap<>();

    /** What a connection counts for, until it leaves. */
    record Place(Optional<ByteBuffer> address, Optional<ByteBuffer> network) {}

    /** A place within both limits; empty when there is none. */
    Optional<Place> enter(SocketAddress remote, Limits limits) {
        Place place = place(remote);
        if (!place.address().map(key -> take(key, limits.perAddress())).orElse(true)) return Optional.empty();
        if (place.network().map(key -> take(key, limits.perNetwork())).orElse(true)) return Optional.of(place);
        place.address().ifPresent(this::giveBack);
        return Optional.empty();
    }

    private static Place place(SocketAddress remote) {
        if (!(remote instanceof InetSocketAddress inet)) return new Place(Optional.empty(), Optional.empty());
        InetAddress address = inet.getAddress();
        byte[] octets = address.getAddress();
        Optional<ByteBuffer> network = address instanceof Inet6Address
                ? Optional.of(ByteBuffer.wrap(Arrays.copyOf(octets, NETWORK_OCTETS)))
                : Optional.empty();
        return new Place(Optional.of(ByteBuffer.wrap(octets)), network);
    }

    private boolean take(ByteBuffer key, int max) {
        boolean[] taken = new boolean[1];
        counts.compute(key, (k, count) -> {
            int before = count == null ? 0 : count;
            taken[0] = before < max;
            if (taken[0]) return before + 1;
            return count;
        });
        return taken[0];
    }

    void leave(Place place) {
        place.address().ifPresent(this::giveBack);
        place.network().ifPresent(this::giveBack);
    }

    private void giveBack(ByteBuffer key) {
        counts.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
    }
}

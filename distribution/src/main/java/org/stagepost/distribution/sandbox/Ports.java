package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Where an organisation listens; in a sandbox all have the same ports, each on its own address.
 *
 * @param smtp also where each looks for the other's mail host
 */
public record Ports(int smtp, int submission, int submissions, int lmtp, int imap, int imaps, int pop3, int pop3s) {
    private static final int TRIES = 50;
    private static final int[] USUAL = {25, 587, 465, 24, 143, 993, 110, 995};
    private static final int DNS = 5354;

    /** The usual numbers behind a thousand: 2025, or 3025 and so on where that is taken on an address, else any. */
    static Ports memorable(List<InetAddress> addresses) throws IOException {
        return of(
                addresses,
                Arrays.stream(USUAL)
                        .map(usual -> behindAThousand(usual, addresses))
                        .toArray());
    }

    private static int behindAThousand(int usual, List<InetAddress> addresses) {
        return IntStream.rangeClosed(2, 9)
                .map(thousand -> 1000 * thousand + usual)
                .filter(port -> isFree(port, addresses))
                .findFirst()
                .orElse(0);
    }

    /** Any that are free on all addresses at this moment. */
    public static Ports any(List<InetAddress> addresses) throws IOException {
        return of(addresses, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private static Ports of(List<InetAddress> addresses, int... wanted) throws IOException {
        Set<Integer> found = new LinkedHashSet<>();
        for (int each : wanted) {
            int port = free(each, addresses);
            while (!found.add(port)) port = free(0, addresses);
        }
        Iterator<Integer> next = found.iterator();
        return new Ports(
                next.next(), next.next(), next.next(), next.next(), next.next(), next.next(), next.next(), next.next());
    }

    /** Where a sandbox serves its DNS: the memorable port, or 0 for any where that is taken. */
    static InetSocketAddress dns() {
        InetAddress here = loopback("127.0.0.1");
        boolean free = new Free(DNS).on(here) && new Free(DNS).onUdp(here);
        return new InetSocketAddress(here, free ? DNS : 0);
    }

    static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** The address that a literal writes; nobody is asked for it. */
    public static InetAddress loopback(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    private static int free(int wanted, List<InetAddress> addresses) throws IOException {
        int port = wanted;
        for (int tried = 0; tried < TRIES; tried++) {
            if (port == 0) port = offered(addresses.get(0));
            if (isFree(port, addresses)) return port;
            port = 0;
        }
        throw new BindException("no port is free on all of " + addresses);
    }

    private static boolean isFree(int port, List<InetAddress> addresses) {
        return addresses.stream().allMatch(new Free(port)::on);
    }

    private static int offered(InetAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        }
    }

    private record Free(int port) {
        boolean on(InetAddress address) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(address, port), 1);
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        boolean onUdp(InetAddress address) {
            try (DatagramSocket socket = new DatagramSocket(port, address)) {
                return socket.isBound();
            } catch (IOException e) {
                return false;
            }
        }
    }
}

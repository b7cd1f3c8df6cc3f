package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where an organisation listens; in a sandbox all have the same ports, each on its own address.
 *
 * @param smtp also where each looks for the other's mail host
 */
public record Ports(int smtp, int submission, int submissions, int lmtp, int imap, int imaps, int pop3, int pop3s) {
    private static final int TRIES = 50;
    private static final int DNS = 5354;

    /** The usual numbers with a 2 or so in front where these are free on all addresses, else any that are. */
    static Ports memorable(List<InetAddress> addresses) throws IOException {
        return of(addresses, 2025, 2587, 2465, 2024, 2143, 2993, 2110, 2995);
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
            if (addresses.stream().allMatch(new Free(port)::on)) return port;
            port = 0;
        }
        throw new BindException("no port is free on all of " + addresses);
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

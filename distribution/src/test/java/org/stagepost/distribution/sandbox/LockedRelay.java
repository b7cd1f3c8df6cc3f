package org.stagepost.distribution.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody else's mail host that wants a login: by LOGIN, which it refuses, then by PLAIN, which it takes. */
final class LockedRelay implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final AtomicInteger logins = new AtomicInteger();
    private volatile boolean taken;

    LockedRelay() throws IOException {
        Thread.ofVirtual().name("relay").start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    int logins() {
        return logins.get();
    }

    boolean hasTaken() {
        return taken;
    }

    private void accept() {
        try {
            while (true) {
                try (Socket client = socket.accept()) {
                    serve(client);
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) throws IOException {
        boolean first = logins.get() == 0;
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        say(client, "220 relay.test");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String verb = line.split(" ", 2)[0];
            switch (verb) {
                case "EHLO" -> say(client, "250-relay.test\r\n250 AUTH " + (first ? "LOGIN" : "PLAIN"));
                case "AUTH" -> {
                    if (first) {
                        for (int step = line.split(" ", -1).length; step < 4; step++) {
                            say(
                                    client,
                                    "334 "
                                            + Base64.getEncoder()
                                                    .encodeToString((step == 2 ? "Username:" : "Password:")
                                                            .getBytes(StandardCharsets.US_ASCII)));
                            in.readLine();
                        }
                    }
                    logins.incrementAndGet();
                    say(client, first ? "535 5.7.8 not with this password" : "235 2.7.0 welcome");
                }
                case "DATA" -> {
                    say(client, "354 go on");
                    while (!".".equals(in.readLine())) Thread.onSpinWait();
                    taken = true;
                    say(client, "250 2.0.0 taken");
                }
                case "QUIT" -> {
                    say(client, "221 bye");
                    return;
                }
                default -> say(client, "250 2.0.0 fine");
            }
        }
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

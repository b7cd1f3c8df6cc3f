package org.stagepost.mta;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A mail host that takes a whole message and hangs up without a word. */
final class MuteHost implements Closeable {
    private final ServerSocket server;
    private final AtomicInteger messages = new AtomicInteger();

    MuteHost(String address, int port) throws IOException {
        server = new ServerSocket(port, 5, InetAddress.getByName(address));
        Thread.ofVirtual().name("mute-host").start(this::serve);
    }

    int messages() {
        return messages.get();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                converse(socket);
            } catch (IOException e) {
                // The client has gone, or the test is over.
            }
        }
    }

    private void converse(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        say(out, "220 mute");
        boolean data = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (data && line.equals(".")) {
                messages.incrementAndGet();
                return;
            }
            if (!data) {
                data = line.equals("DATA");
                say(out, data ? "354 go" : "250 ok");
            }
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

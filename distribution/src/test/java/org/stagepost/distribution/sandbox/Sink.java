package org.stagepost.distribution.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Somebody else's mail host, of few words: it writes down what comes, and lets a test act at each moment of a dialogue. */
final class Sink implements AutoCloseable {
    private static final String OK = "250 ok";

    private final ServerSocket socket;
    private final Function<String, String> replies;
    private final BiConsumer<Moment, List<Arrival>> watch;
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Where a dialogue is; at the last two with what has come for each recipient. */
    enum Moment {
        CONNECTED,
        MAIL,
        /** The final dot is here, its reply is not. */
        DOT,
        /** The reply has been written. */
        TAKEN
    }

    /** A letter for one recipient, by the id that its text tells. */
    record Arrival(String id, String recipient) {}

    /**
     * Listens.
     *
     * @param replies what is said to RCPT for an address
     * @param watch sees each moment, before what comes next is read or said
     */
    Sink(InetSocketAddress at, Function<String, String> replies, BiConsumer<Moment, List<Arrival>> watch)
            throws IOException {
        this.replies = replies;
        this.watch = watch;
        socket = new ServerSocket(at.getPort(), 100, at.getAddress());
        Thread.ofVirtual().name("sink").start(this::accept);
    }

    /** One that takes everything but what it {@link #refuses}. */
    static Sink willing(InetSocketAddress at) throws IOException {
        return new Sink(at, Sink::usual, (moment, arrivals) -> {});
    }

    static String usual(String address) {
        return refuses(address) ? "550 5.1.1 who?" : OK;
    }

    /** Nobody is called no, and at saturn.test nobody lives at all. */
    static boolean refuses(String address) {
        return address.startsWith("no@") || address.endsWith("@saturn.test");
    }

    int port() {
        return socket.getLocalPort();
    }

    List<Arrival> arrivals() {
        return arrivals;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                open.add(client);
                Thread.ofVirtual().name("sink-session").start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try (client;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1))) {
            watch.accept(Moment.CONNECTED, List.of());
            OutputStream out = client.getOutputStream();
            say("220 sink.venus.test", out);
            List<String> recipients = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) answer(line, recipients, in, out);
        } catch (IOException gone) {
            // So is what was not ended with a dot.
        } finally {
            open.remove(client);
        }
    }

    private void answer(String line, List<String> recipients, BufferedReader in, OutputStream out) throws IOException {
        String verb = line.length() < 4 ? line : line.substring(0, 4);
        switch (verb) {
            case "MAIL" -> {
                recipients.clear();
                watch.accept(Moment.MAIL, List.of());
                say(OK, out);
            }
            case "RCPT" -> {
                String address = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                String reply = replies.apply(address);
                if (reply.startsWith("2")) recipients.add(address);
                say(reply, out);
            }
            case "DATA" -> {
                say("354 go on", out);
                String id = Ledger.id(text(in));
                List<Arrival> came = recipients.stream()
                        .map(recipient -> new Arrival(id, recipient))
                        .toList();
                arrivals.addAll(came);
                watch.accept(Moment.DOT, came);
                say("250 2.0.0 taken", out);
                watch.accept(Moment.TAKEN, came);
            }
            case "QUIT" -> {
                say("221 bye", out);
                throw new IOException("over");
            }
            default -> say(OK, out);
        }
    }

    private static String text(BufferedReader in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
            if (line == null) throw new IOException("no dot");
            text.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        return text.toString();
    }

    private static void say(String reply, OutputStream out) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket each : open) each.close();
    }
}

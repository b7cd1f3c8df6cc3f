package org.stagepost.smtp.client;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.stagepost.net.Endpoint;

/**
 * A server that answers by a table, right or wrong: the first word of a command (or {@code .} for the end of a message,
 * {@code GREETING} for the connection) gives the octets to send; none gives {@code 250 ok}. A value that ends with
 * {@code CLOSE} closes the connection behind it.
 */
final class ScriptedServer implements Closeable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, String> answers;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final Set<Socket> confused = ConcurrentHashMap.newKeySet();

    ScriptedServer(Map<String, String> answers) throws IOException {
        this.answers = answers;
        Thread.ofVirtual().start(this::accept);
    }

    Endpoint endpoint() {
        return new Endpoint.Tcp("127.0.0.1", listening.getLocalPort());
    }

    /** Every line, of messages too. */
    List<String> heard() {
        return new ArrayList<>(heard);
    }

    int connections() {
        return connections.get();
    }

    /** Drops everybody who is connected. */
    void drop() throws IOException {
        for (Socket socket : open) socket.close();
    }

    /** Takes MAIL for a command out of its place on all connections there are. */
    void confuse() {
        confused.addAll(open);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            if (!answer(socket, "GREETING", "220 scripted.example ESMTP")) return;
            boolean inMessage = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                if (inMessage && !line.equals(".")) continue;
                String word = line.split(" ", 2)[0];
                String usual = word.equals("DATA") ? "354 go" : "250 ok";
                if (word.equals("MAIL") && confused.contains(socket)) usual = "503 5.5.1 nested";
                if (!answer(socket, word, usual)) return;
                inMessage = word.equals("DATA")
                        && answers.getOrDefault("DATA", usual).startsWith("3");
            }
        } catch (IOException e) {
            // The client has gone, or the test drops it.
        }
    }

    private boolean answer(Socket socket, String word, String usual) throws IOException {
        String answer = answers.getOrDefault(word, usual);
        boolean close = answer.endsWith("CLOSE");
        String text = close ? answer.substring(0, answer.length() - 5) : answer + "\r\n";
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return !close;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        drop();
    }
}

package org.stagepost.distribution.sandbox;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A plain connection of a client that is not ours, by lines. */
final class Wire implements Closeable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Wire(InetSocketAddress server) throws IOException {
        socket = new Socket();
        socket.connect(server, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    void say(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    String hear() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) throw new EOFException("the server hung up");
            line.append((char) octet);
        }
        return line.toString().stripTrailing();
    }

    /** A whole SMTP reply; its last line. */
    String reply() throws IOException {
        String line = hear();
        while (line.length() > 3 && line.charAt(3) == '-') line = hear();
        return line;
    }

    String ask(String command) throws IOException {
        say(command + "\r\n");
        return reply();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

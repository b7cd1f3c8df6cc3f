package org.stagepost.dialogue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/** The player's end of one connection: lines out and in, over TCP or TLS. */
final class ClientSocket implements Closeable {
    private static final int MAX_LINE = 1 << 20;

    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
    private Socket socket;
    private InputStream in;

    ClientSocket(InetSocketAddress server, Duration patience) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout((int) patience.toMillis());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    void say(String line) {
        unsent.writeBytes(Ascii.octets(line));
        unsent.writeBytes(Ascii.octets("\r\n"));
    }

    void flush() throws IOException {
        if (unsent.size() == 0) return;
        try {
            unsent.writeTo(socket.getOutputStream());
        } catch (SocketException closed) {
            // What the server said before it closed is still to be heard, and is the better explanation.
        }
        unsent.reset();
    }

    /** The next line without its end; empty when the server has closed. */
    Optional<String> hear() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() < MAX_LINE) {
            int octet = octet();
            if (octet < 0) return line.size() == 0 ? Optional.empty() : Optional.of(text(line));
            if (octet == '\n') return Optional.of(text(line));
            line.write(octet);
        }
        throw new IOException("a line of more than " + MAX_LINE + " octets");
    }

    /** Reads past the literal whose length ends the line, and past the rest of its line, until a line ends without one. */
    void skipLiterals(String line) throws IOException {
        Optional<String> rest = Optional.of(line);
        while (rest.isPresent() && rest.get().endsWith("}") && rest.get().indexOf('{') >= 0) {
            String text = rest.get();
            long length;
            try {
                length = Ascii.number(text.substring(text.lastIndexOf('{') + 1, text.length() - 1), Integer.MAX_VALUE);
            } catch (SyntaxException e) {
                return;
            }
            in.skipNBytes(length);
            rest = hear();
        }
    }

    void startTls(String serverName) throws IOException {
        if (in.available() > 0) throw new IOException("the server spoke plain text after its go-ahead for TLS");
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAnything()}, null);
            SSLSocket secure =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, serverName, socket.getPort(), true);
            secure.startHandshake();
            socket = secure;
            in = new BufferedInputStream(secure.getInputStream());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int octet() throws IOException {
        try {
            return in.read();
        } catch (SocketException | EOFException closed) {
            return -1;
        }
    }

    private static String text(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Test servers make their own certificates; the player looks at dialogues, not at trust. */
    private static final class TrustAnything extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

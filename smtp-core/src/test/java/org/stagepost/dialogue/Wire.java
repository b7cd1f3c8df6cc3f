package org.stagepost.dialogue;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client that sends exactly the octets it is told to, for what no {@link Script} can say. */
public final class Wire implements Closeable {
    private Socket socket;
    private InputStream in;

    public Wire(InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends text as it stands, one octet a character, in one segment. What cannot be sent any more is not missed. */
    public Wire send(String text) throws IOException {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (SocketException closed) {
            // The next line heard tells what happened.
        }
        return this;
    }

    /** Sends the lines, each with CR LF, and hears the reply to the last one. */
    public String ask(String... lines) throws IOException {
        send(String.join("\r\n", lines) + "\r\n");
        String reply = "";
        for (int i = 0; i < lines.length; i++) reply = reply();
        return reply;
    }

    /** The next line without its end; {@code END} when the server has closed. */
    public String line() throws IOException {
        StringBuilder line = new StringBuilder();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == '\n') return line.toString().replace("\r", "");
                line.append((char) octet);
            }
        } catch (SocketException closed) {
            // A reset ends the connection like a close.
        }
        return line.isEmpty() ? "END" : line + "END";
    }

    /** The last line of the next reply. */
    public String reply() throws IOException {
        String line = line();
        while (line.length() > 3 && line.charAt(3) == '-') line = line();
        return line;
    }

    public void startTls() throws IOException {
        startTls("TLSv1.3");
    }

    /** @param newest the newest version that this client speaks */
    public void startTls(String newest) throws IOException {
        startTls(newest, new KeyManager[0]);
    }

    /** @param keys of the client, for a server that asks */
    public void startTls(String newest, KeyManager[] keys) throws IOException {
        SSLSocket secure = (SSLSocket) trustingAnybody(newest, keys)
                .getSocketFactory()
                .createSocket(socket, "localhost", socket.getPort(), true);
        secure.startHandshake();
        socket = secure;
        in = new BufferedInputStream(secure.getInputStream());
    }

    /** For clients of servers that a test has just started. */
    public static SSLContext trustingAnybody(String newest) throws IOException {
        return trustingAnybody(newest, new KeyManager[0]);
    }

    private static SSLContext trustingAnybody(String newest, KeyManager[] keys) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance(newest);
            context.init(keys, new TrustManager[] {new Anything()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Closes without a farewell. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class Anything implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

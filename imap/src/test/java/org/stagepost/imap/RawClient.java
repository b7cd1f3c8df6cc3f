package org.stagepost.imap;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client that sends whatever octets a test likes, and reads lines. */
final class RawClient implements Closeable {
    /** Stands for a line where the server has closed. */
    static final String END = "(end)";

    private Socket socket;
    private InputStream in;

    /** Connects and hears the greeting. */
    RawClient(InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        in = new BufferedInputStream(socket.getInputStream());
        if (!line().startsWith("* OK ")) throw new IOException("no greeting");
    }

    /** The same, and logs in. */
    static RawClient loggedIn(InetSocketAddress server) throws IOException {
        RawClient client = new RawClient(server);
        String answer = client.ask("login LOGIN ann@example.org pass");
        if (!answer.startsWith("login OK")) throw new IOException(answer);
        return client;
    }

    /** Sends octets, one a character. */
    void send(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** The next line without its end, or {@link #END}. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int octet;
            try {
                octet = in.read();
            } catch (java.net.SocketException e) {
                return END;
            }
            if (octet < 0) return END;
            if (octet == '\n') return line.toString(StandardCharsets.ISO_8859_1);
            if (octet != '\r') line.write(octet);
        }
    }

    /** Sends a command and passes over untagged lines to its completion. */
    String ask(String command) throws IOException {
        send(command + "\r\n");
        return completion(command.substring(0, command.indexOf(' ')));
    }

    /** Sends a command and returns all lines up to its completion, that one too. */
    String heard(String command) throws IOException {
        send(command + "\r\n");
        String tag = command.substring(0, command.indexOf(' ') + 1);
        StringBuilder heard = new StringBuilder();
        String line = line();
        while (!line.equals(END) && !line.startsWith(tag)) {
            heard.append(line).append('\n');
            line = line();
        }
        return heard.append(line).append('\n').toString();
    }

    /** The completion of a tag, or {@link #END}. */
    String completion(String tag) throws IOException {
        String line = line();
        while (!line.equals(END) && !line.startsWith(tag + " ")) line = line();
        return line;
    }

    /** All lines up to the end of the connection. */
    String rest() throws IOException {
        StringBuilder rest = new StringBuilder();
        for (String line = line(); !line.equals(END); line = line())
            rest.append(line).append('\n');
        return rest.toString();
    }

    void startTls() throws IOException {
        startTls("TLSv1.3");
    }

    /** @param newest the newest version that this client speaks */
    void startTls(String newest) throws IOException {
        X509TrustManager anyone = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String kind) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String kind) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            SSLContext context = SSLContext.getInstance(newest);
            context.init(null, new TrustManager[] {anyone}, null);
            SSLSocket tls =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
            tls.startHandshake();
            socket = tls;
            in = new BufferedInputStream(tls.getInputStream());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

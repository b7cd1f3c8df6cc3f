package org.stagepost.distribution.sandbox;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A mail program's side of a dialogue, line by line over a plain socket: none of the servers' own code, so that what it
 * can read, others can. Every line is told as {@code C: } or {@code S: }.
 */
public final class Talk implements Closeable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Consumer<String> told;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    public Talk(InetSocketAddress server, Consumer<String> told) throws IOException {
        this.told = told;
        this.socket = new Socket();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(server, PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    public void say(String line) throws IOException {
        sayAs(line, line);
    }

    /** Says one thing and tells another: for secrets. */
    public void sayAs(String line, String shown) throws IOException {
        told.accept("C: " + shown);
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    public String hear() throws IOException {
        String line = line();
        told.accept("S: " + line);
        return line;
    }

    /** A line that nobody is told of: one of many. */
    public String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) throw new EOFException("the server hung up");
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    public byte[] octets(int count) throws IOException {
        byte[] octets = in.readNBytes(count);
        if (octets.length < count) throw new EOFException("the server hung up");
        return octets;
    }

    /** Goes over to TLS with whoever is there: a sandbox's certificates are vouched for by nobody. */
    public String startTls() throws IOException {
        SSLSocket tls = (SSLSocket) trusting()
                .getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
        tls.startHandshake();
        socket = tls;
        in = new BufferedInputStream(tls.getInputStream());
        out = tls.getOutputStream();
        return tls.getSession().getProtocol();
    }

    private static SSLContext trusting() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsEverybody()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** On loopback, towards servers that we have just started. */
    private static final class TrustsEverybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

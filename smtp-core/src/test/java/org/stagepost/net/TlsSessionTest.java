package org.stagepost.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;

/** Java's own TLS, which serves where BoringSSL does not load. */
class TlsSessionTest {
    private static final char[] NO_PASSWORD = new char[0];

    @TempDir
    private Path folder;

    /** RFC 9266 section 3: the same at both ends, and another in every session. */
    @Test
    void javaExportsUnderTls13() throws Exception {
        Assumptions.assumeTrue(Runtime.version().feature() >= 25, "exporters came with Java 25");
        SSLContext context = context();
        byte[] first = exported(context);
        assertThat(first).hasSize(32);
        assertThat(exported(context)).isNotEqualTo(first);
    }

    @Test
    void underTls12NothingIsExported() throws Exception {
        try (Ends ends = Ends.of(context(), "TLSv1.2")) {
            assertThat(ends.server().exporter()).isEmpty();
            assertThat(ends.server().serverEndPoint()).isPresent();
        }
    }

    private static byte[] exported(SSLContext context) throws Exception {
        try (Ends ends = Ends.of(context, "TLSv1.3")) {
            byte[] exported = ends.server().exporter().orElseThrow();
            assertThat(ends.client().exporter().orElseThrow()).isEqualTo(exported);
            return exported;
        }
    }

    private record Ends(SSLSocket at, SSLSocket from) implements AutoCloseable {
        static Ends of(SSLContext context, String version) throws Exception {
            try (SSLServerSocket listening = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                SSLSocket from = (SSLSocket)
                        context.getSocketFactory().createSocket(listening.getInetAddress(), listening.getLocalPort());
                from.setEnabledProtocols(new String[] {version});
                SSLSocket at = (SSLSocket) listening.accept();
                CompletableFuture<Void> greeted = CompletableFuture.runAsync(() -> at.getSession());
                from.startHandshake();
                greeted.join();
                return new Ends(at, from);
            }
        }

        TlsSession server() {
            return new TlsSession(at.getSession());
        }

        TlsSession client() {
            return new TlsSession(from.getSession());
        }

        @Override
        public void close() throws Exception {
            from.close();
            at.close();
        }
    }

    private SSLContext context() throws Exception {
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        try (RealDisk disk = new RealDisk();
                InputStream written = certificate(disk, certificate, key)) {
            Certificate own = CertificateFactory.getInstance("X.509").generateCertificate(written);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("own", PemKey.read(key).orElseThrow(), NO_PASSWORD, new Certificate[] {own});
            store.setCertificateEntry("trusted", own);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        }
    }

    private static InputStream certificate(RealDisk disk, Path certificate, Path key) throws Exception {
        new SelfSigned(disk, certificate, key).write(List.of("localhost"), Clock.systemUTC());
        return Files.newInputStream(certificate);
    }
}

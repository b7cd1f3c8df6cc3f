package org.stagepost.net;

import java.lang.reflect.Method;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.stagepost.mail.Ascii;

/** What TLS agreed on, and what binds a login to this channel (RFC 5929, RFC 9266). */
public final class TlsSession {
    private static final String EXPORTER_LABEL = "EXPORTER-Channel-Binding";
    private static final int EXPORTER_OCTETS = 32;
    private static final Optional<Method> EXPORT = export();

    private final SSLSession session;
    private final Optional<ClientAuthorities> clients;

    TlsSession(SSLSession session) {
        this(session, Optional.empty());
    }

    /** @param clients who may vouch for the client, where that is asked for */
    TlsSession(SSLSession session, Optional<ClientAuthorities> clients) {
        this.session = session;
        this.clients = clients;
    }

    /** The mail addresses that the client has proved to be its own by a certificate (RFC 4422 appendix A). */
    public List<String> provedNames() {
        return clients.map(authorities -> authorities.names(session)).orElse(List.of());
    }

    /** {@code TLSv1.3}. */
    public String protocol() {
        return session.getProtocol();
    }

    /** The channel binding {@code tls-server-end-point} as the server computes it (RFC 5929 section 4). */
    public Optional<byte[]> serverEndPoint() {
        return endPoint(session.getLocalCertificates());
    }

    /** The same as the client computes it. */
    public Optional<byte[]> peerEndPoint() {
        try {
            return endPoint(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private static Optional<Method> export() {
        try {
            return Optional.of(ExtendedSSLSession.class.getMethod(
                    "exportKeyingMaterialData", String.class, byte[].class, int.class));
        } catch (NoSuchMethodException olderJava) {
            return Optional.empty();
        }
    }

    /**
     * The channel binding {@code tls-exporter}, the same at both ends (RFC 9266 section 3). The method came with Java 25, and
     * only that Java's own TLS answers it: Netty's BoringSSL has no exporter.
     */
    public Optional<byte[]> exporter() {
        if (EXPORT.isEmpty() || !protocol().equals("TLSv1.3")) return Optional.empty();
        try {
            Object data = EXPORT.get().invoke(session, EXPORTER_LABEL, new byte[0], EXPORTER_OCTETS);
            return Optional.of((byte[]) data);
        } catch (ReflectiveOperationException | IllegalArgumentException unsupported) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> endPoint(Certificate[] chain) {
        if (chain == null || chain.length == 0 || !(chain[0] instanceof X509Certificate certificate))
            return Optional.empty();
        try {
            MessageDigest digest = MessageDigest.getInstance(hash(certificate.getSigAlgName()));
            return Optional.of(digest.digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** The hash of the certificate's signature, with MD5 and SHA-1 replaced by SHA-256 (RFC 5929 section 4.1). */
    private static String hash(String signature) {
        String name = Ascii.upper(signature);
        if (name.startsWith("SHA384")) return "SHA-384";
        if (name.startsWith("SHA512")) return "SHA-512";
        return "SHA-256";
    }
}

package org.stagepost.net;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Those whose certificates may prove who a client is (RFC 4422 appendix A). The handshake takes any certificate, or none, so
 * that a client with one of somebody else's logs in by other means; only what these have signed has a name here.
 */
final class ClientAuthorities {
    /** An address in a certificate (RFC 5280 section 4.2.1.6: rfc822Name). */
    private static final Integer MAIL_ADDRESS = 1;

    private final X509Certificate[] certificates;
    private final X509TrustManager checking;

    ClientAuthorities(X509Certificate[] certificates) throws GeneralSecurityException {
        this.certificates = certificates.clone();
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        for (int i = 0; i < certificates.length; i++) store.setCertificateEntry("authority-" + i, certificates[i]);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        this.checking = Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("nothing here checks certificates"));
    }

    /** For the handshake: says whose certificates are wanted, and takes what comes. */
    TrustManager asking() {
        return new Asking(certificates);
    }

    /** The addresses in the certificate of a client, good now and for a client; none where it has shown no such one. */
    List<String> names(SSLSession session) {
        try {
            X509Certificate[] chain = Arrays.stream(session.getPeerCertificates())
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
            if (chain.length == 0) return List.of();
            checking.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
            return names(chain[0]);
        } catch (SSLPeerUnverifiedException | CertificateException e) {
            return List.of();
        }
    }

    private static List<String> names(X509Certificate certificate) throws CertificateParsingException {
        List<String> names = new ArrayList<>();
        Collection<List<?>> alternatives =
                Optional.ofNullable(certificate.getSubjectAlternativeNames()).orElse(List.of());
        for (List<?> alternative : alternatives)
            if (MAIL_ADDRESS.equals(alternative.get(0))) names.add((String) alternative.get(1));
        return names;
    }

    /** Refuses nobody. */
    private static final class Asking extends X509ExtendedTrustManager {
        private final X509Certificate[] authorities;

        Asking(X509Certificate[] authorities) {
            this.authorities = authorities;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return authorities.clone();
        }
    }
}
